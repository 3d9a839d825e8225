import { SapccError, TokenRefreshUnavailableError } from '../../sdk/errors'
import { NO_CALL_SESSION, sessionChanged } from '../../sdk/refresh/call-session'
import { withTokensByNameOnly } from '../../sdk/token'
import type { AnnouncedRefresh } from '../../sdk/refresh/refresh-event'
import type { SapccSessionConfig } from '../config/types'
import { platformAead } from '../crypto/aead'
import type { HookCaller } from '../hooks'
import type { RequestScope } from '../http/request-scope'
import { mapMaybePromise } from '../platform/maybe-promise'
import type { MaybePromise } from '../platform/maybe-promise'
import { isStoreUnavailable } from '../storage/storage-unavailable'
import type { RefreshCall, RefreshCoordinator, RefreshObserver } from './refresh/coordinator'
import { isSessionTooLarge } from './session-cookies'
import type { SessionCookies } from './session-cookies'
import { expiresSoon, tokensOfSession } from './session'
import type { Session } from './session'
import { hasExpired, shouldRecordUse } from './session-lifetime'
import type { OpenedSession, SessionStore } from './store'

/** Options of {@link RequestSession}. */
export interface RequestSessionOptions {
  config: Pick<SapccSessionConfig, 'refreshMargin' | 'maxAge' | 'absoluteMaxAge'>
  hooks: Pick<HookCaller, 'callHook'>
  store: SessionStore
  coordinator: RefreshCoordinator
  /** Ends an expired session and revokes its tokens. Settles when that is done; never rejects. */
  onExpired: (session: Session) => Promise<void>
}

/**
 * The session of one request. When the storage is unavailable, the methods
 * throw a `SapccError` 503 of type `SessionStoreUnavailableError`, and the
 * browser's cookies stay as they are.
 */
export class RequestSession {
  // Declared without initialisers: when Nitro compiles to ES2019, class fields become calls of `defineProperty`, which cost time at each request.
  declare private readonly scope: RequestScope
  declare private readonly cookies: SessionCookies
  declare private readonly options: RequestSessionOptions
  /** The session in the browser's cookie, even if it has ended since. */
  declare private sent: Session | undefined
  declare private opening: MaybePromise<void>
  declare private isOpen: boolean
  /** Whether the time of last use must be updated. */
  declare private shouldRecordUse: boolean
  /** The newest state that this request knows. */
  declare private current: Session | undefined
  declare private own: { session: Session, id: string } | undefined
  /** Whether this request has waited for a refresh in vain. */
  declare private hasWaited: boolean

  constructor(scope: RequestScope, cookies: SessionCookies, options: RequestSessionOptions) {
    this.scope = scope
    this.cookies = cookies
    this.options = options
    this.sent = undefined
    this.opening = undefined
    this.isOpen = false
    this.shouldRecordUse = false
    this.current = undefined
    this.own = undefined
    this.hasWaited = false
  }

  /** The newest state of the session; `undefined` when the visitor is not signed in, or when the response is public. */
  async session(): Promise<Session | undefined> {
    return await this.opened()
  }

  /** As {@link session}, for the hot path: returns the session itself if it is already known, and a promise only if it must be read first. */
  opened(): MaybePromise<Session | undefined> {
    if (this.scope.access === 'none') return undefined
    if (!this.isOpen) this.opening ??= this.open()
    return this.isOpen ? this.known() : mapMaybePromise(this.opening, () => this.known())
  }

  /**
   * Whether the request comes from a customer who is signed in, also where its response is the same for everyone. For
   * limits that do not apply to customers: nothing of the session is used for the response, so that it stays public.
   *
   * @returns also true while the storage is unavailable and the request has a session's cookie.
   */
  async isFromCustomer(): Promise<boolean> {
    const cookie = this.cookies.read()
    if (cookie === undefined) return false
    try {
      const opened = await this.options.store.open(cookie)
      return opened !== 'unreadable' && opened.current !== undefined && !hasExpired(opened.current, this.options.config, Date.now())
    }
    catch (error) {
      if (!isStoreUnavailable(error)) throw error
      return true
    }
  }

  /**
   * What the app may know the session by: the same through all refreshes, new after each sign-in. A hash, because the
   * name has the time of the sign-in in it, and is the name of a cookie.
   *
   * @returns 12 characters of base64url; `undefined` for a visitor who is not signed in.
   */
  async publicKey(): Promise<string | undefined> {
    const name = await this.session() && this.cookies.name
    return name && (await platformAead().hash(`public:${name}`)).slice(0, 12)
  }

  /**
   * The session that a call made now belongs to, whether it has ended or not; not secret. Call {@link session} before.
   *
   * @returns `NO_CALL_SESSION` for a visitor who has no session.
   */
  get callSession(): string {
    return this.cookies.name ?? NO_CALL_SESSION
  }

  /**
   * Refuses a call that was made in another session: the customer may be another one now. Call {@link session} before.
   *
   * @throws SapccError 409 `SessionChangedError`
   */
  assertCallSession(meant: string): void {
    if (meant !== this.callSession) throw sessionChanged()
  }

