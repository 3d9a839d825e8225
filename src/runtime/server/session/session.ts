import { encodeBase64Url } from '../crypto/aead'
import { parseJson } from '../../sdk/parse-json'
import type { OAuthUserTokenResponse, PublicTokenResponse } from '../../sdk/token'
import type { LoginTokens } from '../oauth'

/** A customer's session, as stored in the encrypted cookie or the server's storage. */
export interface Session {
  /** 256 random bits; the same through all refreshes, new at each sign-in. With server-side sessions it is the cookie's value: a secret. */
  id: string
  /** Number of refreshes: distinguishes an old cookie from a new one. */
  generation: number
  accessToken: string
  /** Absent when the authorization server issued none. */
  refreshToken?: string
  tokenType: string
  scope: string
  /** When the access token expires: milliseconds since 1970 by this server's clock, computed at receipt. */
  expiresAt: number
  /** Lifetime of the access token at receipt, in milliseconds. */
  lifetime?: number
  /** Whether these tokens came from a refresh within the minimum interval (`refresh/refresh-interval.ts`). They are renewed only when the interval that began with them is over. */
  isRenewedEarly?: true
  /** When the customer signed in: milliseconds since 1970. */
  createdAt?: number
  /** Last stored time of use: milliseconds since 1970. */
  usedAt?: number
  /** The customer's user name, from the sign-in or from the shop's hook. SAP has not confirmed it. */
  userId?: string
  /** When the session was last added to the list of the customer's sessions: milliseconds since 1970. */
  listedAt?: number
  /** What it was begun with; known of listed sessions only. */
  device?: Device
  /** The newest ID token of a redirect login; empty where only the browser has it, in a cookie of its own (`id-token-cookies.ts`). */
  idToken?: string
  /** The shop (origin, base path and client) where the customer signed in, as in `CookieNames`. Absent in sessions of earlier versions, which are accepted everywhere. */
  shop?: string
}

/** What a session keeps when its tokens change, and in a record without tokens. */
export type SessionIdentity = Pick<Session, 'userId' | 'listedAt' | 'device' | 'shop'>

export function identityOf({ userId, listedAt, device, shop }: SessionIdentity): SessionIdentity {
  return {
    ...(userId === undefined ? {} : { userId }),
    ...(listedAt === undefined ? {} : { listedAt }),
    ...(device === undefined ? {} : { device }),
    ...(shop === undefined ? {} : { shop }),
  }
}

/** The client of a sign-in, for the customer to recognise. Both names come from a fixed list. */
export interface Device {
  browser?: string
  system?: string
}

/** Session identifiers must be unguessable (RFC 9700): 256 bits, where 128 suffice. */
const ID_BYTES = 32

/**
 * A session from a token response.
 *
 * @param previous the session it renews; without it a new one begins.
 * @param now milliseconds since 1970, at the receipt of the response.
 */
export function sessionFromTokens(tokens: LoginTokens, previous: Session | undefined, now: number): Session {
  // SAP with `reuseRefreshToken` sends no new refresh token: the old one stays valid.
  const refreshToken = tokens.refresh_token ?? previous?.refreshToken
  const idToken = previous ? renewedIdToken(previous.idToken, tokens.id_token) : tokens.id_token
  return {
    id: previous?.id ?? encodeBase64Url(crypto.getRandomValues(new Uint8Array(ID_BYTES))),
    generation: previous ? previous.generation + 1 : 0,
    accessToken: tokens.access_token,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    tokenType: tokens.token_type,
    scope: tokens.scope,
    expiresAt: now + tokens.expires_in * 1000,
    lifetime: tokens.expires_in * 1000,
    createdAt: previous?.createdAt ?? now,
    usedAt: now,
    ...(idToken === undefined ? {} : { idToken }),
    ...(previous ? identityOf(previous) : {}),
  }
}

/** The ID token after a refresh. A session that began without one gets none: the browser has no session at the authorization server that it could end. */
export function renewedIdToken(previous: string | undefined, received: string | undefined): string | undefined {
  return previous === undefined ? undefined : received ?? previous
}

