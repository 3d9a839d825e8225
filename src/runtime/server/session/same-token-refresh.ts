import { platformAead } from '../crypto/aead'
import type { Sealer } from '../crypto/sealer'
import type { LoginTokens } from '../oauth'
import { BoundedMap } from '../storage/bounded-map'
import { createSpentTokens } from './refresh/spent-tokens'
import type { SpentTokens } from './refresh/spent-tokens'
import type { Session } from './session'
import { systemClock } from '../time/clock'
import type { CallingRequest } from '../upstream/watch-call'

/** Sends a token request with a refresh token. */
export type SendRefreshToken = (refreshToken: string, options: RefreshRequest) => Promise<LoginTokens>

/** Options of one request. */
export interface RefreshRequest {
  /** The session that sends the refresh token. */
  session: Pick<Session, 'accessToken' | 'createdAt'>
  signal: AbortSignal
  /** The request that has started the refresh. */
  onBehalfOf?: CallingRequest | undefined
}

/** Result of {@link createSameTokenRefresh}. */
export interface SameTokenRefresh {
  refresh: SendRefreshToken
  /** The tokens that a refresh token has been replaced by, one after the other, as far as this process knows. Waits for a refresh in progress. */
  successorsOf: (refreshToken: string) => Promise<LoginTokens[]>
}

/** Options of {@link createSameTokenRefresh}. */
export interface SameTokenRefreshOptions {
  refresh: SendRefreshToken
  sealer: Sealer
  /** Milliseconds for which the successors of a replaced token are remembered. */
  gracePeriod: number
  /** Called when the authorization server replaced a refresh token. */
  onRotated?: () => void
  /** Refresh tokens that must not be sent again. @default a list of its own, in memory */
  spent?: SpentTokens
  /** @default the monotonic clock */
  now?: () => number
}

/** Far more refreshes than one process makes within a grace period. */
const MAX_REMEMBERED = 20_000

/** Longer chains of replaced tokens do not fit into a grace period. */
const MAX_STEPS = 20

/** The newest tokens that a refresh token led to. */
interface Successor {
  tokens: LoginTokens
  expiresAt: number
}

/**
 * For sessions in cookies: SAP's legacy server may give two devices the same
 * pair of tokens, but their sessions are independent. Within this process and
 * the grace period, the second session gets the result of the first one's
 * refresh, and a refresh token that one of them has spent is not sent again.
 */
export function createSameTokenRefresh(options: SameTokenRefreshOptions): SameTokenRefresh {
  const { sealer, gracePeriod, now = systemClock.monotonic } = options
  const spent = options.spent ?? createSpentTokens({ now })
  const aead = platformAead()
  /** Keyed by the hash of the refresh token that was sent; sealed, so that a memory dump reveals no token. */
  const successors = new BoundedMap<string, string>({ maxEntries: MAX_REMEMBERED, ttl: gracePeriod, now })
  /** Bounded by the requests in progress. */
  const inFlight = new Map<string, Promise<LoginTokens>>()

  async function successorOf(hash: string): Promise<Successor | undefined> {
    const sealed = successors.get(hash)
    return sealed === undefined ? undefined : await sealer.openValue('grace', sealed) as Successor | undefined
  }

  /** The newest token last. */
  async function chainOf(refreshToken: string): Promise<Successor[]> {
    const chain: Successor[] = []
    let token = refreshToken
    while (chain.length < MAX_STEPS) {
      const next = await successorOf(await aead.hash(token))
      if (!next) break
      chain.push(next)
      const { refresh_token: following = token } = next.tokens
      if (following === token) break
      token = following
    }
    return chain
  }

  async function newest(refreshToken: string): Promise<{ refreshToken: string, known?: Successor }> {
    const chain = await chainOf(refreshToken)
    const known = chain.at(-1)
    return { refreshToken: lastRefreshToken(refreshToken, chain), ...(known ? { known } : {}) }
  }

  async function send(refreshToken: string, request: RefreshRequest): Promise<LoginTokens> {
    const hash = await aead.hash(refreshToken)
    const refusal = await spent.refusal(refreshToken, { of: request.session })
    if (refusal) throw refusal
    const tokens = await spent.observe(refreshToken, options.refresh(refreshToken, request))
    const successor: Successor = { tokens, expiresAt: now() + tokens.expires_in * 1000 }
    successors.set(hash, await sealer.sealValue('grace', successor))
    if (tokens.refresh_token !== undefined && tokens.refresh_token !== refreshToken) options.onRotated?.()
    return tokens
  }

  async function refresh(sent: string, request: RefreshRequest): Promise<LoginTokens> {
    const { refreshToken, known } = await newest(sent)
    const hasNewerToken = known && known.tokens.access_token !== request.session.accessToken && known.expiresAt > now()
    // Always include the newest refresh token: the caller may have sent a replaced one.
    if (hasNewerToken) return { ...known.tokens, refresh_token: known.tokens.refresh_token ?? refreshToken, expires_in: Math.max(0, Math.floor((known.expiresAt - now()) / 1000)) }
    const running = inFlight.get(refreshToken)
    if (running) return await running
    const answer = send(refreshToken, request).finally(() => inFlight.delete(refreshToken))
    inFlight.set(refreshToken, answer)
    const tokens = await answer
    return tokens.refresh_token === undefined && refreshToken !== sent ? { ...tokens, refresh_token: refreshToken } : tokens
  }

  async function successorsOf(refreshToken: string): Promise<LoginTokens[]> {
    const { refreshToken: last } = await newest(refreshToken)
    await inFlight.get(last)?.catch(() => undefined)
    return (await chainOf(refreshToken)).map(({ tokens }) => tokens)
  }

  return { refresh, successorsOf }
}

/** The refresh token that is valid at the end of a chain: a refresh that brings none keeps the one that it was sent with. */
function lastRefreshToken(refreshToken: string, chain: readonly Successor[]): string {
  return chain.findLast(({ tokens }) => tokens.refresh_token !== undefined)?.tokens.refresh_token ?? refreshToken
}
