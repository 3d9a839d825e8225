import type { H3Event } from 'h3'
import { SapccError, TokenRefreshUnavailableError } from '../../sdk/errors'
import type { AnnouncedRefresh } from '../../sdk/refresh/refresh-event'
import type { MaybePromise } from '../platform/maybe-promise'
import { expiresSoon, tokensOfSession } from './session'
import type { Session } from './session'
import type { ServerContext } from '../services'
import type { RefreshObserver } from './refresh/coordinator'
import { isForEveryone, sessionAccess } from './access'
import type { SessionAccess } from './access'
import type { OpenedSession } from './store'
import { isStoreUnavailable } from '../storage/storage-unavailable'

/**
 * One request's view of its visitor's session. When the server's storage is
 * away, its methods throw a `SapccError` 503 of type
 * `SessionStoreUnavailableError`, and the browser's cookies stay as they are.
 */
export class Visit {
  // Declared and not initialised: Nitro's compilation to ES2019 makes of class fields calls of `defineProperty`.
  declare private readonly event: H3Event
  declare private readonly context: ServerContext
  declare private readonly access: SessionAccess
  /** What the browser's cookie says, even when the session it names has ended since. */
  declare private sent: Session | undefined
  declare private current: MaybePromise<Session | undefined>
  declare private isOpened: boolean
  declare private begun: Session | undefined
  /**
   * Whether this request's cookie is worth nothing from now on. A session that
   * ended elsewhere is no reason to clear it: this answer may reach the browser
   * after the cookie of the session that took its place.
   */
  declare private isOver: boolean
  /** `null` while nothing has been. */
  declare private written: Session | undefined | null
  declare private own: { session: Session, id: string } | undefined

  constructor(event: H3Event, context: ServerContext) {
    this.event = event
    this.context = context
    this.access = sessionAccess(event)
    this.sent = undefined
    this.current = undefined
    this.isOpened = false
    this.begun = undefined
    this.isOver = false
    this.written = null
    this.own = undefined
  }

  /** The newest state of the session; `undefined` when nobody is signed in, or when the answer is for everyone. */
  session(): MaybePromise<Session | undefined> {
    return this.isNobodys() ? undefined : this.opened()
  }

  /**
   * Renews the session, unless that has happened since.
   *
   * @param staleGeneration the generation of the tokens that were found expired.
   * @throws SapccError 401 when the session is over or there is none.
   */
  async refresh(staleGeneration?: number): Promise<Session> {
    const known = await this.sessionToRenew()
    if (!known) throw new SapccError('Nobody is signed in.', { status: 401, data: { type: 'NoSessionError' } })
    // A request with an old cookie asks for what has happened already.
    const isRenewed = known.generation > (staleGeneration ?? this.sent?.generation ?? known.generation)
    if (isRenewed && known.expiresAt > Date.now()) return known
    if (this.access !== 'write') throw new SapccError('The session cannot be renewed on behalf of this request.', { status: 401, data: { type: 'RefreshNotPossibleError' } })
    return await this.renew(known)
  }

  /**
   * Renews a token that is about to expire, ahead of a call. While the
   * authorization server is away the call goes on with the token it has.
   *
   * @returns the refresh, if it is this request that caused it.
   * @throws SapccError 401 when the session is over.
   */
  refreshAhead(): MaybePromise<AnnouncedRefresh | undefined> {
    // Asked anew: on a streamed page the headers may have gone out since, and new cookies could not follow.
    if (this.access !== 'write' || sessionAccess(this.event) !== 'write') return undefined
    const session = this.session()
    return session instanceof Promise ? session.then(known => this.renewIfDue(known)) : this.renewIfDue(session)
  }

  /** The last refresh that this request caused itself; one that it only waited for is somebody else's. */
  ownRefresh(): AnnouncedRefresh | undefined {
    return this.own && { id: this.own.id, tokens: tokensOfSession(this.own.session, Date.now()) }
  }

  /** Begins a session, in place of whichever there was. */
  async begin(started: Session): Promise<void> {
    await this.context.store.begin(started)
    this.begun = started
    this.set(started)
  }

  /** Ends the session here and gives its last tokens, to be revoked. */
  async end(): Promise<Session | undefined> {
    const known = await this.session()
    const last = known && await this.context.coordinator.end(known)
    this.set(undefined)
    this.isOver = true
    return last
  }