/** A session as the content cookie holds it. Every request carries that, so the ID token is replaced by an empty string, which says that there is one. */
export function withoutIdTokenValue(session: Session): Session {
  return session.idToken === undefined ? session : { ...session, idToken: '' }
}

/** The token response a session corresponds to, for callbacks and hooks on the server. */
export function tokensOfSession(session: Session, now: number): OAuthUserTokenResponse {
  return {
    access_token: session.accessToken,
    ...(session.refreshToken === undefined ? {} : { refresh_token: session.refreshToken }),
    ...publicTokensOfSession(session, now),
  }
}

/** The part of the token response that the browser may see. */
export function publicTokensOfSession(session: Session, now: number): PublicTokenResponse {
  return { token_type: session.tokenType, expires_in: secondsLeft(session, now), scope: session.scope }
}

/** Whole seconds until the access token expires, never negative. */
export function secondsLeft(session: Session, now: number): number {
  return Math.max(0, Math.floor((session.expiresAt - now) / 1000))
}

/**
 * Whether the access token expires so soon that a call should refresh it first.
 *
 * @param margin milliseconds; never more than half of the token's lifetime, or
 * short-lived tokens would be renewed with every call.
 */
export function expiresSoon(session: Session, margin: number, now: number): boolean {
  if (session.lifetime === undefined || session.refreshToken === undefined) return false
  return session.expiresAt - now <= Math.min(margin, session.lifetime / 2)
}

/**
 * Serializes a session for sealing: a JSON array of its values in a fixed order,
 * followed by the access token. Property names would make each cookie a tenth
 * longer; and the access token, most of the text, need not be parsed as JSON.
 */
export function packSession(session: Session): string {
  const { id, generation, accessToken, refreshToken, tokenType, scope, expiresAt, lifetime, createdAt, userId, listedAt, usedAt, device, shop, idToken, isRenewedEarly } = session
  // New values are appended: processes of different versions read each other's sessions during a deployment.
  const last = isRenewedEarly ? [idToken, 1] : idToken === undefined ? [] : [idToken]
  return `${JSON.stringify([id, generation, tokenType, scope, expiresAt, refreshToken, lifetime, createdAt, userId, listedAt, usedAt, device?.browser, device?.system, shop, ...last])}${SEPARATOR}${accessToken}`
}

/** Cannot occur in the JSON part, where it is escaped. */
const SEPARATOR = '\n'

/** Parses the text of {@link packSession}. @returns `undefined` for any other value. */
export function unpackSession(text: unknown): Session | undefined {
  const end = typeof text === 'string' ? text.indexOf(SEPARATOR) : -1
  if (typeof text !== 'string' || end === -1) return undefined
  const values = parseValues(text.slice(0, end))
  const accessToken = text.slice(end + SEPARATOR.length)
  const [id, generation, tokenType, scope, expiresAt, refreshToken, lifetime, createdAt, userId, listedAt, usedAt, browser, system, shop, idToken, isRenewedEarly] = values
  if (typeof id !== 'string' || typeof generation !== 'number') return undefined
  if (typeof tokenType !== 'string' || typeof scope !== 'string' || typeof expiresAt !== 'number') return undefined
  const session: Session = { id, generation, accessToken, tokenType, scope, expiresAt }
  if (typeof refreshToken === 'string') session.refreshToken = refreshToken
  // `undefined` is `null` in JSON.
  else if (refreshToken != null) return undefined
  if (typeof lifetime === 'number') session.lifetime = lifetime
  if (typeof createdAt === 'number') session.createdAt = createdAt
  if (typeof userId === 'string') session.userId = userId
  if (typeof listedAt === 'number') session.listedAt = listedAt
  if (typeof usedAt === 'number') session.usedAt = usedAt
  if (typeof browser === 'string' || typeof system === 'string') session.device = { ...(typeof browser === 'string' ? { browser } : {}), ...(typeof system === 'string' ? { system } : {}) }
  if (typeof shop === 'string') session.shop = shop
  if (typeof idToken === 'string') session.idToken = idToken
  if (isRenewedEarly === 1) session.isRenewedEarly = true
  return session
}

function parseValues(text: string): unknown[] {
  const values = parseJson(text)
  return Array.isArray(values) ? values : []
}
