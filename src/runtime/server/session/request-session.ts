import { NO_CALL_SESSION, sessionChanged } from '../../sdk/refresh/call-session'
import type { AnnouncedRefresh } from '../../sdk/refresh/refresh-event'
import { platformAead } from '../crypto/aead'
import type { RequestScope } from '../http/request-scope'
import { isStorageUnavailable } from '../storage/storage-unavailable'
import type { AssistedChoice, AssistedState } from './assisted-session'
import type { RefreshCall } from './refresh/coordinator'
import { RequestRefresh } from './request-refresh'
import type { RequestRefreshOptions } from './request-refresh'
import { RequestSessionState } from './request-session-state'
import type { RequestSessionStateOptions } from './request-session-state'
import type { SessionCookies } from './session-cookies'
import type { Session } from './session'
import { spentTokenError } from './session-errors'
import { hasExpired } from './session-lifetime'
import { isSessionTooLarge } from './session-too-large'

/** Options of {@link RequestSession}. */
export interface RequestSessionOptions extends RequestSessionStateOptions, RequestRefreshOptions {
  config: RequestSessionStateOptions['config'] & RequestRefreshOptions['config']
}

/**
 * The session of one request. When the storage is unavailable, the methods
 * throw a `SapccError` 503 of type `SessionStoreUnavailableError`, and the
 * browser's cookies stay as they are.
 */
export class RequestSession {
  // Declared without initialisers, as in `RequestSessionState`.
  declare private readonly scope: RequestScope
  declare private readonly cookies: SessionCookies
  declare private readonly options: RequestSessionOptions
  declare private readonly state: RequestSessionState
  declare private readonly refreshing: RequestRefresh

  constructor(scope: RequestScope, cookies: SessionCookies, options: RequestSessionOptions) {
    this.scope = scope
    this.cookies = cookies
    this.options = options
    this.state = new RequestSessionState(scope, cookies, options)
    this.refreshing = new RequestRefresh(scope, this.state, options)
  }

  /** The newest state of the session; `undefined` when the visitor is not signed in, or when the response is public. */
  session(): Promise<Session | undefined> {
    return this.state.session()
  }

  /**
   * Whether the request comes from a customer who is signed in, also where its response is the same for everyone. For
   * limits that do not apply to customers: nothing of the session is used for the response, so that it stays public.
   *
   * @returns also true while the storage is unavailable and the request has a session's cookie.
   */
  async isFromCustomer(): Promise<boolean> {
    if (this.state.isDecided) return this.state.current !== undefined
    try {
      const opened = await this.cookies.peek()
      return opened !== 'unreadable' && opened.current !== undefined && !hasExpired(opened.current, this.options.config, Date.now())
    }
    catch (error) {
      if (!isStorageUnavailable(error)) throw error
      return true
    }
  }

  /**
   * The app's name for the session (`SapccSession.sessionKey`): the same through all refreshes, new after each sign-in. A hash, because the
   * name has the time of the sign-in in it, and is the name of a cookie.
   *
   * @returns 12 characters of base64url; `undefined` for a visitor who is not signed in.
   */
  async appSessionKey(): Promise<string | undefined> {
    const name = await this.session() && this.cookies.name
    const key = this.assisted?.key
    return name && (await platformAead().hash(`public:${name}${key === undefined ? '' : `.${key}`}`)).slice(0, 12)
  }

  /**
   * The name of the browser's session, with a support agent also of the customer; not secret. Calls and their answers carry
   * it, so that a failed call is repeated in this session only. It is also given where the session has just ended. Call
   * {@link session} before.
   *
   * @returns `NO_CALL_SESSION` for a visitor who has no session.
   */
  get callSessionTag(): string {
    const { assisted, cookies: { name = NO_CALL_SESSION } } = this
    // A call for one customer must not be repeated for another.
    return assisted?.key === undefined ? name : `${name}.${assisted.key}`
  }

  /**
   * Refuses a call that was made in another session: the customer may be another one now. Call {@link session} before.
   *
   * @throws SapccError 409 `SessionChangedError`
   */
  assertMadeInThisSession(madeIn: string): void {
    if (madeIn !== this.callSessionTag) throw sessionChanged()
  }

  /**
   * Refuses a write that comes with an outdated cookie: a customer has made it, so it must not be executed for a visitor. It
   * also marks that cookie as over, so that a browser without a newer one is a visitor from its next request on. Call
   * {@link session} before.
   *
   * @throws SapccError 401 `SpentTokenError`
   */
  refuseOutdated(): void {
    if (this.state.current || !this.cookies.mayHaveNewerCookie) return
    this.cookies.endUpTo(this.state.sent)
    throw spentTokenError()
  }