  /** Whether the tokens may be renewed on behalf of this request: new cookies would reach the browser. */
  get mayRenew(): boolean {
    return this.scope.access === 'write'
  }

  /** A call was refused that a renewed token might have cured, but {@link mayRenew} is false. */
  noteSkippedRefresh(): void {
    this.scope.noteSkippedRefresh()
  }

  /**
   * Refreshes the session's tokens, unless another request has refreshed them meanwhile.
   *
   * @param staleGeneration the generation of the expired tokens.
   * @param reason see `RefreshCall`.
   * @throws SapccError 401 when the session is over or there is none, `TokenRefreshUnavailableError` when there was no usable answer.
   */
  async refresh(staleGeneration?: number, reason: RefreshCall['reason'] = 'asked'): Promise<Session> {
    const known = await this.sessionToRenew()
    if (!known) throw new SapccError('No customer is signed in.', { status: 401, data: { type: 'NoSessionError' } })
    // The request has an old cookie: another request has already refreshed this session.
    const isRenewed = known.generation > (staleGeneration ?? this.sent?.generation ?? known.generation)
    if (isRenewed && known.expiresAt > Date.now()) return known
    // An explicit refresh without a 401: there is no refresh token, and the access token is still valid.
    if (known.refreshToken === undefined && staleGeneration === undefined && reason === 'asked' && known.expiresAt > Date.now()) return known
    if (!this.mayRenew) {
      this.noteSkippedRefresh()
      throw new SapccError('The session cannot be renewed on behalf of this request.', { status: 401, data: { type: 'RefreshNotPossibleError' } })
    }
    return await this.renew(known, reason)
  }

  /**
   * The same for tokens that SAP refused. This request may have begun another customer's session since they were sent.
   *
   * @throws SapccError 409 `SessionChangedError` then.
   */
  async refreshRefused(refused: Session): Promise<Session> {
    assertSameSession(refused, await this.session())
    const renewed = await this.refresh(refused.generation, 'refused-by-sap')
    assertSameSession(refused, renewed)
    return renewed
  }

  /**
   * Refreshes an access token that is about to expire, as {@link sessionForCall} does.
   *
   * @returns the refresh, if this request caused it.
   * @throws SapccError 401 when the session is over.
   */
  async refreshAhead(): Promise<AnnouncedRefresh | undefined> {
    const { own } = this
    const known = await this.sessionForCall()
    return this.own !== own && this.own?.session === known ? this.ownRefresh() : undefined
  }

  /**
   * The session for a call to SAP. Refreshes an access token that is about to
   * expire. While the authorization server is unavailable, the call uses the
   * current token.
   *
   * @throws SapccError 401 when the session is over.
   */
  sessionForCall(): MaybePromise<Session | undefined> {
    return mapMaybePromise(this.opened(), (known) => {
      // On a streamed page the headers may have been sent meanwhile, so no cookie can be set.
      return known && this.isRenewalDue(known) && this.mayRenew ? this.renewAhead(known) : known
    })
  }

  private async renewAhead(known: Session): Promise<Session | undefined> {
    try {
      return await this.renew(known, known.expiresAt > Date.now() ? 'expires-soon' : 'expired')
    }
    catch (error) {
      // SAP may still accept the old token. If not, the handling of its 401 covers the outage.
      if (error instanceof TokenRefreshUnavailableError) return this.current
      throw error
    }
  }

  /** The last refresh that this request caused; not a refresh that it only waited for. */
  ownRefresh(): AnnouncedRefresh | undefined {
    return this.own && { id: this.own.id, tokens: tokensOfSession(this.own.session, Date.now()) }
  }

  /** Begins a session, which replaces the browser's current one. */
  async begin(started: Session): Promise<void> {
    const enter = await this.cookies.prepare(started)
    await this.options.store.begin(started)
    enter()
    this.isOpen = true
    this.current = started
    this.scope.markPersonalResponse()
  }

  /** Ends the session. @returns its last tokens, which must be revoked. */
  async end(): Promise<Session | undefined> {
    const known = await this.session()
    const last = known && await this.options.coordinator.end(known)
    this.forget()
    return last
  }

  /**
   * Writes the newest state to the browser's cookies, even if another request has refreshed the session.
   *
   * @returns `undefined` when no cookie changes, which is usual: the session need not be checked again then.
   */
  syncCookies(): Promise<void> | undefined {
    const isBehind = this.current !== undefined && !this.cookies.isInBrowser(this.current) && this.mayRenew
    return isBehind || this.shouldRecordUse || this.cookies.prepared ? this.sync(isBehind) : undefined
  }

  private async sync(isBehind: boolean): Promise<void> {
    if (isBehind && this.current) await this.writeWhatFits(this.current)
    if (this.shouldRecordUse || this.cookies.prepared) await this.settle()
  }

