import type { ConsolaInstance } from 'consola'
import { useStorage } from 'nitropack/runtime'
import type { SapccConfig } from '../config/types'
import type { Sealer } from '../crypto/sealer'
import type { OAuthClient } from '../oauth'
import { createRefreshCoordinator } from './refresh/coordinator'
import type { RefreshCoordinator } from './refresh/coordinator'
import { createMemoryIntents, createStorageIntents } from './refresh/intents'
import type { RefreshIntents } from './refresh/intents'
import { createRedisIntents } from './refresh/redis-intents'
import { minRefreshInterval } from './refresh/refresh-interval'
import { createConsumedLogins } from '../auth/redirect-login/consumed-logins'
import type { ConsumedLogins } from '../auth/redirect-login/consumed-logins'
import { CONSUMED_LOGIN_TTL } from '../auth/redirect-login/pending-login'
import { createLocalLock } from '../storage/lock'
import type { RefreshLock } from '../storage/lock'
import { createRedisLock } from '../storage/redis-lock'
import { createAttemptCounts } from '../auth/sign-in-limit/attempt-counts'
import type { AttemptCounts } from '../auth/sign-in-limit/attempt-counts'
import { createRedisCounts } from '../auth/sign-in-limit/redis-counts'
import { createSignInLimit } from '../auth/sign-in-limit/sign-in-limit'
import type { SignInLimit } from '../auth/sign-in-limit/sign-in-limit'
import { createSessionTermination } from '../auth/session-termination'
import type { SessionTermination } from '../auth/session-termination'
import { createCookieStore } from './cookie-store'
import { hidesFailedRemovals } from '../storage/driver-safety'
import { findMount } from '../storage/mount'
import type { Mount } from '../storage/mount'
import { safeMount } from '../storage/safe-mount'
import { createMemoryStorage, createSharedStorage } from '../storage/shared-storage'
import type { SharedStorage } from '../storage/shared-storage'
import { createRotationWarning } from './rotation-warning'
import { createSharedRefresh } from './shared-refresh'
import { createStorageStore } from './storage-store'
import type { SessionStore } from './store'
import type { RefreshTokens } from './shared-refresh'
import { systemClock } from '../time/clock'

/** How this shop keeps its sessions, put together from its configuration and its storage mount. */
export interface SessionKeeping {
  store: SessionStore
  coordinator: RefreshCoordinator
  termination: SessionTermination
  consumedLogins: ConsumedLogins
  signInLimit: SignInLimit
}

/** Options of {@link createSessionKeeping}. */
export interface SessionKeepingOptions {
  config: SapccConfig
  sealer: Sealer
  log: ConsolaInstance
  oauth: Pick<OAuthClient, 'refresh' | 'revoke' | 'isLegacy'>
  /** See `RefreshCoordinatorOptions`. */
  outlivesAnswer?: boolean
}

/** The name of the storage mount in Nitro. */
const MOUNT = 'sapcc'

/** `oauth.timeout` 0 stands for a minute. Milliseconds. */
const NO_TIMEOUT = 60_000

/**
 * Looks at the mounts as they are at this moment.
 *
 * @throws SapccConfigError in production, for a driver that cannot keep sessions.
 */
