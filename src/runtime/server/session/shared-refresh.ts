import { isDefiniteRefusal, serverUnavailable } from '../oauth/errors'
import type { OAuthClient } from '../oauth'
import { platformAead } from '../crypto/aead'
import type { Sealer } from '../crypto/sealer'
import type { OAuthUserTokenResponse } from '../../sdk/token'
import { BoundedMap } from '../storage/bounded-map'
import type { Session } from './session'
import { systemClock } from '../time/clock'
import { settlesWithin } from '../time/sleep'

/** Asks the authorization server for new tokens. */
export type RefreshTokens = (refreshToken: string, options: RefreshRequest) => Promise<OAuthUserTokenResponse>

/** Options of one request. */
export interface RefreshRequest {
  /** Whose token it is. */
  session: Pick<Session, 'accessToken' | 'createdAt'>
  signal: AbortSignal
}

/** Options of {@link createSharedRefresh}. */
export interface SharedRefreshOptions {
  refresh: RefreshTokens
  sealer: Sealer
  /** Milliseconds for which what replaced a token is remembered. */
  gracePeriod: number
  /** A refresh token was replaced by another one. */
  onRotated?: () => void
  /** @default the monotonic clock */
  now?: () => number
  /** @default the system clock */
  wallClock?: () => number
}

/** Far more refreshes than one process makes within a grace period. */
const MAX_REMEMBERED = 20_000

/** Longer chains of replaced tokens do not fit into a grace period. */
const MAX_STEPS = 20

/** The newest tokens that a refresh token led to. */
interface Successor {
  tokens: OAuthUserTokenResponse
  expiresAt: number
}

/**
 * For sessions in cookies: two devices to which SAP's legacy server gave one
 * pair of tokens are two sessions that know nothing of each other. Within this
 * process and the grace period, the second one is given what the first one's
 * refresh brought, and a token that one of them has spent is not sent again.
 */
export function createSharedRefresh(options: SharedRefreshOptions): RefreshTokens {
  const { sealer, gracePeriod, now = systemClock.monotonic, wallClock = systemClock.now } = options
  const aead = platformAead()
  /** By the hash of the refresh token that was sent; sealed, so that a memory dump shows no token. */
  const successors = new BoundedMap<string, string>({ maxEntries: MAX_REMEMBERED, ttl: gracePeriod, now })
  /** By the same hash, tokens that were refused, and since when: another session with the same token is refused without asking again. */
  const refusals = new BoundedMap<string, { error: unknown, at: number }>({ maxEntries: MAX_REMEMBERED, ttl: gracePeriod, now })
  /** Bounded by the requests that are being answered. */
  const inFlight = new Map<string, Promise<OAuthUserTokenResponse>>()

  async function successorOf(hash: string): Promise<Successor | undefined> {
    const sealed = successors.get(hash)
    return sealed === undefined ? undefined : await sealer.openValue('grace', sealed) as Successor | undefined
  }

  /** Follows replaced tokens to the newest ones. */
  async function newest(refreshToken: string): Promise<{ refreshToken: string, known?: Successor }> {
    let token = refreshToken
    let known: Successor | undefined
    for (let step = 0; step < MAX_STEPS; step++) {
      const next = await successorOf(await aead.hash(token))
      if (!next) break
      known = next
      if (next.tokens.refresh_token === undefined || next.tokens.refresh_token === token) break
      token = next.tokens.refresh_token
    }
    return { refreshToken: token, ...(known ? { known } : {}) }
  }

  async function ask(hash: string, refreshToken: string, request: RefreshRequest): Promise<OAuthUserTokenResponse> {
    try {
      const tokens = await options.refresh(refreshToken, request)
      refusals.delete(hash)
      return tokens
    }
    catch (error) {
      if (isDefiniteRefusal(error)) refusals.set(hash, { error, at: wallClock() })
      throw error
    }
  }

  async function send(refreshToken: string, request: RefreshRequest): Promise<OAuthUserTokenResponse> {
    const hash = await aead.hash(refreshToken)
    const refusal = refusals.get(hash)
    // A session that began since was given the token anew.
    if (refusal && (request.session.createdAt ?? 0) <= refusal.at) throw refusal.error
    const tokens = await ask(hash, refreshToken, request)
    const successor: Successor = { tokens, expiresAt: now() + tokens.expires_in * 1000 }
    successors.set(hash, await sealer.sealValue('grace', successor))
    if (tokens.refresh_token !== undefined && tokens.refresh_token !== refreshToken) options.onRotated?.()
    return tokens
  }

  return async function refresh(sent, request) {
    const { refreshToken, known } = await newest(sent)
    const isNews = known && known.tokens.access_token !== request.session.accessToken && known.expiresAt > now()
    // With the refresh token that belongs to it: the caller may still have the one that was replaced.
    if (isNews) return { ...known.tokens, refresh_token: known.tokens.refresh_token ?? refreshToken, expires_in: Math.max(0, Math.floor((known.expiresAt - now()) / 1000)) }
    const running = inFlight.get(refreshToken)
    if (running) return await running
    const answer = send(refreshToken, request).finally(() => inFlight.delete(refreshToken))
    inFlight.set(refreshToken, answer)
    const tokens = await answer
    return tokens.refresh_token === undefined && refreshToken !== sent ? { ...tokens, refresh_token: refreshToken } : tokens
  }
}

/** As the coordinator's: others may wait for the same request. Milliseconds. */
const REQUEST_LIMIT = 50_000

/**
 * Revokes tokens of sessions in cookies; the refresh that the legacy server may
 * need for it is one with those of the sessions that have the same tokens.
 *
 * @param timeout milliseconds that a sign-out waits for that refresh, which goes on without it.
 */
export function createSharedRevocation(oauth: Pick<OAuthClient, 'revoke'>, refresh: RefreshTokens, timeout: number): OAuthClient['revoke'] {
  return (tokens, options) => oauth.revoke(tokens, {
    ...options,
    async refresh(refreshToken) {
      const session = { accessToken: tokens.accessToken ?? '' }
      const renewal = refresh(refreshToken, { session, signal: AbortSignal.timeout(REQUEST_LIMIT) })
      if (await settlesWithin(renewal, timeout)) return await renewal
      renewal.catch(() => undefined)
      throw serverUnavailable()
    },
  })
}
