import type { SapccConfig } from '../config/types'
import type { Sealer } from '../crypto/sealer'
import type { Measure } from '../hooks'
import type { ServerLog } from '../log/server-log'
import type { OAuthClient } from '../oauth'
import type { OAuthUserTokenResponse } from '../../sdk/token'
import { createMemoryStorage } from '../storage/shared-storage'
import type { StorageServices } from '../storage/storage-services'
import { createCookieStore } from './cookie-store'
import { createRefreshCoordinator } from './refresh/coordinator'
import type { RefreshCoordinator } from './refresh/coordinator'
import { createMemoryIntents, createStorageIntents } from './refresh/intents'
import type { RefreshIntents } from './refresh/intents'
import { createRedisIntents } from './refresh/redis-intents'
import { minRefreshInterval } from './refresh/refresh-interval'
import { createSpentTokens } from './refresh/spent-tokens'
import type { OpenedCookies } from './opened-cookies'
import { createPublicClientWarning } from './public-client-warning'
import { createRotationWarning } from './rotation-warning'
import type { Session } from './session'
import { createSameTokenRefresh } from './same-token-refresh'
import type { SameTokenRefresh, SendRefreshToken } from './same-token-refresh'
import { createStorageStore } from './storage-store/storage-store'
import { createUnreadableWarning } from './storage-store/unreadable-record'
import type { SessionStore } from './session-store'
import { createTokenRevocation } from './token-revocation'

/** The services of the shop's session handling. */
export interface SessionServices {
  store: SessionStore
  coordinator: RefreshCoordinator
  /** Revokes tokens. A refresh that is necessary for it is shared with other sessions that have the same tokens. */
  revoke: OAuthClient['revoke']
  /** See {@link SameTokenRefresh}. Absent where sessions do not have the same tokens, or the store knows which of them do. */
  successorsOf?: SameTokenRefresh['successorsOf']
}

/** Options of {@link createSessionServices}. */
export interface SessionServicesOptions {
  config: Pick<SapccConfig, 'session' | 'oauth'>
  sealer: Sealer
  oauth: Pick<OAuthClient, 'refresh' | 'revoke' | 'isLegacy'>
  storages: StorageServices
  /** Of all origins of the server. @default one of its own */
  openedCookies?: OpenedCookies
  /** Whether the authorization server may give one pair of tokens to several sessions. */
  sharedTokens: boolean
  /**
   * Called with new tokens that no session holds, so that they are revoked: the session has ended during its refresh, or a
   * revocation needed a refresh whose answer came late.
   *
   * @param isLate see `SessionRefreshOptions`.
   */
  onOrphaned: (session: Session, isLate?: boolean) => void
  /** See `RefreshCoordinatorOptions`. */
  continuesAfterResponse: boolean
  /** See `RefreshCoordinatorOptions`. */
  measure?: Measure
  log: ServerLog
}

/** How long callers wait for a refresh when `oauth.timeout` is 0. Milliseconds. */
const WAIT_WITHOUT_TIMEOUT = 60_000

export function createSessionServices(options: SessionServicesOptions): SessionServices {
  const { config: { session, oauth: { timeout } }, sealer, oauth, storages, openedCookies, sharedTokens, log } = options
  const { storage, lock } = storages
  const gracePeriod = session.gracePeriod * 1000
  // The coordinator's signal limits the request; its callers may time out earlier.
  const sendToken: SendRefreshToken = (refreshToken, { signal, onBehalfOf }) => oauth.refresh(refreshToken, { signal, timeout: 0, onBehalfOf })
  const onRefreshed = createPublicClientWarning(options.config.oauth, oauth, log)
  const requestTokens = onRefreshed ? withListener(sendToken, onRefreshed) : sendToken
  const isCookie = session.store === 'cookie'
  const spent = createSpentTokens(storage ? { storage } : {})
  const sameToken = isCookie && sharedTokens
    ? createSameTokenRefresh({ refresh: requestTokens, spent, sealer, gracePeriod, onRotated: createRotationWarning(oauth, log) })
    : undefined
  const refresh: SendRefreshToken = sameToken?.refresh ?? ((refreshToken, request) => spent.observe(refreshToken, requestTokens(refreshToken, request)))
  const intents = intentsFor(storages)
  const callerTimeout = timeout > 0 ? timeout : WAIT_WITHOUT_TIMEOUT
  const store = isCookie
    ? createCookieStore({ sealer, gracePeriod, maxAge: session.maxAge, ...(openedCookies ? { openedCookies } : {}), ...(storage ? { shared: storage } : {}) })
    : createStorageStore({ sealer, storage: storage ?? createMemoryStorage(session.maxAge), lock, maxAge: session.maxAge, sharedTokens, onUnreadable: createUnreadableWarning(log) })
  const coordinator = createRefreshCoordinator({
    refresh,
    store,
    lock,
    intents,
    callerTimeout,
    minInterval: known => minRefreshInterval(known, session.minRefreshInterval === undefined ? undefined : session.minRefreshInterval * 1000),
    withoutStorage: session.refreshWithoutStorage,
    continuesAfterResponse: options.continuesAfterResponse,
    onOrphaned(orphan, replaced, isLate) {
      if (replaced !== orphan.refreshToken) void spent.note(replaced)
      options.onOrphaned(orphan, isLate)
    },
    ...(options.measure ? { measure: options.measure } : {}),
    log,
  })
  return {
    store,
    coordinator,
    revoke: createTokenRevocation({ oauth, refresh, spent, intents, store, timeout: callerTimeout, onLate: options.onOrphaned }),
    ...(sameToken ? { successorsOf: sameToken.successorsOf } : {}),
  }
}

/** @param onRefreshed gets the tokens of each refresh. */
function withListener(refresh: SendRefreshToken, onRefreshed: (tokens: OAuthUserTokenResponse) => void): SendRefreshToken {
  return async (...args) => {
    const tokens = await refresh(...args)
    onRefreshed(tokens)
    return tokens
  }
}

/** Intents with the scope of the lock; with any storage they survive a restart of the process. */
function intentsFor({ redis, storage }: StorageServices): RefreshIntents {
  if (redis && storage) return createRedisIntents({ redis: redis.client, prefix: redis.prefix, storage })
  return storage ? createStorageIntents(storage) : createMemoryIntents()
}
