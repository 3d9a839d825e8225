import type { ConsolaInstance } from 'consola'
import type { SapccConfig } from '../config/types'
import type { Sealer } from '../crypto/sealer'
import type { OAuthClient } from '../oauth'
import { createMemoryStorage } from '../storage/shared-storage'
import type { StorageServices } from '../storage/storage-services'
import { createCookieStore } from './cookie-store'
import { createRefreshCoordinator } from './refresh/coordinator'
import type { RefreshCoordinator } from './refresh/coordinator'
import { createMemoryIntents, createStorageIntents } from './refresh/intents'
import type { RefreshIntents } from './refresh/intents'
import { createRedisIntents } from './refresh/redis-intents'
import { minRefreshInterval } from './refresh/refresh-interval'
import { createRotationWarning } from './rotation-warning'
import type { Session } from './session'
import { createSharedRefresh, createSharedRevocation } from './shared-refresh'
import type { RefreshTokens } from './shared-refresh'
import { createStorageStore } from './storage-store'
import type { SessionStore } from './store'

/** How this shop keeps its sessions. */
export interface SessionServices {
  store: SessionStore
  coordinator: RefreshCoordinator
  /** Revokes tokens; where that takes a refresh, it is one with those of the sessions that have the same tokens. */
  revoke: OAuthClient['revoke']
}

/** Options of {@link createSessionServices}. */
export interface SessionServicesOptions {
  config: Pick<SapccConfig, 'session' | 'oauth'>
  sealer: Sealer
  oauth: Pick<OAuthClient, 'refresh' | 'revoke' | 'isLegacy'>
  storages: StorageServices
  /** Whether the authorization server may give one pair of tokens to several sessions. */
  sharedTokens: boolean
  /** New tokens of a session that ended while they were requested, to be revoked. */
  onOrphaned: (session: Session) => void
  /** See `RefreshCoordinatorOptions`. */
  outlivesAnswer: boolean
  log: ConsolaInstance
}

/** `oauth.timeout` 0 stands for a minute. Milliseconds. */
const NO_TIMEOUT = 60_000

export function createSessionServices(options: SessionServicesOptions): SessionServices {
  const { config: { session, oauth: { timeout } }, sealer, oauth, storages, sharedTokens, log } = options
  const { storage, lock } = storages
  const gracePeriod = session.gracePeriod * 1000
  // The coordinator's signal is the limit: its callers may have given up long before.
  const requestTokens: RefreshTokens = (refreshToken, { signal }) => oauth.refresh(refreshToken, { signal, timeout: 0 })
  const isCookie = session.store === 'cookie'
  const sharedRefresh = isCookie && sharedTokens
    ? createSharedRefresh({ refresh: requestTokens, sealer, gracePeriod, onRotated: createRotationWarning(oauth, log) })
    : undefined
  const callerTimeout = timeout > 0 ? timeout : NO_TIMEOUT
  const store = isCookie
    ? createCookieStore({ sealer, gracePeriod, maxAge: session.maxAge, ...(storage ? { shared: storage } : {}) })
    : createStorageStore({ sealer, storage: storage ?? createMemoryStorage(session.maxAge), lock, maxAge: session.maxAge, sharedTokens })
  const coordinator = createRefreshCoordinator({
    refresh: sharedRefresh ?? requestTokens,
    store,
    lock,
    intents: intentsFor(storages),
    callerTimeout,
    minInterval: known => minRefreshInterval(known, session.minRefreshInterval === undefined ? undefined : session.minRefreshInterval * 1000),
    withoutStorage: session.refreshWithoutStorage,
    outlivesAnswer: options.outlivesAnswer,
    onOrphaned: options.onOrphaned,
    log,
  })
  return { store, coordinator, revoke: sharedRefresh ? createSharedRevocation(oauth, sharedRefresh, callerTimeout) : oauth.revoke }
}

/** As wide as the lock, and where there is a storage of whichever kind, known to the process after this one. */
function intentsFor({ redis, storage }: StorageServices): RefreshIntents {
  if (redis && storage) return createRedisIntents({ redis: redis.client, prefix: redis.prefix, storage })
  return storage ? createStorageIntents(storage) : createMemoryIntents()
}
