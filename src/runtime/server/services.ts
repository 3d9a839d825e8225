import { createAssistedService } from './auth/assisted-service'
import { createBeginSession } from './auth/begin-session'
import type { BeginSession } from './auth/begin-session'
import { createCustomerSessions } from './auth/customer-sessions'
import type { CustomerSessions } from './auth/customer-sessions'
import { authPath } from './auth/redirect-login/app-path'
import type { ShopPaths } from './auth/redirect-login/app-path'
import { createPostLogoutRedirectUri, createRedirectUri } from './auth/redirect-login/redirect-uri'
import type { RedirectUriOf } from './auth/redirect-login/redirect-uri'
import { createLoginNames } from './auth/login-names'
import { createBeginLogout } from './auth/redirect-logout/begin-logout'
import { createServerMethods } from './auth/server-methods'
import type { ServerMethods } from './auth/server-methods'
import { createAnonymousCarts } from './cart/anonymous-cart'
import type { AnonymousCartOf } from './cart/anonymous-cart'
import { allowsUserIds, isAssisted } from './config/assisted-service'
import type { SapccConfig } from './config/types'
import { createSealer } from './crypto/sealer'
import type { Sealer } from './crypto/sealer'
import type { HookCaller } from './hooks'
import { shortHash } from './http/cookie-names'
import type { CookieNames } from './http/cookie-names'
import type { FailureLog } from './http/failure-log'
import { memoizeByObject } from './http/memoize-by-object'
import type { OncePer } from './http/memoize-by-object'
import { createRequestCookieNames } from './http/request-cookie-names'
import { RequestScope } from './http/request-scope'
import { noteTiming } from './http/server-timing'
import type { ServerLog } from './log/server-log'
import { createOAuthClient } from './oauth'
import type { OAuthClient } from './oauth'
import { createApplicationAccess } from './occ/application-access'
import { createCallerHeaders } from './occ/caller-headers'
import type { CallerHeaders } from './occ/caller-headers'
import { createClosedOperations } from './occ/closed-operations'
import type { ClosedOperations } from './occ/closed-operations'
import { createAddressLookup } from './occ/operation-addresses'
import type { OperationAt } from './occ/operation-addresses'
import { createOperationCaller } from './operations/call-operation'
import type { NoteActing, OperationCaller } from './operations/call-operation'
import { createPublicCalls } from './operations/server-cached-call'
import { createPurge } from './operations/purge'
import type { PurgePublicAnswers } from './operations/purge'
import type { Platform, ServerRequest } from './platform/types'
import { createCache } from './public-cache/create-cache'
import { newestToken } from './session/newest-token'
import { createAssistedSessions } from './session/assisted-session'
import { createOpenedCookies } from './session/opened-cookies'
import { createIdTokenCookies } from './session/id-token-cookies'
import type { IdTokenCookies } from './session/id-token-cookies'
import { RequestSession } from './session/request-session'
import { SessionCookies } from './session/session-cookies'
import { createSiteContexts } from './site-context/site-context'
import type { SiteContextOf } from './site-context/site-context'
import { createRefusedCodes } from './site-context/refused-codes'
import { createStoredServices } from './stored-services'
import type { StoredServices } from './stored-services'
import { createStorageServices } from './storage/storage-services'
import { createCallSap } from './upstream/call-sap'
import type { CallSap, Caller } from './upstream/call-sap'
import { createHopMarks } from './upstream/loop'
import type { HopMarks } from './upstream/loop'
import { createSessionConcurrencyLimit } from './upstream/session-concurrency-limit'
import { createCallWatch } from './upstream/watch-call'
import { createVisitors } from './visitor/visitor'
import { operations as closedTable } from '#sapcc/closed-operations'
import { operations as openOperations } from '#sapcc/operations'
import { createUpstream } from '#sapcc/upstream'