  /** That the session is a support agent's; `undefined` for a customer's. Call {@link session} before. */
  get assisted(): AssistedState | undefined {
    return this.state.assisted
  }

  /** Stores for whom the agent acts: for later calls of this request, and in the browser's cookie. Call {@link session} before. */
  async setAssisted(choice: AssistedChoice): Promise<void> {
    await this.state.setAssisted(choice)
  }

  /** See `RequestSessionState.assistedOf`. */
  assistedOf(session: Session): AssistedState | undefined {
    return this.state.assistedOf(session)
  }

  /** Whether the tokens may be renewed on behalf of this request: new cookies would reach the browser. */
  get mayRefresh(): boolean {
    return this.refreshing.mayRefresh
  }

  /** A call was refused that a renewed token might have cured, but {@link mayRefresh} is false. */
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
    return await this.refreshing.refresh(staleGeneration, reason)
  }

  /**
   * Refreshes tokens that SAP answered with 401. This request may have begun another customer's session since they were sent.
   *
   * @throws SapccError 409 `SessionChangedError` when it has.
   */
  async refreshAfter401(refused: Session): Promise<Session> {
    return await this.refreshing.refreshAfter401(refused)
  }

  /**
   * Refreshes an access token that is about to expire, as {@link sessionReadyForCall} does.
   *
   * @returns the refresh, if this request caused it.
   * @throws SapccError 401 when the session is over.
   */
  async refreshAhead(): Promise<AnnouncedRefresh | undefined> {
    return await this.refreshing.refreshAhead()
  }

  /**
   * The session for a call to SAP. Refreshes an access token that is about to
   * expire. While the authorization server is unavailable, the call uses the
   * current token.
   *
   * @throws SapccError 401 when the session is over.
   */
  sessionReadyForCall(): Promise<Session | undefined> {
    return this.refreshing.sessionReadyForCall()
  }

  /** The last refresh that this request caused; not a refresh that it only waited for. */
  ownRefresh(): AnnouncedRefresh | undefined {
    return this.refreshing.ownRefresh()
  }

  /** Begins a session, which replaces the browser's current one. */
  async begin(started: Session): Promise<void> {
    const session = { ...started, shop: this.scope.names.shop }
    const commit = await this.cookies.prepareBegin(session)
    await this.options.store.begin(session)
    commit()
    this.state.noteBegun(session)
  }

  /** Ends the session. @returns its last tokens, which must be revoked. */
  async end(): Promise<Session | undefined> {
    const session = await this.session()
    const last = session && await this.options.coordinator.end(session)
    this.state.noteEnded('signed-out')
    return last
  }

  /**
   * Writes the newest state to the browser's cookies, even if another request has refreshed the session.
   *
   * @returns `undefined` when no cookie changes, which is usual: the session need not be checked again then.
   */
  syncCookies(): Promise<void> | undefined {
    const { current, shouldRecordUse } = this.state
    const toWrite = current !== undefined && !this.cookies.isInBrowser(current) && this.mayRefresh ? current : undefined
    return toWrite || shouldRecordUse || this.cookies.prepared ? this.writeAndRecheck(toWrite) : undefined
  }

  private async writeAndRecheck(toWrite: Session | undefined): Promise<void> {
    if (toWrite) await this.writeWhatFits(toWrite)
    if (this.state.shouldRecordUse || this.cookies.prepared) await this.recheckBeforeHead()
  }

  /**
   * Checks the session again before the response headers are sent: a sign-out or
   * another refresh may have happened meanwhile.
   */
  async recheckBeforeHead(): Promise<void> {
    const { current, shouldRecordUse } = this.state
    // The time of last use is written with every response, those of the shop's own routes included.
    if (shouldRecordUse && !this.cookies.prepared && current && this.mayRefresh) await this.writeWhatFits(current)
    const { prepared } = this.cookies
    if (!prepared) return
    try {
      const newest = await this.options.coordinator.resolve(prepared)
      if (newest) await this.writeWhatFits(newest)
      else this.cookies.keepUnchanged()
    }
    catch (error) {
      // While the storage is unavailable, the newest state is unknown: leave the cookies unchanged. Calls that need the session fail with the same error.
      if (!isStorageUnavailable(error)) throw error
      this.cookies.keepUnchanged()
    }
  }

  /** Tokens that are too large for cookies are no error here: the refresh that brought them has reported it already. */
  private async writeWhatFits(session: Session): Promise<void> {
    try {
      await this.cookies.prepareContent(session)
    }
    catch (error) {
      if (!isSessionTooLarge(error)) throw error
      this.cookies.keepUnchanged()
    }
  }
}
