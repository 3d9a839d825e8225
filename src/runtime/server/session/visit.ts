import type { H3Event } from 'h3'
import { SapccError, TokenRefreshUnavailableError } from '../../core/errors'
import type { AnnouncedRefresh } from '../../core/refresh/announced'
import { whenThere } from '../../core/maybe-promise'
import type { MaybePromise } from '../../core/maybe-promise'
import { expiresSoon, tokensOfSession } from '../../core/session'
import type { Session } from '../../core/session'
import type { ServerContext } from '../context'
import type { RefreshObserver } from '../refresh/coordinator'
import { sessionAccess } from './access'
import { isStoreUnavailable } from './store-unavailable'

/**
 * One request's view of its visitor's session. When the server's storage is
 * away, its methods throw a `SapccError` 503 of type
 * `SessionStoreUnavailableError`, and the browser's cookies stay as they are.
 */
export interface Visit {
  /** The newest state of the session; `undefined` when nobody is signed in, or when the answer is for everyone. */
  session: () => MaybePromise<Session | undefined>
  /**
   * Renews the session, unless that has happened since.
   *
   * @param staleGeneration the generation of the tokens that were found expired.
   * @throws SapccError 401 when the session is over or there is none.
   */
  refresh: (staleGeneration?: number) => Promise<Session>
  /**
   * Renews a token that is about to expire, ahead of a call. While the
   * authorization server is away the call goes on with the token it has.
   *
   * @returns the refresh, if it is this request that caused it.
   * @throws SapccError 401 when the session is over.
   */
  refreshAhead: () => MaybePromise<AnnouncedRefresh | undefined>
  /** The last refresh that this request caused itself; one that it only waited for is somebody else's. */
  ownRefresh: () => AnnouncedRefresh | undefined
  /** Begins a session, in place of whichever there was. */
  begin: (session: Session) => Promise<void>
  /** Ends the session here and gives its last tokens, to be revoked. */
  end: () => Promise<Session | undefined>
  /** Writes the cookies if the session is not what they say. Without it nothing reaches the browser. */
  commit: () => MaybePromise<void>
}

/** Opens the visit of one event. */
export function createVisit(event: H3Event, context: ServerContext): Visit {
  const access = sessionAccess(event)
  /** What the browser's cookie says, even when the session it names has ended since. */
  let sent: Session | undefined
  let current: MaybePromise<Session | undefined>
  let isOpened = false
  let begun: Session | undefined
  /**
   * Whether this request's cookie is worth nothing from now on. A session that
   * ended elsewhere is no reason to clear it: this answer may reach the browser
   * after the cookie of the session that took its place.
   */
  let isOver = false
  let written: Session | undefined | null = null
  let own: { session: Session, id: string } | undefined

  function open(): MaybePromise<Session | undefined> {
    if (access === 'none') return undefined
    const cookie = context.cookies.read(event, 'sapcc-session')
    if (cookie === undefined) return undefined
    return whenThere(context.store.open(cookie), (opened) => {
      if (opened === 'unreadable') {
        isOver = true
        return undefined
      }
      sent = opened.sent
      return opened.current
    })
  }

  function session(): MaybePromise<Session | undefined> {
    if (!isOpened) set(open())
    return current
  }

  function set(session: MaybePromise<Session | undefined>): void {
    current = session
    isOpened = true
  }

  const { hooks } = context
  const observer: RefreshObserver = {
    refreshed: async (renewed, refreshId) => {
      own = { session: renewed, id: refreshId }
      // Before the hook: its calls on this event use the new tokens.
      set(renewed)
      await hooks.callHook('sapcc:token:refreshed', { event, tokens: tokensOfSession(renewed, Date.now()) })
    },
    failed: async error => await hooks.callHook('sapcc:token:refresh-error', { event, error }),
    ended: async () => {
      isOver = true
      await hooks.callHook('sapcc:session:ended', { event, reason: 'refused' })
    },
  }

  async function renew(known: Session): Promise<Session> {
    try {
      const renewed = await context.coordinator.refresh(known, observer)
      set(renewed)
      return renewed
    }
    catch (error) {
      // Every 401 of the coordinator's is definite: the session is over.
      if (error instanceof SapccError && error.status === 401) {
        set(undefined)
        isOver ||= error.data.type === 'SpentTokenError' || error.data.type === 'NoRefreshTokenError'
      }
      throw error
    }
  }

  async function sessionToRenew(): Promise<Session | undefined> {
    try {
      return await session()
    }
    catch (error) {
      throw isStoreUnavailable(error) ? new TokenRefreshUnavailableError(undefined, { retryAfter: 1, cause: error }) : error
    }
  }

  async function renewAhead(known: Session): Promise<AnnouncedRefresh | undefined> {
    try {
      const renewed = await renew(known)
      return own?.session === renewed ? ownRefresh() : undefined
    }
    catch (error) {
      // SAP may take the old one for a while yet; and if it does not, its 401 leads to where outages are dealt with.
      if (error instanceof TokenRefreshUnavailableError) return undefined
      throw error
    }
  }

  /** Whether the browser's cookies say something else. */
  function isNews(known: Session | undefined): boolean {
    return known ? known.id !== sent?.id || known.generation !== sent.generation : isOver
  }

  async function write(): Promise<void> {
    try {
      const known = await session()
      if (known === written || !isNews(known)) return
      // A sign-out may have overtaken this request: what it ended is not brought back.
      const now = known && known.id !== begun?.id ? await context.coordinator.resolve(known) : known
      if (now) context.cookies.write(event, 'sapcc-session', await context.store.cookieValue(now), context.config.session.maxAge)
      else if (isOver) context.cookies.clear(event, 'sapcc-session')
      written = known
    }
    catch (error) {
      // What is not known leaves the cookies alone; the request itself fails with the same error where it matters.
      if (!isStoreUnavailable(error)) throw error
    }
  }

  function ownRefresh(): AnnouncedRefresh | undefined {
    return own && { id: own.id, tokens: tokensOfSession(own.session, Date.now()) }
  }

  return {
    session,
    ownRefresh,

    async refresh(staleGeneration) {
      const known = await sessionToRenew()
      if (!known) throw new SapccError('Nobody is signed in.', { status: 401, data: { type: 'NoSessionError' } })
      // A request with an old cookie asks for what has happened already.
      const isRenewed = known.generation > (staleGeneration ?? sent?.generation ?? known.generation)
      if (isRenewed && known.expiresAt > Date.now()) return known
      if (access !== 'write') throw new SapccError('The session cannot be renewed on behalf of this request.', { status: 401, data: { type: 'RefreshNotPossibleError' } })
      return await renew(known)
    },

    refreshAhead() {
      // Asked anew: on a streamed page the headers may have gone out since, and new cookies could not follow.
      if (access !== 'write' || sessionAccess(event) !== 'write') return undefined
      const margin = context.config.session.refreshMargin * 1000
      return whenThere(session(), known =>
        known && expiresSoon(known, margin, Date.now()) && !context.coordinator.isPausing() ? renewAhead(known) : undefined)
    },

    async begin(started) {
      await context.store.begin(started)
      begun = started
      set(started)
    },

    async end() {
      const known = await session()
      const last = known && await context.coordinator.end(known)
      set(undefined)
      isOver = true
      return last
    },

    commit() {
      const isWritten = isOpened && !(current instanceof Promise) && !isNews(current)
      return access !== 'write' || isWritten ? undefined : write()
    },
  }
}
