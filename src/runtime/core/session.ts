import { isRecord } from './errors'
import type { OAuthUserTokenResponse, PublicTokenResponse } from './token'

/** One customer's session: what the encrypted cookie holds. */
export interface Session {
  /** Random; the same through all refreshes, new at each sign-in. */
  id: string
  /** How many refreshes there have been: tells an old cookie from a new one. */
  generation: number
  accessToken: string
  /** Absent when the authorization server gave none. */
  refreshToken?: string
  tokenType: string
  scope: string
  /** When the access token expires: milliseconds since 1970 by this server's clock, computed at receipt. */
  expiresAt: number
}

/**
 * A session from a token response.
 *
 * @param previous the session it renews; without it a new one begins.
 * @param now milliseconds since 1970, at the receipt of the response.
 */
export function sessionFromTokens(tokens: OAuthUserTokenResponse, previous: Session | undefined, now: number): Session {
  // SAP with `reuseRefreshToken` sends no new refresh token: the old one stays good.
  const refreshToken = tokens.refresh_token ?? previous?.refreshToken
  return {
    id: previous?.id ?? crypto.randomUUID(),
    generation: previous ? previous.generation + 1 : 0,
    accessToken: tokens.access_token,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    tokenType: tokens.token_type,
    scope: tokens.scope,
    expiresAt: now + tokens.expires_in * 1000,
  }
}

/** The token response a session corresponds to, for callbacks and hooks on the server. */
export function tokensOfSession(session: Session, now: number): OAuthUserTokenResponse {
  return {
    access_token: session.accessToken,
    ...(session.refreshToken === undefined ? {} : { refresh_token: session.refreshToken }),
    ...publicTokensOfSession(session, now),
  }
}

/** What of it the browser may see. */
export function publicTokensOfSession(session: Session, now: number): PublicTokenResponse {
  return { token_type: session.tokenType, expires_in: secondsLeft(session, now), scope: session.scope }
}

/** Whole seconds until the access token expires, never negative. */
export function secondsLeft(session: Session, now: number): number {
  return Math.max(0, Math.floor((session.expiresAt - now) / 1000))
}

/** Reads what an opened cookie holds; anything of another shape is no session. */
export function parseSession(value: unknown): Session | undefined {
  if (!isRecord(value)) return undefined
  const { id, generation, accessToken, refreshToken, tokenType, scope, expiresAt } = value
  if (typeof id !== 'string' || typeof generation !== 'number' || typeof accessToken !== 'string') return undefined
  if (typeof tokenType !== 'string' || typeof scope !== 'string' || typeof expiresAt !== 'number') return undefined
  if (refreshToken !== undefined && typeof refreshToken !== 'string') return undefined
  return { id, generation, accessToken, ...(refreshToken === undefined ? {} : { refreshToken }), tokenType, scope, expiresAt }
}
