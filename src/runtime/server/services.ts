import type { ConsolaInstance } from 'consola'
import type { H3Event } from 'h3'
import type { SapccConfig } from './config/types'
import { isLoopback } from './config/loopback'
import { revokeSession } from './auth/revoke-session'
import type { ConsumedLogins } from './auth/redirect-login/consumed-logins'
import type { HookCaller } from './hooks'
import { createApplicationAccess } from './occ/application-access'
import type { ApplicationAccess } from './occ/application-access'
import { createAnonymousCarts } from './cart/anonymous-cart'
import type { AnonymousCartOf } from './cart/anonymous-cart'
import { createSealer } from './crypto/sealer'
import type { Sealer } from './crypto/sealer'
import { createOAuthClient } from './oauth'
import type { OAuthClient } from './oauth'
import { createUpstream } from '#sapcc/upstream'
import { createSessionCalls } from './upstream/session-concurrency-limit'
import type { SessionCalls } from './upstream/session-concurrency-limit'
import type { Upstream } from './upstream/upstream'
import type { RefreshCoordinator } from './session/refresh/coordinator'
import { createCookieJar } from './http/cookies'
import type { CookieJar } from './http/cookies'
import { createSessionKeeping } from './session/session-services'
import type { SessionKeeping } from './session/session-services'
import type { SignInLimit } from './auth/sign-in-limit/sign-in-limit'
import type { SessionStore } from './session/store'
import { perEvent } from './platform/nitro2/per-event'
import { Visit } from './session/request-session'
import { createSiteContexts } from './site-context/site-context'
import type { SiteContextOf } from './site-context/site-context'

/** Everything the server part needs, made once per process from its configuration. */
export interface ServerContext {
  config: SapccConfig
  /** The shop's own, when it is known. */
  publicOrigin: string | undefined
  sealer: Sealer
  cookies: CookieJar
  oauth: OAuthClient
  upstream: Upstream
  sessionCalls: SessionCalls
  store: SessionStore
  coordinator: RefreshCoordinator
  signInLimit: SignInLimit
  hooks: HookCaller
  consumedLogins: ConsumedLogins
  log: ConsolaInstance
  application: ApplicationAccess
  siteContext: SiteContextOf
  anonymousCart: AnonymousCartOf
  /** The visit of an event; the same one at each call. */
  visit: (event: H3Event) => Visit
}

/** Puts the parts together. */
export function createServerContext(config: SapccConfig, hooks: HookCaller, log: ConsolaInstance): ServerContext {
  const sealer = createSealer(config.session.passwords)
  const oauth = createOAuthClient(config.oauth)
  const cookies = createCookieJar({ secure: isSecure(config.publicUrl) })
  let made: SessionKeeping | undefined
  /** Not before the first request: plugins of the shop's may mount its storage at start. */
  const keeping = () => made ??= createSessionKeeping({ config, sealer, log, refresh: (refreshToken, options) => oauth.refresh(refreshToken, options), onOrphaned: session => void revokeSession(context, session) })
  const context: ServerContext = {
    config,
    publicOrigin: config.publicUrl === undefined ? undefined : new URL(config.publicUrl).origin,
    sealer,
    oauth,
    upstream: createUpstream(config.api.uri),
    sessionCalls: createSessionCalls(config.api),
    hooks,
    log,
    cookies,
    application: createApplicationAccess(config.oauth, oauth, log),
    siteContext: createSiteContexts(config.api, hooks),
    anonymousCart: createAnonymousCarts({ cookies, sealer }),
    get store() {
      return keeping().store
    },
    get consumedLogins() {
      return keeping().consumedLogins
    },
    get coordinator() {
      return keeping().coordinator
    },
    get signInLimit() {
      return keeping().signInLimit
    },
    visit: perEvent(event => new Visit(event, context)),
  }
  return context
}

/** Without `publicUrl` https is assumed; and browsers that matter take `Secure` cookies on loopback, too. */
function isSecure(publicUrl: string | undefined): boolean {
  if (publicUrl === undefined) return true
  const { protocol, hostname } = new URL(publicUrl)
  return protocol === 'https:' || isLoopback(hostname)
}
