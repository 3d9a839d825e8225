import { SapccError, TokenRefreshUnavailableError } from '../../sdk/errors'
import { sessionChanged } from '../../sdk/refresh/call-session'
import type { AnnouncedRefresh } from '../../sdk/refresh/refresh-event'
import { withTokensByNameOnly } from '../../sdk/token'
import type { SapccSessionConfig } from '../config/types'
import type { HookCaller } from '../hooks'
import type { RequestScope } from '../http/request-scope'
import { isDefiniteRefusal } from '../oauth'
import { isStorageUnavailable } from '../storage/storage-unavailable'
import type { RefreshCall, RefreshCoordinator, RefreshObserver } from './refresh/coordinator'
import { sessionEndedError } from './session-errors'
import type { RequestSessionState } from './request-session-state'
import { expiresSoon, tokensOfSession } from './session'
import type { Session } from './session'

/** Options of {@link RequestRefresh}. */
export interface RequestRefreshOptions {
  config: Pick<SapccSessionConfig, 'refreshMargin'>
  hooks: Pick<HookCaller, 'callHook'>
  coordinator: RefreshCoordinator
}

/** Renews the session's tokens on behalf of one request. */
export class RequestRefresh {
  // Declared without initialisers, as in `RequestSessionState`.
  declare private readonly scope: RequestScope
  declare private readonly state: RequestSessionState
  declare private readonly options: RequestRefreshOptions
  /** The last refresh that this request caused. */
  declare private lastRefresh: { session: Session, id: string } | undefined
  /** Whether this request has waited for a refresh in vain. */
  declare private hasWaited: boolean

  constructor(scope: RequestScope, state: RequestSessionState, options: RequestRefreshOptions) {
    this.scope = scope
    this.state = state
    this.options = options
    this.lastRefresh = undefined
    this.hasWaited = false
  }

  /** See `RequestSession.mayRefresh`. */
  get mayRefresh(): boolean {
    return this.scope.access === 'write'
  }

  /** See `RequestSession.refresh`. */
  async refresh(staleGeneration: number | undefined, reason: RefreshCall['reason']): Promise<Session> {
    const session = await this.sessionToRefresh()
    if (!session) throw new SapccError('No customer is signed in.', { status: 401, data: { type: 'NoSessionError' } })
    // The request has an old cookie: another request has already refreshed this session.
    const isRefreshed = session.generation > (staleGeneration ?? this.state.sent?.generation ?? session.generation)
    if (isRefreshed && session.expiresAt > Date.now()) {
      // The browser repeats its call at once, perhaps on another process.
      if (reason === 'asked') await this.options.coordinator.saved(session)
      return session
    }
    // An explicit refresh without a 401: there is no refresh token, and the access token is still valid.
    if (session.refreshToken === undefined && staleGeneration === undefined && reason === 'asked' && session.expiresAt > Date.now()) return session
    if (!this.mayRefresh) {
      this.scope.noteSkippedRefresh()
      throw new SapccError('The session cannot be renewed on behalf of this request.', { status: 401, data: { type: 'RefreshNotPossibleError' } })
    }
    return await this.refreshNow(session, reason, reason !== 'expired' && staleGeneration === session.generation)
  }

  /** See `RequestSession.refreshAfter401`. */
  async refreshAfter401(refused: Session): Promise<Session> {
    assertSameSession(refused, await this.state.session())
    const renewed = await this.refresh(refused.generation, 'refused-by-sap')
    assertSameSession(refused, renewed)
    return renewed
  }

  /** See `RequestSession.refreshAhead`. */
  async refreshAhead(): Promise<AnnouncedRefresh | undefined> {
    const before = this.lastRefresh
    const session = await this.sessionReadyForCall()
    return this.lastRefresh !== before && this.lastRefresh?.session === session ? this.ownRefresh() : undefined
  }

  /** See `RequestSession.sessionReadyForCall`. */
  async sessionReadyForCall(): Promise<Session | undefined> {
    const session = await this.state.session()
    // On a streamed page the headers may have been sent meanwhile, so no cookie can be set.
    return session && this.isDue(session) && this.mayRefresh ? await this.refreshBeforeCall(session) : session
  }

  /** See `RequestSession.ownRefresh`. */
  ownRefresh(): AnnouncedRefresh | undefined {
    return this.lastRefresh && { id: this.lastRefresh.id, tokens: tokensOfSession(this.lastRefresh.session, Date.now()) }
  }

  private isDue(session: Session): boolean {
    const { config, coordinator } = this.options
    return expiresSoon(session, config.refreshMargin * 1000, Date.now()) && !coordinator.isPausing(session)
  }

  private async refreshBeforeCall(session: Session): Promise<Session | undefined> {
    try {
      return await this.refreshNow(session, session.expiresAt > Date.now() ? 'expires-soon' : 'expired')
    }
    catch (error) {
      // SAP may still accept the old token. If not, the handling of its 401 covers the outage.
      if (error instanceof TokenRefreshUnavailableError) return this.state.current
      // The call's error: which of OAuth's codes has ended the session is for logs.
      if (isDefiniteRefusal(error)) throw sessionEndedError(error)
      throw error
    }
  }

  private async refreshNow(session: Session, reason: RefreshCall['reason'], isNewestRefused = false): Promise<Session> {
    const { request } = this.scope
    try {
      const renewed = await this.options.coordinator.refresh(session, this.observer(session), { reason, isNewestRefused, hasWaited: this.hasWaited, keepAlive: work => this.scope.finishAfterResponse(work), onBehalfOf: request })
      await this.state.useRenewed(renewed)
      return renewed
    }
    catch (error) {
      this.hasWaited ||= error instanceof TokenRefreshUnavailableError
      // Every 401 of the coordinator means that the session has ended.
      if (error instanceof SapccError && error.status === 401) this.state.noteRefreshFailed(session, error.data.type)
      throw error
    }
  }

  private observer(session: Session): RefreshObserver {
    const { hooks } = this.options
    const { event } = this.scope.request
    return {
      refreshed: async (renewed, refreshId) => {
        this.lastRefresh = { session: renewed, id: refreshId }
        // Take the new tokens before the hook runs: its calls on this event use them.
        await this.state.useRenewed(renewed)
        await hooks.callHook('sapcc:token:refreshed', { event, tokens: withTokensByNameOnly(tokensOfSession(renewed, Date.now())) })
      },
      failed: async error => await hooks.callHook('sapcc:token:refresh-error', { event, error }),
      ended: async () => {
        this.state.noteRefused(session)
        await hooks.callHook('sapcc:session:ended', { event, reason: 'refused' })
      },
    }
  }

  private async sessionToRefresh(): Promise<Session | undefined> {
    try {
      return await this.state.session()
    }
    catch (error) {
      throw isStorageUnavailable(error) ? new TokenRefreshUnavailableError(undefined, { retryAfter: 1, cause: error }) : error
    }
  }
}

function assertSameSession(one: Session, other: Session | undefined): void {
  if (other && other.id !== one.id) throw sessionChanged()
}
