import { createConsumedLogins } from './auth/redirect-login/consumed-logins'
import type { ConsumedLogins } from './auth/redirect-login/consumed-logins'
import { CONSUMED_LOGIN_TTL } from './auth/redirect-login/pending-login'
import { createEndExpired } from './auth/end-expired'
import { createSessionTermination } from './auth/session-termination'
import type { SessionTermination } from './auth/session-termination'
import { createLimit } from './auth/sign-in-limit/create-limit'
import type { SignInLimit } from './auth/sign-in-limit/sign-in-limit'
import type { SapccConfig } from './config/types'
import type { Sealer } from './crypto/sealer'
import type { HookCaller } from './hooks'
import type { ServerLog } from './log/server-log'
import type { OAuthClient } from './oauth'
import type { PublicCache } from './public-cache/public-cache'
import type { AssistedSessions } from './session/assisted-session'
import type { OpenedCookies } from './session/opened-cookies'
import type { IdTokenCookies } from './session/id-token-cookies'
import type { RequestSessionOptions } from './session/request-session'
import type { SessionCookiesOptions } from './session/session-cookies'
import { createSessionServices } from './session/session-services'
import type { SessionServices } from './session/session-services'
import { mayShareTokens } from './session/storage-store/token-sharing'
import { createRedisQueue } from './storage/redis-queue'
import type { StorageServices } from './storage/storage-services'
import { createTurns } from './storage/turns'
import type { Turns } from './storage/turns'

/** The parts of the server that keep something between requests: in the shop's storage, or in memory. */
export interface StoredServices extends Pick<SessionServices, 'store' | 'coordinator'> {
  storages: StorageServices
  openedCookies: OpenedCookies
  termination: SessionTermination
  consumedLogins: ConsumedLogins
  signInLimit: SignInLimit
  /** What each request's cookies and session are made with. */
  forCookies: SessionCookiesOptions
  forSessions: RequestSessionOptions
  /** The turns of calls that change carts. */
  cartTurns: Turns
  /** Answers that are the same for everybody. Made with its first use. */
  publicCache: () => PublicCache
}

/** Options of {@link createStoredServices}. */
export interface StoredServicesOptions {
  config: SapccConfig
  sealer: Sealer
  idTokens: IdTokenCookies
  oauth: OAuthClient
  hooks: HookCaller
  log: ServerLog
  storages: StorageServices
  openedCookies: OpenedCookies
  continuesAfterResponse: boolean
  publicCache: () => PublicCache
  assisted: AssistedSessions | undefined
  /** The limit of the shop's first origin, because attempts are counted for all origins together. */
  signInLimit?: SignInLimit
  /** The key of the list of tokens that are still to be revoked. @default that of the shop's first origin */
  revocationList?: string
}

/** Puts these parts together, for one of the origins that the shop is reached at. */
export function createStoredServices({ config, sealer, idTokens, oauth, hooks, log, storages, openedCookies, continuesAfterResponse, publicCache, assisted, signInLimit, revocationList }: StoredServicesOptions): StoredServices {
  const { storage, lock, redis } = storages
  // Only the legacy generation gives one pair of tokens to several sign-ins.
  const sharedTokens = mayShareTokens(config.oauth)
  const { store, coordinator, revoke, successorsOf } = createSessionServices({
    config,
    sealer,
    oauth,
    storages,
    openedCookies,
    sharedTokens,
    onOrphaned: (orphan, isLate) => void (isLate ? termination.revokeWhenKnownUnused(orphan) : termination.revoke(orphan)),
    continuesAfterResponse,
    measure: hooks.measure,
    log,
  })
  const termination = createSessionTermination({ store, coordinator, oauth: { revoke }, sharedTokens, sealer, lock, log, ...(successorsOf ? { successorsOf } : {}), ...(storage ? { storage } : {}), ...(revocationList === undefined ? {} : { list: revocationList }) })
  // Repeat what another process could not revoke, or this one before it was restarted.
  termination.start()

  return {
    store,
    coordinator,
    storages,
    openedCookies,
    termination,
    forCookies: {
      store,
      idTokens,
      config: {
        // With sessions on the server the cookie is an id that refreshes do not touch.
        contentMaxAge: config.session.store === 'cookie' ? config.session.maxAge : config.session.absoluteMaxAge,
        absoluteMaxAge: config.session.absoluteMaxAge,
        cookieBudget: config.session.cookieBudget,
      },
    },
    forSessions: { config: config.session, hooks, store, coordinator, onExpired: createEndExpired({ termination, hooks }), assisted },
    consumedLogins: createConsumedLogins({
      ttl: CONSUMED_LOGIN_TTL,
      storage,
      redis,
    }),
    cartTurns: createTurns({
      maxWait: config.api.timeout,
      maxWaiting: config.api.waitingCallsPerSession,
      measure: hooks.measure,
      ...(redis && storage ? { shared: createRedisQueue({ redis: redis.client, storage, prefix: redis.prefix }) } : {}),
    }),
    signInLimit: signInLimit ?? createLimit(config, storages, hooks.measure, log),
    publicCache,
  }
}