/** The parts of the server, put together once per process and origin. Each part receives only its own dependencies, never this object. */
export interface ServerServices {
  config: SapccConfig
  api: SapccConfig['api']
  /** The shop's own, when it is known. */
  publicOrigin: string | undefined
  paths: ShopPaths
  log: ServerLog
  failures: FailureLog
  hooks: HookCaller
  sealer: Sealer
  idTokens: IdTokenCookies
  oauth: OAuthClient
  callSap: CallSap
  operations: OperationCaller
  serverMethods: ServerMethods
  beginSession: BeginSession
  customerSessions: CustomerSessions
  redirectUri: RedirectUriOf
  postLogoutRedirectUri?: RedirectUriOf
  cookieNames: (request: ServerRequest) => CookieNames
  scope: OncePer<ServerRequest, RequestScope>
  session: OncePer<RequestScope, RequestSession>
  sessionCookies: OncePer<RequestScope, SessionCookies>
  siteContext: SiteContextOf
  /** Marks the shop's own requests to SAP. */
  hops: HopMarks
  callerHeaders: CallerHeaders
  /** Absent when the shop has closed no operation. */
  closedOperations: ClosedOperations | undefined
  operationAt: OperationAt
  /** Purges kept answers that are the same for everybody. */
  purge: PurgePublicAnswers
  /** Absent where there is no assisted service. */
  onActing: NoteActing | undefined
  /** Absent without such a limit. */
  limitAnonymousCall?: (request: ServerRequest) => Promise<void>
  /** The parts that need the shop's storage. They are made with the first request, because the shop's plugins may mount the storage at start. */
  stored: () => StoredServices
}

/** Options of {@link createServerServices}. */
export interface ServerServicesOptions {
  config: SapccConfig
  paths: ShopPaths
  platform: Pick<Platform, 'storage' | 'isProduction' | 'deployment'>
  hooks: HookCaller
  failures: FailureLog
  log: ServerLog
  /** Set for every origin but the first: the first origin's services, whose storage all origins share. */
  main?: ServerServices
}

