import { sessionChanged } from '../../sdk/refresh/call-session'
import type { SapccSessionConfig } from '../config/types'
import type { AssistedEndReason } from '../hooks'
import type { RequestScope } from '../http/request-scope'
import type { ServerEvent } from '../platform/types'
import type { AssistedChoice, AssistedSessions, AssistedState } from './assisted-session'
import type { SessionCookies } from './session-cookies'
import type { Session } from './session'
import { hasExpired, shouldRecordUse } from './session-lifetime'
import type { OpenedSession, SessionStore } from './session-store'

/** Options of {@link RequestSessionState}. */
export interface RequestSessionStateOptions {
  config: Pick<SapccSessionConfig, 'maxAge' | 'absoluteMaxAge'>
  store: SessionStore
  /** Ends an expired session, revokes its tokens and tells it. Settles when that is done; never rejects. */
  onExpired: (session: Session, event: ServerEvent) => Promise<void>
  /** Absent where there is no assisted service. */
  assisted?: AssistedSessions | undefined
}

/** What a request knows of its session, and how that changes while the request is answered. */
export class RequestSessionState {
  // Declared without initialisers: when Nitro compiles to ES2019, class fields become calls of `defineProperty`, which cost time at each request.
  declare private readonly scope: RequestScope
  declare private readonly cookies: SessionCookies
  declare private readonly options: RequestSessionStateOptions
  /** The session in the browser's cookie, even if it has ended since. */
  declare sent: Session | undefined
  declare private opening: Promise<void> | undefined
  /** Whether the session was read, begun or ended by now. */
  declare isDecided: boolean
  /** Whether the time of last use must be updated. */
  declare shouldRecordUse: boolean
  /** The newest state that this request knows. */
  declare current: Session | undefined
  /** That the session is a support agent's, and for whom the agent acts. */
  declare assisted: AssistedState | undefined

  constructor(scope: RequestScope, cookies: SessionCookies, options: RequestSessionStateOptions) {
    this.scope = scope
    this.cookies = cookies
    this.options = options
    this.sent = undefined
    this.opening = undefined
    this.isDecided = false
    this.shouldRecordUse = false
    this.current = undefined
    this.assisted = undefined
  }

  /** The newest state of the session; `undefined` when the visitor is not signed in, or when the response is public. */
  async session(): Promise<Session | undefined> {
    if (this.scope.access === 'none') return undefined
    if (!this.isDecided) await (this.opening ??= this.open())
    return this.currentAndMarkPersonal()
  }

  /** A session has begun in this request. */
  noteBegun(started: Session): void {
    this.forgetAssisted('replaced')
    this.isDecided = true
    this.current = started
    this.scope.markPersonalResponse()
  }

  /** Uses the tokens of a refresh from now on. */
  async useRenewed(renewed: Session): Promise<void> {
    // This request has signed out or in during the refresh.
    if (this.current?.id !== renewed.id) return
    const before = this.current
    this.current = renewed
    try {
      await this.cookies.prepareContent(renewed, true)
    }
    catch (error) {
      this.current = before
      throw error
    }
  }

  /**
   * A refresh has failed because the session has ended.
   *
   * @param errorType `data.type` of the error.
   */
  noteRefreshFailed(session: Session, errorType: string): void {
    if (this.isReplaced(session)) return
    this.current = undefined
    // The browser may have a newer cookie of the same session.
    if (errorType === 'SpentTokenError') this.cookies.keepUnchanged()
    else if (errorType === 'SessionEndedError' || errorType === 'NoRefreshTokenError') this.noteEnded()
    else this.noteRefused(session)
  }

  /** The refresh token of this state was refused: states of this generation or older have ended. */
  noteRefused(session: Session): void {
    if (this.isReplaced(session)) return
    this.current = undefined
    this.isDecided = true
    this.cookies.endUpTo(session)
  }

  /** The session has ended. @param reason for listeners of the assisted service, where this request ends it. */
  noteEnded(reason?: AssistedEndReason): void {
    this.forgetAssisted(reason)
    this.current = undefined
    this.isDecided = true
    this.cookies.end()
  }

  /** The state that the request knows by now; the response counts as personal from then on. */
  private currentAndMarkPersonal(): Session | undefined {
    if (this.current) this.scope.markPersonalResponse()
    return this.current
  }

  private async open(): Promise<void> {
    const opened = await this.cookies.open()
    const found = opened === 'unreadable' ? undefined : await this.readOpened(opened)
    // Something else in this request may have begun or ended a session meanwhile.
    if (this.isDecided) return
    // A cookie of our name that cannot be opened is ignored: a sign-in replaces it.
    if (found) this.current = this.acceptUnlessExpired(found)
    const { current, options: { assisted } } = this
    if (assisted && current) await this.openAssisted(assisted, current)
    this.isDecided = true
  }

  private async readOpened(opened: OpenedSession): Promise<Session | undefined> {
    this.sent = opened.sent
    return await this.cookies.acceptOpened(opened)
  }

  /** Stores for whom the agent acts: for later calls of this request, and in the browser's cookie. @throws SapccError 409 `SessionChangedError` */
  async setAssisted(choice: AssistedChoice): Promise<void> {
    const { assisted: before, current, options: { assisted } } = this
    if (!current || !assisted) return
    const written = await assisted.write(this.scope, current, choice)
    // This request may have begun another session meanwhile.
    if (this.current?.id !== current.id) throw sessionChanged()
    this.assisted = written
    await assisted.tellEnded(this.scope, before, choice.customer && choice.customer.customerId !== before?.customer?.customerId ? 'switched' : 'ended')
  }

  /**
   * For whom a call with this session's token is made.
   *
   * @throws SapccError 409 `SessionChangedError` when the request has another session by now: the customer is not known any more, and the call would be the agent's own.
   */
  assistedOf(session: Session): AssistedState | undefined {
    if (this.options.assisted && this.current?.id !== session.id) throw sessionChanged()
    return this.assisted
  }

  private async openAssisted(assisted: AssistedSessions, current: Session): Promise<void> {
    const state = await assisted.read(this.scope, current)
    // This request may have begun another session meanwhile.
    if (this.current?.id === current.id) this.assisted = state
  }

  private forgetAssisted(reason?: AssistedEndReason): void {
    const { assisted: before, options: { assisted } } = this
    if (!assisted) return
    this.assisted = undefined
    assisted.clear(this.scope)
    // Not awaited: what ends a session and revokes its tokens does not wait for listeners.
    if (before?.customer && reason !== undefined) this.scope.finishAfterResponse(assisted.tellEnded(this.scope, before, reason))
  }

  /** The session. One that has expired is ended instead; for one that has not, it is noted whether the time of last use has to be written. */
  private acceptUnlessExpired(session: Session): Session | undefined {
    const { config, onExpired } = this.options
    const now = Date.now()
    if (hasExpired(session, config, now)) {
      this.cookies.end()
      this.scope.finishAfterResponse(onExpired(session, this.scope.request.event))
      return undefined
    }
    // With sessions on the server the store updates the time of last use, and the cookie stays the same.
    this.shouldRecordUse = shouldRecordUse(session, config, now)
    return this.shouldRecordUse ? { ...session, usedAt: now } : session
  }

  /** Whether this request has signed in as another customer since. */
  private isReplaced(session: Session): boolean {
    return this.current !== undefined && this.current.id !== session.id
  }
}
