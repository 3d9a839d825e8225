import type { ConsolaInstance } from 'consola'
import { useStorage } from 'nitropack/runtime'
import type { SapccConfig } from '../config/types'
import type { Sealer } from '../crypto/sealer'
import type { OAuthUserTokenResponse } from '../../sdk/token'
import type { OAuthRequestOptions } from '../oauth'
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
import { createCookieStore } from './cookie-store'
import { findMount } from '../storage/mount'
import type { Mount } from '../storage/mount'
import { createMemoryStorage, createSharedStorage } from '../storage/shared-storage'
import type { SharedStorage } from '../storage/shared-storage'
import type { Session } from './session'
import { createStorageStore } from './storage-store'
import type { SessionStore } from './store'
import { systemClock } from '../time/clock'

/** How this shop keeps its sessions, put together from its configuration and its storage mount. */
export interface SessionKeeping {
  store: SessionStore
  coordinator: RefreshCoordinator
  consumedLogins: ConsumedLogins
  signInLimit: SignInLimit
}

/** Options of {@link createSessionKeeping}. */
export interface SessionKeepingOptions {
  config: SapccConfig
  sealer: Sealer
  log: ConsolaInstance
  refresh: (refreshToken: string, options: OAuthRequestOptions) => Promise<OAuthUserTokenResponse>
  /** See `RefreshCoordinatorOptions`. */
  onOrphaned?: (session: Session) => void
  outlivesAnswer?: boolean
}

/** The name of the storage mount in Nitro. */
const MOUNT = 'sapcc'

/** `oauth.timeout` 0 stands for a minute. Milliseconds. */
const NO_TIMEOUT = 60_000

/** Looks at the mounts as they are at this moment. */
export function createSessionKeeping(options: SessionKeepingOptions): SessionKeeping {
  const { config: { session, oauth, signIn }, sealer, log } = options
  const mount = findMount(useStorage(), MOUNT)

  const storage = mount && createSharedStorage(mount.storage, MOUNT, {
    ...(mount.redis ? { connection: mount.redis.client } : {}),
    onDown: error => log.error(`The storage mount \`${MOUNT}\` gives no answer; no session is lost, but none is renewed until it is back.`, error),
    onUp: () => log.info(`The storage mount \`${MOUNT}\` is back.`),
  })
  const lock = lockFor(mount, storage)
  const consumedLogins = createConsumedLogins({
    ttl: CONSUMED_LOGIN_TTL,
    ...(mount?.redis && storage ? { shared: { redis: mount.redis.client, prefix: mount.redis.prefix, storage } } : {}),
  })
  const ownCounts = createAttemptCounts(createMemoryStorage(signIn.window), () => Math.round(systemClock.monotonic()))
  const signInLimit = createSignInLimit({ config: signIn, password: session.passwords[0], counts: countsFor(mount, storage) ?? ownCounts, fallback: ownCounts, log })

  const coordinatorOf = (store: SessionStore) => createRefreshCoordinator({
    // The coordinator's signal is the limit: its callers may have given up long before.
    refresh: (refreshToken, { signal }) => options.refresh(refreshToken, { signal, timeout: 0 }),
    store,
    lock,
    // With cookies and a storage that is no Redis, the sessions do not depend on it.
    intents: intentsFor(mount, session.store === 'storage' || mount?.redis ? storage : undefined),
    callerTimeout: oauth.timeout > 0 ? oauth.timeout : NO_TIMEOUT,
    minInterval: known => minRefreshInterval(known, session.minRefreshInterval === undefined ? undefined : session.minRefreshInterval * 1000),
    withoutStorage: session.refreshWithoutStorage,
    log,
    ...(options.onOrphaned ? { onOrphaned: options.onOrphaned } : {}),
    ...(options.outlivesAnswer === undefined ? {} : { outlivesAnswer: options.outlivesAnswer }),
  })

  if (session.store === 'cookie') {
    const store = createCookieStore({ sealer, gracePeriod: session.gracePeriod * 1000, ...(mount?.redis && storage ? { shared: storage } : {}) })
    return { store, coordinator: coordinatorOf(store), consumedLogins, signInLimit }
  }

  if (!mount && !import.meta.dev) {
    log.warn(`NUXT_SAPCC_SESSION_STORE is "storage", but nothing is mounted as \`${MOUNT}\`: sessions are kept in this process's memory, end with it, and no other instance knows them. Mount one, for example nitro.storage.${MOUNT} with the driver "redis".`)
  }
  const store = createStorageStore({ sealer, storage: storage ?? createMemoryStorage(session.maxAge), lock, maxAge: session.maxAge })
  return { store, coordinator: coordinatorOf(store), consumedLogins, signInLimit }
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
