import { describe, expect, it, vi } from 'vitest'
import { createCookieStore } from '../../../src/runtime/server/session/cookie-store'
import { createRefreshCoordinator } from '../../../src/runtime/server/session/refresh/coordinator'
import { createStorageIntents } from '../../../src/runtime/server/session/refresh/intents'
import { createRedisIntents } from '../../../src/runtime/server/session/refresh/redis-intents'
import { sessionFromTokens } from '../../../src/runtime/server/session/session'
import type { Session } from '../../../src/runtime/server/session/session'
import { createSameTokenRefresh } from '../../../src/runtime/server/session/same-token-refresh'
import { createStorageStore } from '../../../src/runtime/server/session/storage-store/storage-store'
import { createLocalLock } from '../../../src/runtime/server/storage/lock'
import { createSharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import { breakableStorage, legacyServer, sealer } from './tokens'

const MAX_AGE = 3600

/** A shop with one process that refreshes without its storage, and a customer's two devices with one pair of tokens. */
async function twoDevices(mode: 'cookie' | 'storage', intentsIn: 'redis' | 'storage', delay: number) {
  const { state, storage: raw } = breakableStorage()
  const server = legacyServer({ rotate: true, delay })
  const storage = createSharedStorage(raw, 'sapcc', { timeout: 50 })
  const local = createLocalLock()
  // As a lock in the storage would.
  const lock = { acquire: async (key: string) => await storage.withOutageDetection(async () => state.isDown ? Promise.reject(new Error('down')) : await local.acquire(key)) }
  const store = mode === 'cookie'
    ? createCookieStore({ sealer, gracePeriod: 120_000, maxAge: MAX_AGE, shared: storage })
    : createStorageStore({ sealer, storage, lock, maxAge: MAX_AGE, sharedTokens: true })
  const refresh = mode === 'cookie' ? createSameTokenRefresh({ refresh: server.refresh, sealer, gracePeriod: 120_000 }).refresh : server.refresh
  const intents = intentsIn === 'redis' ? createRedisIntents({ redis: fakeRedis(state), storage, prefix: 'x' }) : createStorageIntents(storage)
  const coordinator = createRefreshCoordinator({ refresh, store, lock, intents, withoutStorage: true })
  async function signIn(): Promise<Session> {
    const session = sessionFromTokens(server.signIn(), undefined, Date.now())
    await store.begin(session)
    await store.open(await store.cookieValue(session))
    return session
  }
  return { state, server, coordinator, devices: [await signIn(), await signIn()] as const }
}

/** As far as intents go. */
function fakeRedis(state: { isDown: boolean }) {
  const kept = new Map<string, { value: string, until: number }>()
  return {
    eval(script: string, _count: number, key = '', value = '', ttl = '') {
      if (state.isDown) return Promise.reject(new Error('connect ECONNREFUSED'))
      const known = kept.get(key)
      const left = known ? known.until - Date.now() : -2
      if (script.includes('\'del\'')) return Promise.resolve(known?.value === value ? Number(kept.delete(key)) : 0)
      if (!script.includes('\'NX\'') || known) return Promise.resolve(left)
      kept.set(key, { value, until: Date.now() + Number(ttl) })
      return Promise.resolve(-1)
    },
  }
}

const outcomes = async (refreshes: Promise<Session>[]) => (await Promise.allSettled(refreshes)).map(({ status }) => status)

describe.each(['cookie', 'storage'] as const)('two devices with one pair, and a storage that fails, sessions in %s', (mode) => {
  it.each(['redis', 'storage'] as const)('send it once when the storage fails during the refresh (intents: %s)', async (intentsIn) => {
    const { state, server, coordinator, devices: [phone, desktop] } = await twoDevices(mode, intentsIn, 400)
    const first = coordinator.refresh(phone)
    await vi.waitFor(() => expect(server.sent).toHaveLength(1), { interval: 1 })
    state.isDown = true
    expect(await outcomes([first, coordinator.refresh(desktop)])).toEqual(['fulfilled', 'fulfilled'])
    expect(server.sent).toEqual(['refresh-0'])
    state.isDown = false
  }, 20_000)

  it.each(['redis', 'storage'] as const)('send it once when the storage is back during the refresh (intents: %s)', async (intentsIn) => {
    const { state, server, coordinator, devices: [phone, desktop] } = await twoDevices(mode, intentsIn, 1500)
    state.isDown = true
    const first = coordinator.refresh(phone)
    await vi.waitFor(() => expect(server.sent).toHaveLength(1), { interval: 1 })
    state.isDown = false
    await new Promise(resolve => setTimeout(resolve, 400))
    expect(await outcomes([first, coordinator.refresh(desktop)])).toEqual(['fulfilled', 'fulfilled'])
    expect(server.sent).toEqual(['refresh-0'])
  }, 20_000)
})