/** Puts the parts together, for one of the origins that the shop is reached at. */
export function createServerServices({ config, paths, platform, hooks, failures, log, main }: ServerServicesOptions): ServerServices {
  const sealer = createSealer(config.session.passwords)
  const idTokens = createIdTokenCookies({ sealer, path: authPath(paths), maxAge: config.session.absoluteMaxAge })
  const watch = createCallWatch(hooks, { log, onEnded: import.meta.dev ? noteTiming : undefined })
  const oauth = createOAuthClient(config.oauth, { log, watch, createUpstream })
  const cookieNames = createRequestCookieNames({ publicUrl: config.publicUrl, clientId: config.oauth.clientId, baseURL: paths.baseURL })
  const scope: OncePer<ServerRequest, RequestScope> = memoizeByObject(request => new RequestScope(request, cookieNames(request), request.outer && scope(request.outer), platform.deployment.continuesAfterResponse))

  const hasAssistedService = isAssisted(config)
  const api = { ...config.api, allowUserIds: allowsUserIds(config) }

  let made: StoredServices | undefined
  const stored = () => made ??= createStoredServices({
    config,
    sealer,
    idTokens,
    oauth,
    hooks,
    log,
    storages: main?.stored().storages ?? createStorageServices(platform.storage(), {
      store: config.session.store,
      isProduction: platform.isProduction,
      deployment: platform.deployment,
      measure: hooks.measure,
      log,
    }),
    openedCookies: main?.stored().openedCookies ?? createOpenedCookies(),
    continuesAfterResponse: platform.deployment.continuesAfterResponse,
    publicCache: main?.stored().publicCache ?? once(() => createCache(platform.storage(), {
      config: config.cache,
      continuesAfterResponse: platform.deployment.continuesAfterResponse,
      onRefreshFailed: (operationId, error) => failures.note(operationId, error),
      log,
    })),
    assisted: hasAssistedService
      ? createAssistedSessions({
          sealer,
          maxAge: config.assistedService.maxAge,
          sessionMaxAge: config.session.absoluteMaxAge,
          onEnded: async ({ request: { event } }, ended) => await hooks.callHook('sapcc:assisted:ended', { event, ...ended }),
        })
      : undefined,
    ...(main ? { signInLimit: main.stored().signInLimit } : {}),
    // Only the client that got tokens can revoke them.
    ...(main && main.config.oauth.clientId !== config.oauth.clientId ? { revocationList: `revocations:${config.oauth.clientId}` } : {}),
  })

  const sessionCookies = memoizeByObject((of: RequestScope) => new SessionCookies(of, stored().forCookies))
  const ownSession = memoizeByObject((of: RequestScope) => new RequestSession(of, sessionCookies(of), stored().forSessions))
  /** What an inner request does with the session, it does on behalf of the request that it was made for. */
  const session: OncePer<RequestScope, RequestSession> = Object.assign((of: RequestScope) => ownSession(of.sessionOwner), { peek: (of: RequestScope) => ownSession.peek(of.sessionOwner) })

  const tokenNow = (caller: Caller) => newestToken(caller, known => stored().coordinator.resolve(known))
  const customerSessions = createCustomerSessions({ config: config.session, users: () => stored().store.users, session, coordinator: () => stored().coordinator, termination: () => stored().termination, hooks })

  const onActing: NoteActing | undefined = hasAssistedService
    ? (scope, emulation, call) => {
        const told = hooks.callHook('sapcc:assisted:call', { event: scope.request.event, ...emulation, ...call })
        if (told) scope.finishAfterResponse(told)
      }
    : undefined

  const cartOf = createAnonymousCarts({
    sealer,
    // Only with Redis: a single process needs no storage for this.
    shared() {
      const { storages: { storage, redis }, cartTurns: turns } = stored()
      return storage && redis && { storage, turns }
    },
  })
  const anonymousCart: AnonymousCartOf = of => cartOf(of.cookieOwner)
  const visitor = createVisitors({ config: config.visitor, sealer, log })
  const siteContext = createSiteContexts(config.api, hooks)
  // The shop's mark is the same in all processes and at all origins.
  const hops = main?.hops ?? createHopMarks(shortHash([paths.baseURL, config.api.uri].join('\n')))
  const callSap = createCallSap({ upstream: createUpstream(config.api.uri), limit: createSessionConcurrencyLimit(config.api, hooks.measure), timeout: config.api.timeout, hops, watch, newestToken: tokenNow })
  const publicAnswers = keepsPublicAnswers(config) ? { calls: createPublicCalls(config), cache: () => stored().publicCache() } : undefined
  const addresses = createAddressLookup(openOperations, closedTable)
  const closedOperations = createClosedOperations(addresses)
  const operations = createOperationCaller({
    api,
    cart: config.cart,
    callSap,
    hops,
    application: createApplicationAccess(config.oauth, oauth, log),
    anonymousCart,
    siteContext,
    refusedCodes: createRefusedCodes(log),
    visitor,
    session,
    newestToken: tokenNow,
    limitAttempts: (request, attempt, send) => stored().signInLimit.limitAttempt(request, attempt, send),
    closedOperations,
    onActing,
    onNewPassword: customerSessions.noteNewPassword,
    turns: () => stored().cartTurns,
    publicAnswers,
    hooks,
    log,
  })
  const redirectUri = createRedirectUri(config, paths)
  const beginSession = createBeginSession({ cart: config.cart, anonymousCart, visitor, callInternally: operations.callAsServer, maxMergeTime: config.api.timeout, turns: () => stored().cartTurns, session, sessionCookies, idTokens, users: () => stored().store.users, termination: () => stored().termination, takeReset: customerSessions.takeReset, hooks, log })
  const loginName = createLoginNames({ api: config.api, siteContext, callAnonymously: of => operations.withToken(of, undefined) })
  const assisted = hasAssistedService ? createAssistedService({ oauth, signInLimit: () => stored().signInLimit, redirectUri, beginSession, termination: () => stored().termination, session, anonymousCart, siteContext, callAsAgent: operations.callAsAgent, hooks }) : undefined
  const serverMethods = createServerMethods({ assisted, oauth, signInLimit: () => stored().signInLimit, loginName, redirectUri, beginSession, beginLogout: createBeginLogout({ config, oauth, sealer, idTokens, paths, log }), termination: () => stored().termination, session, siteContext, anonymousCart, visitor, hooks })

  return {
    config,
    api,
    publicOrigin: config.publicUrl === undefined ? undefined : new URL(config.publicUrl).origin,
    paths,
    log,
    failures,
    hooks,
    sealer,
    idTokens,
    oauth,
    callSap,
    operations,
    serverMethods,
    beginSession,
    customerSessions,
    redirectUri,
    ...(config.oauth.comesBackFromLogout ? { postLogoutRedirectUri: createPostLogoutRedirectUri(config, paths) } : {}),
    cookieNames,
    scope,
    session,
    sessionCookies,
    siteContext,
    hops,
    callerHeaders: createCallerHeaders(config.api),
    purge: createPurge(publicAnswers?.cache),
    closedOperations,
    operationAt: addresses.operationAt,
    onActing,
    ...(config.api.anonymousCallsPerAddress > 0 ? { limitAnonymousCall: request => stored().signInLimit.countAnonymousCall(request) } : {}),
    stored,
  }
}

/** Whether answers that are the same for everybody are kept. Not with personalization: SAP's answer to the first call of a visitor begins their profile. */
function keepsPublicAnswers({ cache, visitor }: SapccConfig): boolean {
  return cache.enabled && !visitor.keepPersonalization
}

function once<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined
  return () => made ??= make()
}
