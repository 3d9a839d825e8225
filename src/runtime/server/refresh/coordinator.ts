import { BoundedMap } from '../../core/bounded-map'
import type { Sealer } from '../../core/crypto/sealer'
import { SapccError, TokenRefreshUnavailableError } from '../../core/errors'
import { isDefiniteRefusal } from '../../core/oauth'
import { parseSession, sessionFromTokens } from '../../core/session'
import type { Session } from '../../core/session'
import type { OAuthUserTokenResponse } from '../../core/token'

/** Options of {@link createRefreshCoordinator}. */
export interface RefreshCoordinatorOptions {
  /** Asks the authorization server. */
  refresh: (refreshToken: string) => Promise<OAuthUserTokenResponse>
  sealer: Sealer
  /** Milliseconds for which a session's newest tokens are kept for requests that still carry older ones. */
  gracePeriod: number
  now?: () => number
}

/**
 * The one place where refresh tokens are spent. The refresh route, the
 * rendering path and the proxy all come here, so that there is at most one
 * refresh per session at a time and no spent token is ever sent again.
 */
export interface RefreshCoordinator {
  /**
   * The session as it is now, for a request whose cookie may be older.
   *
   * @returns the newest tokens known; `undefined` when the session has ended here.
   */
  resolve: (session: Session) => Promise<Session | undefined>
  /**
   * Renews a session, or gives what a renewal that ended meanwhile brought.
   *
   * @param observer told of the outcome if it is this call that asks the authorization server.
   * @throws SapccError 401 when the session is over, `TokenRefreshUnavailableError` when there was no usable answer.
   */
  refresh: (session: Session, observer?: RefreshObserver) => Promise<Session>
  /** Ends a session: waits for a refresh under way, and gives the newest tokens, to be revoked. */
  end: (session: Session) => Promise<Session>
}

/** Learns what a refresh brought, once per refresh. */
export interface RefreshObserver {
  refreshed: (session: Session) => Promise<void>
  failed: (error: unknown) => Promise<void>
  /** The authorization server refused: the session is over. */
  ended: () => Promise<void>
}

/** Of each: far more sessions than one process renews within the time they are kept. */
const MAX_SESSIONS = 20_000

/** How long the process remembers that a session ended or moved on, beyond the grace period. */
const MEMORY_MS = 60 * 60 * 1000

/** One process's coordinator. */
export function createRefreshCoordinator(options: RefreshCoordinatorOptions): RefreshCoordinator {
  const { sealer, now = Date.now } = options
  /** Ends by itself: each entry lives as long as its token request, which has a timeout. */
  const inFlight = new Map<string, Promise<Session>>()
  /** The newest tokens by session id, sealed: a memory dump shows none. */
  const newest = new BoundedMap<string, { generation: number, sealed: string }>({ maxEntries: MAX_SESSIONS, ttl: options.gracePeriod, now })
  /** The highest generation seen, remembered longer: tells a spent token after the grace period. */
  const generations = new BoundedMap<string, number>({ maxEntries: MAX_SESSIONS, ttl: MEMORY_MS, now })
  const ended = new BoundedMap<string, true>({ maxEntries: MAX_SESSIONS, ttl: MEMORY_MS, now })

  async function newestOf(session: Session): Promise<Session> {
    const known = newest.get(session.id)
    if (!known || known.generation <= session.generation) return session
    return parseSession(await sealer.open('grace', known.sealed)) ?? session
  }

  async function remember(session: Session): Promise<void> {
    newest.set(session.id, { generation: session.generation, sealed: await sealer.seal('grace', session) })
    generations.set(session.id, session.generation)
  }

  async function renew(session: Session, observer: RefreshObserver | undefined): Promise<Session> {
    if ((generations.get(session.id) ?? 0) > session.generation) {
      // The tokens that replaced these are forgotten. Sending the spent one would end the living session too.
      throw endedError('The session was renewed elsewhere, too long ago.', 'SpentTokenError')
    }
    if (session.refreshToken === undefined) throw endedError('The session cannot be renewed: there is no refresh token.', 'NoRefreshTokenError')
    let tokens: OAuthUserTokenResponse
    try {
      tokens = await options.refresh(session.refreshToken)
    }
    catch (error) {
      await observer?.failed(error)
      if (!isDefiniteRefusal(error)) throw unavailable(error)
      ended.set(session.id, true)
      newest.delete(session.id)
      await observer?.ended()
      throw error
    }
    const renewed = sessionFromTokens(tokens, session, now())
    await remember(renewed)
    await observer?.refreshed(renewed)
    return renewed
  }

  return {
    async resolve(session) {
      return ended.has(session.id) ? undefined : await newestOf(session)
    },

    async refresh(session, observer) {
      const running = inFlight.get(session.id)
      if (running) return await running
      if (ended.has(session.id)) throw endedError('The session has ended.', 'SessionEndedError')
      const renewal = newestOf(session).then(current => current.generation > session.generation ? current : renew(session, observer))
      inFlight.set(session.id, renewal)
      try {
        return await renewal
      }
      finally {
        inFlight.delete(session.id)
      }
    },

    async end(session) {
      // A refresh that finishes later would bring the session back to life.
      await inFlight.get(session.id)?.catch(() => undefined)
      const last = await newestOf(session)
      ended.set(session.id, true)
      newest.delete(session.id)
      return last
    },
  }
}

function endedError(message: string, type: string): SapccError {
  return new SapccError(message, { status: 401, data: { type } })
}

function unavailable(error: unknown): TokenRefreshUnavailableError {
  const retryAfter = error instanceof SapccError ? error.data.retryAfter : undefined
  return new TokenRefreshUnavailableError(undefined, { ...(retryAfter === undefined ? {} : { retryAfter }), cause: error })
}