  /**
   * Checks the session again before the response headers are sent: a sign-out or
   * another refresh may have happened meanwhile.
   */
  async settle(): Promise<void> {
    // For all responses, including those of the shop's own routes.
    if (this.shouldRecordUse && !this.cookies.prepared && this.current && this.mayRenew) await this.writeWhatFits(this.current)
    const { prepared } = this.cookies
    if (!prepared) return
    try {
      const newest = await this.options.coordinator.resolve(prepared)
      if (newest) await this.writeWhatFits(newest)
      else this.cookies.leave()
    }
    catch (error) {
      // While the storage is away, the newest state is unknown: leave the cookies unchanged. Calls that need the session fail with the same error.
      if (!isStoreUnavailable(error)) throw error
      this.cookies.leave()
    }
  }

  /** The state that the request knows by now. */
  private known(): Session | undefined {
    if (this.current) this.scope.markPersonalResponse()
    return this.current
  }

  private open(): MaybePromise<void> {
    const cookie = this.cookies.read()
    return mapMaybePromise(cookie === undefined ? 'unreadable' : this.options.store.open(cookie), opened => this.takeOver(opened))
  }

  private takeOver(opened: OpenedSession | 'unreadable'): MaybePromise<void> {
    // A cookie of our name that cannot be opened is ignored: a sign-in replaces it.
    const found = opened === 'unreadable' ? undefined : this.cookies.opened(opened)
    if (opened !== 'unreadable') this.sent = opened.sent
    return mapMaybePromise(found, (session) => {
      if (session) this.current = this.inTime(session)
      this.isOpen = true
    })
  }

  /** The session, unless it has expired. Also updates the time of last use when that is due. */
  private inTime(session: Session): Session | undefined {
    const { config, onExpired } = this.options
    const now = Date.now()
    if (hasExpired(session, config, now)) {
      this.cookies.end()
      this.scope.request.waitUntil(onExpired(session))
      return undefined
    }
    // With sessions on the server the store updates the time of last use, and the cookie stays the same.
    this.shouldRecordUse = shouldRecordUse(session, config, now)
    return this.shouldRecordUse ? { ...session, usedAt: now } : session
  }

  private isRenewalDue(session: Session): boolean {
    const { config, coordinator } = this.options
    return expiresSoon(session, config.refreshMargin * 1000, Date.now()) && !coordinator.isPausing(session)
  }

  private async renew(known: Session, reason: RefreshCall['reason']): Promise<Session> {
    const { request } = this.scope
    try {
      const renewed = await this.options.coordinator.refresh(known, this.observer(known), { reason, hasWaited: this.hasWaited, keepAlive: work => request.waitUntil(work), onBehalfOf: request })
      await this.take(renewed)
      return renewed
    }
    catch (error) {
      this.hasWaited ||= error instanceof TokenRefreshUnavailableError
      // Every 401 of the coordinator means that the session has ended.
      if (error instanceof SapccError && error.status === 401) this.over(known, error.data.type)
      throw error
    }
  }

  private observer(known: Session): RefreshObserver {
    const { hooks } = this.options
    const { event } = this.scope.request
    return {
      refreshed: async (renewed, refreshId) => {
        this.own = { session: renewed, id: refreshId }
        // Take the new tokens before the hook runs: its calls on this event use them.
        await this.take(renewed)
        await hooks.callHook('sapcc:token:refreshed', { event, tokens: withTokensByNameOnly(tokensOfSession(renewed, Date.now())) })
      },
      failed: async error => await hooks.callHook('sapcc:token:refresh-error', { event, error }),
      ended: async () => {
        this.refused(known)
        await hooks.callHook('sapcc:session:ended', { event, reason: 'refused' })
      },
    }
  }

  private async take(renewed: Session): Promise<void> {
    // This request has signed out or in during the refresh.
    if (this.current?.id !== renewed.id) return
    const before = this.current
    this.current = renewed
    try {
      await this.cookies.write(renewed)
    }
    catch (error) {
      this.current = before
      throw error
    }
  }

  /** For responses that others have made: the refresh itself has reported that its tokens are too large for cookies. */
  private async writeWhatFits(session: Session): Promise<void> {
    try {
      await this.cookies.write(session)
    }
    catch (error) {
      if (!isSessionTooLarge(error)) throw error
      this.cookies.leave()
    }
  }

  private over(known: Session, reason: string): void {
    if (this.isReplaced(known)) return
    this.current = undefined
    // The browser may have a newer cookie of the same session.
    if (reason === 'SpentTokenError') this.cookies.leave()
    else if (reason === 'SessionEndedError' || reason === 'NoRefreshTokenError') this.forget()
    else this.refused(known)
  }

  /** Whether this request has signed in as another customer since. */
  private isReplaced(known: Session): boolean {
    return this.current !== undefined && this.current.id !== known.id
  }

  private refused(known: Session): void {
    if (this.isReplaced(known)) return
    this.current = undefined
    this.isOpen = true
    this.cookies.refuse(known)
  }

  private forget(): void {
    this.current = undefined
    this.isOpen = true
    this.cookies.end()
  }

  private async sessionToRenew(): Promise<Session | undefined> {
    try {
      return await this.session()
    }
    catch (error) {
      throw isStoreUnavailable(error) ? new TokenRefreshUnavailableError(undefined, { retryAfter: 1, cause: error }) : error
    }
  }
}

function assertSameSession(one: Session, other: Session | undefined): void {
  if (other && other.id !== one.id) throw sessionChanged()
}
