import type { ConsolaInstance } from 'consola'
import { useStorage } from 'nitropack/runtime'
import type { SapccConfig } from '../config/types'
import type { Sealer } from '../crypto/sealer'
import type { OAuthClient } from '../oauth'
import { createRefreshCoordinator } from './refresh/coordinator'
import type { RefreshCoordinator } from './refresh/coordinator'
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
import { createPendingRevocations, GIVE_UP_AFTER } from '../auth/pending-revocations'
import { createSessionTermination } from '../auth/session-termination'
import type { SessionTermination } from '../auth/session-termination'
import { SapccConfigError, variableName } from '../config/parse-config'
import { createCookieStore } from './cookie-store'
import { describeDriver, driverSafety, hidesFailedRemovals } from '../storage/driver-safety'
import { findMount } from '../storage/mount'
import type { Mount } from '../storage/mount'
import { createMemoryStorage, createSharedStorage } from '../storage/shared-storage'
import type { SharedStorage } from '../storage/shared-storage'
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
}

/** The name of the storage mount in Nitro. */
const MOUNT = 'sapcc'

/** Beyond the authorization server's timeout, for what surrounds a refresh. Milliseconds. */
const LOCK_MARGIN = 5000

/**
 * Looks at the mounts as they are at this moment.
 *
 * @throws SapccConfigError in production, for a driver that cannot keep sessions.
 */
export function createSessionKeeping(options: SessionKeepingOptions): SessionKeeping {
  const { config: { session, oauth: oauthConfig, signIn }, sealer, log, oauth } = options
  const mount = safeMount(findMount(useStorage(), MOUNT), session.store, log)
  const maxWait = oauthConfig.timeout + LOCK_MARGIN

  const storage = mount && createSharedStorage(mount.storage, MOUNT, {
    ...(mount.redis ? { connection: mount.redis.client } : {}),
    verifyRemoval: hidesFailedRemovals(mount.driver),
    onDown: error => log.error(`The storage mount \`${MOUNT}\` gives no answer; no session is lost, but none is renewed until it is back.`, error),
    onUp: () => log.info(`The storage mount \`${MOUNT}\` is back.`),
    onWriteRefused: error => log.error(`The storage mount \`${MOUNT}\` takes no writes; sessions go on with the tokens they have, but nobody can sign in or out until it does.`, error),
  })
  const lock = lockFor(mount, storage, maxWait)
  const consumedLogins = createConsumedLogins({
    ttl: CONSUMED_LOGIN_TTL,
    ...(mount?.redis && storage ? { shared: { redis: mount.redis.client, prefix: mount.redis.prefix, storage } } : {}),
  })
  const ownCounts = createAttemptCounts(createMemoryStorage(signIn.window), () => Math.round(systemClock.monotonic()))
  const signInLimit = createSignInLimit({ config: signIn, password: session.passwords[0], counts: countsFor(mount, storage) ?? ownCounts, fallback: ownCounts, log })

  const refresh = async (refreshToken: string) => await oauth.refresh(refreshToken)
  // Only the legacy generation gives one pair of tokens to several sign-ins.
  const sharedTokens = oauthConfig.pkceSupported !== true

  function complete(store: SessionStore, refresh: RefreshTokens): SessionKeeping {
    const coordinator = createRefreshCoordinator({ refresh, store, lock, log })
    const { pending, ...termination } = createSessionTermination({
      store,
      coordinator,
      revoke: oauth.revoke,
      sharedTokens,
      log,
      pending: revoke => createPendingRevocations({ sealer, storage: storage ?? createMemoryStorage(GIVE_UP_AFTER / 1000), lock, revoke, log }),
    })
    // What another process could not revoke, or this one before it was restarted.
    pending.start()
    return { store, coordinator, termination, consumedLogins, signInLimit }
  }

  if (session.store === 'cookie') {
    const gracePeriod = session.gracePeriod * 1000
    const store = createCookieStore({ sealer, gracePeriod, maxAge: session.maxAge, ...(storage ? { shared: storage } : {}) })
    if (!sharedTokens) return complete(store, refresh)
    return complete(store, createSharedRefresh({ refresh, sealer, gracePeriod, onRotated: warnOnce(oauth, log) }))
  }

  if (!mount && !import.meta.dev) {
    log.warn(`NUXT_SAPCC_SESSION_STORE is "storage", but nothing is mounted as \`${MOUNT}\`: sessions are kept in this process's memory, end with it, and no other instance knows them. Mount one, for example nitro.storage.${MOUNT} with the driver "redis".`)
  }
  const store = createStorageStore({ sealer, storage: storage ?? createMemoryStorage(session.maxAge), lock, maxAge: session.maxAge, sharedTokens })
  return complete(store, refresh)
}

/** @returns `undefined` also for a mount that sessions in cookies do better without. */
function safeMount(mount: Mount | undefined, store: 'cookie' | 'storage', log: ConsolaInstance): Mount | undefined {
  const safety = driverSafety(mount?.driver)
  if (!mount?.driver || !safety) return mount
  const text = describeDriver(MOUNT, mount.driver, safety)
  if (safety.verdict === 'refused' && store === 'storage' && !import.meta.dev) {
    throw new SapccConfigError([{ variable: variableName('session.store'), problem: `is "storage", but cannot be with this mount. ${text}` }])
  }
  const isUnused = safety.verdict === 'refused' && store === 'cookie'
  // A development server may well keep sessions in memory or in files.
  if (!import.meta.dev || safety.verdict === 'refused') log.warn(isUnused ? `${text} With sessions in cookies it is not used.` : text)
  return isUnused ? undefined : mount
}

/** Two devices with one pair of tokens are known as such by one process, for `gracePeriod`. */
function warnOnce(oauth: Pick<OAuthClient, 'isLegacy'>, log: ConsolaInstance): () => void {
  let isTold = false
  return () => {
    if (isTold || !oauth.isLegacy()) return
    isTold = true
    log.warn(`The authorization server replaces refresh tokens, and as a server of the legacy generation it may give the same ones to several devices of a customer. With sessions in cookies one device's refresh can sign out the other: set ${variableName('session.store')} to "storage".`)
  }
}

/** In Redis for all processes at once; other storages at least outlive the process. */
function countsFor(mount: Mount | undefined, storage: SharedStorage | undefined): AttemptCounts | undefined {
  if (mount?.redis && storage) return createRedisCounts(mount.redis.client, storage, mount.redis.prefix)
  return storage && createAttemptCounts(storage)
}

/** With Redis for all processes that share it. */
function lockFor(mount: Mount | undefined, storage: SharedStorage | undefined, maxWait: number): RefreshLock {
  if (!mount?.redis || !storage) return createLocalLock({ maxWait })
  return createRedisLock({ redis: mount.redis.client, prefix: mount.redis.prefix, storage, maxWait })
}
