import type { SapccConfig } from '../config/types'
import type { Sealer } from '../crypto/sealer'
import type { OAuthUserTokenResponse } from '../../sdk/token'
import type { RefreshLock } from '../storage/lock'
import type { SharedStorage } from '../storage/shared-storage'
import { createMemoryStorage } from '../storage/shared-storage'
import { createCookieStore } from './cookie-store'
import { createRefreshCoordinator } from './refresh/coordinator'
import type { RefreshCoordinator } from './refresh/coordinator'
import { createStorageStore } from './storage-store'
import type { SessionStore } from './store'

/** How this shop keeps its sessions. */
export interface SessionServices {
  store: SessionStore
  coordinator: RefreshCoordinator
}

/** Options of {@link createSessionServices}. */
export interface SessionServicesOptions {
  config: SapccConfig['session']
  sealer: Sealer
  refresh: (refreshToken: string) => Promise<OAuthUserTokenResponse>
  lock: RefreshLock
  /** What is mounted for sessions. */
  storage: SharedStorage | undefined
  /** Whether all processes see each other's writes there at once. */
  isShared: boolean
}

export function createSessionServices({ config, sealer, refresh, lock, storage, isShared }: SessionServicesOptions): SessionServices {
  const store = config.store === 'cookie'
    ? createCookieStore({ sealer, gracePeriod: config.gracePeriod * 1000, ...(isShared && storage ? { shared: storage } : {}) })
    : createStorageStore({ sealer, storage: storage ?? createMemoryStorage(config.maxAge), lock, maxAge: config.maxAge })
  return { store, coordinator: createRefreshCoordinator({ refresh, store, lock }) }
}