  /** Writes the cookies if the session is not what they say. Without it nothing reaches the browser. */
  commit(): MaybePromise<void> {
    const isWritten = this.isOpened && !(this.current instanceof Promise) && !this.isNews(this.current)
    const isUnasked = !this.isOpened && this.isNobodys()
    return this.access !== 'write' || isWritten || isUnasked ? undefined : this.write()
  }

  /** Asked anew: somebody may have looked who is there, before the route made its answer one for everyone. */
  private isNobodys(): boolean {
    return this.access === 'none' || isForEveryone(this.event)
  }

  private opened(): MaybePromise<Session | undefined> {
    if (!this.isOpened) this.set(this.open())
    return this.current
  }

  private open(): MaybePromise<Session | undefined> {
    const cookie = this.context.cookies.read(this.event, 'sapcc-session')
    if (cookie === undefined) return undefined
    const opened = this.context.store.open(cookie)
    return opened instanceof Promise ? opened.then(it => this.take(it)) : this.take(opened)
  }

  private take(opened: OpenedSession | 'unreadable'): Session | undefined {
    if (opened === 'unreadable') {
      this.isOver = true
      return undefined
    }
    this.sent = opened.sent
    return opened.current
  }

  private set(session: MaybePromise<Session | undefined>): void {
    this.current = session
    this.isOpened = true
  }

  private renewIfDue(known: Session | undefined): MaybePromise<AnnouncedRefresh | undefined> {
    const { config, coordinator } = this.context
    const isDue = known && expiresSoon(known, config.session.refreshMargin * 1000, Date.now()) && !coordinator.isPausing()
    return isDue ? this.renewAhead(known) : undefined
  }

  private async renewAhead(known: Session): Promise<AnnouncedRefresh | undefined> {
    try {
      const renewed = await this.renew(known)
      return this.own?.session === renewed ? this.ownRefresh() : undefined
    }
    catch (error) {
      // SAP may take the old one for a while yet; and if it does not, its 401 leads to where outages are dealt with.
      if (error instanceof TokenRefreshUnavailableError) return undefined
      throw error
    }
  }

  private async renew(known: Session): Promise<Session> {
    try {
      const renewed = await this.context.coordinator.refresh(known, this.observer())
      this.set(renewed)
      return renewed
    }
    catch (error) {
      // Every 401 of the coordinator's is definite: the session is over.
      if (error instanceof SapccError && error.status === 401) {
        this.set(undefined)
        this.isOver ||= error.data.type === 'SpentTokenError' || error.data.type === 'NoRefreshTokenError'
      }
      throw error
    }
  }

  private observer(): RefreshObserver {
    const { event, context: { hooks } } = this
    return {
      refreshed: async (renewed, refreshId) => {
        this.own = { session: renewed, id: refreshId }
        // Before the hook: its calls on this event use the new tokens.
        this.set(renewed)
        await hooks.callHook('sapcc:token:refreshed', { event, tokens: tokensOfSession(renewed, Date.now()) })
      },
      failed: async error => await hooks.callHook('sapcc:token:refresh-error', { event, error }),
      ended: async () => {
        this.isOver = true
        await hooks.callHook('sapcc:session:ended', { event, reason: 'refused' })
      },
    }
  }

  private async sessionToRenew(): Promise<Session | undefined> {
    try {
      return await this.session()
    }
    catch (error) {
      throw isStoreUnavailable(error) ? new TokenRefreshUnavailableError(undefined, { retryAfter: 1, cause: error }) : error
    }
  }

  /** Whether the browser's cookies say something else. */
  private isNews(known: Session | undefined): boolean {
    return known ? known.id !== this.sent?.id || known.generation !== this.sent.generation : this.isOver
  }

  private async write(): Promise<void> {
    const { event, context: { config, cookies, coordinator, store } } = this
    try {
      const known = await this.opened()
      if (known === this.written || !this.isNews(known)) return
      // A sign-out may have overtaken this request: what it ended is not brought back.
      const now = known && known.id !== this.begun?.id ? await coordinator.resolve(known) : known
      if (now) cookies.write(event, 'sapcc-session', await store.cookieValue(now), config.session.maxAge)
      else if (this.isOver) cookies.clear(event, 'sapcc-session')
      this.written = known
    }
    catch (error) {
      // What is not known leaves the cookies alone; the request itself fails with the same error where it matters.
      if (!isStoreUnavailable(error)) throw error
    }
  }
}