export function createSessionKeeping(options: SessionKeepingOptions): SessionKeeping {
  const { config: { session, oauth: oauthConfig, signIn }, sealer, log, oauth } = options
  const mount = safeMount(findMount(useStorage(), MOUNT), { name: MOUNT, store: session.store, isProduction: !import.meta.dev, log })

  const storage = mount && createSharedStorage(mount.storage, MOUNT, {
    ...(mount.redis ? { connection: mount.redis.client } : {}),
    verifyRemoval: hidesFailedRemovals(mount.driver),
    onDown: error => log.error(`The storage mount \`${MOUNT}\` gives no answer; no session is lost, but none is renewed until it is back.`, error),
    onUp: () => log.info(`The storage mount \`${MOUNT}\` is back.`),
    onWriteRefused: error => log.error(`The storage mount \`${MOUNT}\` takes no writes; sessions go on with the tokens they have, but nobody can sign in or out until it does.`, error),
  })
  const lock = lockFor(mount, storage)
  const consumedLogins = createConsumedLogins({
    ttl: CONSUMED_LOGIN_TTL,
    ...(mount?.redis && storage ? { shared: { redis: mount.redis.client, prefix: mount.redis.prefix, storage } } : {}),
  })
  const ownCounts = createAttemptCounts(createMemoryStorage(signIn.window), () => Math.round(systemClock.monotonic()))
  const signInLimit = createSignInLimit({ config: signIn, password: session.passwords[0], counts: countsFor(mount, storage) ?? ownCounts, fallback: ownCounts, log })

  // Only the legacy generation gives one pair of tokens to several sign-ins.
  const sharedTokens = oauthConfig.pkceSupported !== true
  // The coordinator's signal is the limit: its callers may have given up long before.
  const refresh: RefreshTokens = (refreshToken, { signal }) => oauth.refresh(refreshToken, { signal, timeout: 0 })

  function complete(store: SessionStore, refresh: RefreshTokens): SessionKeeping {
    const coordinator: RefreshCoordinator = createRefreshCoordinator({
      refresh,
      store,
      lock,
      intents: intentsFor(mount, storage),
      callerTimeout: oauthConfig.timeout > 0 ? oauthConfig.timeout : NO_TIMEOUT,
      minInterval: known => minRefreshInterval(known, session.minRefreshInterval === undefined ? undefined : session.minRefreshInterval * 1000),
      withoutStorage: session.refreshWithoutStorage,
      onOrphaned: orphan => void termination.revoke(orphan),
      log,
      ...(options.outlivesAnswer === undefined ? {} : { outlivesAnswer: options.outlivesAnswer }),
    })
    const termination = createSessionTermination({ store, coordinator, oauth, sharedTokens, sealer, lock, log, ...(storage ? { storage } : {}) })
    // What another process could not revoke, or this one before it was restarted.
    termination.start()
    return { store, coordinator, termination, consumedLogins, signInLimit }
  }

  if (session.store === 'cookie') {
    const gracePeriod = session.gracePeriod * 1000
    const store = createCookieStore({ sealer, gracePeriod, maxAge: session.maxAge, ...(storage ? { shared: storage } : {}) })
    if (!sharedTokens) return complete(store, refresh)
    return complete(store, createSharedRefresh({ refresh, sealer, gracePeriod, onRotated: createRotationWarning(oauth, log) }))
  }

  if (!mount && !import.meta.dev) {
    log.warn(`NUXT_SAPCC_SESSION_STORE is "storage", but nothing is mounted as \`${MOUNT}\`: sessions are kept in this process's memory, end with it, and no other instance knows them. Mount one, for example nitro.storage.${MOUNT} with the driver "redis".`)
  }
  const store = createStorageStore({ sealer, storage: storage ?? createMemoryStorage(session.maxAge), lock, maxAge: session.maxAge, sharedTokens })
  return complete(store, refresh)
}

/** In Redis for all processes at once; other storages at least outlive the process. */
function countsFor(mount: Mount | undefined, storage: SharedStorage | undefined): AttemptCounts | undefined {
  if (mount?.redis && storage) return createRedisCounts(mount.redis.client, storage, mount.redis.prefix)
  return storage && createAttemptCounts(storage)
}

/** With Redis for all processes that share it. */
function lockFor(mount: Mount | undefined, storage: SharedStorage | undefined): RefreshLock {
  if (!mount?.redis || !storage) return createLocalLock()
  return createRedisLock({ redis: mount.redis.client, prefix: mount.redis.prefix, storage })
}

/** As wide as the lock, and where there is a storage of whichever kind, known to the process after this one. */
function intentsFor(mount: Mount | undefined, storage: SharedStorage | undefined): RefreshIntents {
  if (mount?.redis && storage) return createRedisIntents({ redis: mount.redis.client, prefix: mount.redis.prefix, storage })
  return storage ? createStorageIntents(storage) : createMemoryIntents()
}
