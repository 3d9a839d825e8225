import { describe, expect, it, vi } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { createCookieStore } from '../../../src/runtime/server/session/cookie-store'
import { createRefreshCoordinator } from '../../../src/runtime/server/session/refresh/coordinator'
import { createMemoryIntents, createStorageIntents } from '../../../src/runtime/server/session/refresh/intents'
import type { RefreshIntents } from '../../../src/runtime/server/session/refresh/intents'
import type { SendRefreshToken } from '../../../src/runtime/server/session/same-token-refresh'
import type { Session } from '../../../src/runtime/server/session/session'
import { createStorageStore } from '../../../src/runtime/server/session/storage-store/storage-store'
import { createLocalLock } from '../../../src/runtime/server/storage/lock'
import { createSharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import type { SharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import { storageUnavailable } from '../../../src/runtime/server/storage/storage-unavailable'
import { breakableStorage, newSession, rotatingServer, sealer } from './tokens'
import { eventually } from '../eventually'

const unavailable = { status: 503, data: { type: 'TokenRefreshUnavailableError' } }

/** Longer than the storage is left alone after a failure. */
const pause = () => new Promise(resolve => setTimeout(resolve, 300))

/** Processes on one storage, one after the other: each with its own memory. */
function setting(mode: 'cookie' | 'storage', options: { withoutStorage?: boolean } = {}) {
  const { state, inner, storage: raw } = breakableStorage()
  const server = rotatingServer()
  const time = { now: Date.now() }
  const clock = { now: () => time.now, monotonic: () => performance.now() }
  function start(refresh: SendRefreshToken = server.refresh, more: { onOrphaned?: (session: Session, sent: string, isLate: boolean) => void } = {}) {
    const storage = createSharedStorage(raw, 'sapcc', { timeout: 50 })
    const lock = createLocalLock()
    // As a lock in the storage would.
    const sharedLock = { acquire: async (key: string) => await storage.withOutageDetection(async () => state.isDown ? Promise.reject(new Error('down')) : await lock.acquire(key)) }
    const store = mode === 'cookie'
      ? createCookieStore({ sealer, gracePeriod: 120_000, shared: storage })
      : createStorageStore({ sealer, storage, lock: sharedLock, maxAge: 3600 })
    const coordinator = createRefreshCoordinator({ refresh, store, lock: sharedLock, intents: createStorageIntents(storage, clock), ...options, ...more })
    return { store, coordinator, storage }
  }
  return { state, inner, server, time, start }
}

const current = async (opened: unknown) => (await opened as { current: Session | undefined }).current

describe.each(['cookie', 'storage'] as const)('a storage that is not available, sessions in %s', (mode) => {
  it('lets nothing be renewed, and the session goes on with the tokens it has', async () => {
    const { state, server, start } = setting(mode)
    const { store, coordinator } = start()
    const session = newSession()
    await store.begin(session)
    state.isDown = true
    for (let call = 0; call < 3; call++) {
      await expect(coordinator.refresh(session)).rejects.toMatchObject({ ...unavailable, data: { retryAfter: expect.any(Number) } })
      expect(await coordinator.resolve(session)).toEqual(session)
    }
    expect(server.sent).toEqual([])
    state.isDown = false
    await pause()
    expect(await coordinator.refresh(session)).toMatchObject({ accessToken: 'access-1' })
  })

  it('ends a session whose refresh token was refused meanwhile as soon as it is back, so that this is not sent again', async () => {
    const { state, start } = setting(mode)
    const { store, coordinator } = start(() => {
      state.isDown = true
      return Promise.reject(new SapccError('no', { status: 401, data: { type: 'invalid_grant' } }))
    })
    const session = newSession()
    await store.begin(session)
    await expect(coordinator.refresh(session)).rejects.toMatchObject({ status: 401, data: { type: 'invalid_grant' } })
    state.isDown = false
    await vi.waitFor(async () => {
      const next = start()
      expect(await current(next.store.open(await next.store.cookieValue(session)))).toBeUndefined()
    }, 4000)
    expect(await coordinator.drain(2000)).toBe(true)
  })

  it.each([false, true])('has new tokens revoked when it is back, if another process has ended the session; allowed to refresh without it: %s', async (withoutStorage) => {
    const { state, start } = setting(mode, { withoutStorage })
    const onOrphaned = vi.fn()
    const elsewhere = start()
    const { store, coordinator } = start(async () => {
      await elsewhere.store.end(session)
      state.isDown = true
      return { access_token: 'access-1', refresh_token: 'refresh-1', token_type: 'bearer', expires_in: 300, scope: 'basic' }
    }, { onOrphaned })
    const session = newSession()
    await store.begin(session)
    await coordinator.refresh(session)
    expect(onOrphaned).not.toHaveBeenCalled()
    state.isDown = false
    await vi.waitFor(() => expect(onOrphaned).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ accessToken: 'access-1', refreshToken: 'refresh-1' }), 'refresh-0', true), 4000)
    expect(await coordinator.drain(2000)).toBe(true)
  })

  it('leaves new tokens alone where this process cannot open what another one has written with a newer password', async () => {
    const { state, inner, start } = setting(mode)
    const onOrphaned = vi.fn()
    const { store, coordinator } = start(async () => {
      state.isDown = true
      for (const key of await inner.getKeys()) if (mode === 'storage') await inner.setItem(key, '1.sealed-by-another-process')
      return { access_token: 'access-1', refresh_token: 'refresh-1', token_type: 'bearer', expires_in: 300, scope: 'basic' }
    }, { onOrphaned })
    const session = newSession()
    await store.begin(session)
    await coordinator.refresh(session)
    state.isDown = false
    await coordinator.drain(2000)
    expect(onOrphaned).not.toHaveBeenCalled()
  })

  it('is waited for by the platform until it has the new tokens, when a function would stop after the response', async () => {
    const { state, start } = setting(mode)
    const { store, coordinator } = start(() => {
      state.isDown = true
      return Promise.resolve({ access_token: 'access-1', refresh_token: 'refresh-1', token_type: 'bearer', expires_in: 300, scope: 'basic' })
    })
    const session = newSession()
    await store.begin(session)
    const works: Promise<unknown>[] = []
    await coordinator.refresh(session, undefined, { keepAlive: work => void works.push(work) })
    let isDone = false
    const done = Promise.all(works).then(() => void (isDone = true))
    await pause()
    // Tokens in cookies travel with the response.
    expect(isDone).toBe(mode === 'cookie')
    state.isDown = false
    await done
    const next = start()
    if (mode === 'storage') expect(await current(next.store.open(await next.store.cookieValue(session)))).toMatchObject({ accessToken: 'access-1' })
    expect(await coordinator.drain(2000)).toBe(true)
  })

  it('leaves new tokens alone that the session has when it is back', async () => {
    const { state, start } = setting(mode)
    const onOrphaned = vi.fn()
    const { store, coordinator } = start(() => {
      state.isDown = true
      return Promise.resolve({ access_token: 'access-1', refresh_token: 'refresh-1', token_type: 'bearer', expires_in: 300, scope: 'basic' })
    }, { onOrphaned })
    const session = newSession()
    await store.begin(session)
    await coordinator.refresh(session)
    state.isDown = false
    expect(await coordinator.drain(4000)).toBe(true)
    const next = start()
    expect(await current(next.store.open(await next.store.cookieValue(session)))).toMatchObject({ accessToken: 'access-1' })
    expect(onOrphaned).not.toHaveBeenCalled()
  })

  it('does not prevent renewals in a shop with one process that allows them, and is told of them later', async () => {
    const { state, server, start } = setting(mode, { withoutStorage: true })
    const { store, coordinator } = start()
    const session = newSession()
    await store.begin(session)
    state.isDown = true
    const renewed = await Promise.all(Array.from({ length: 10 }, () => coordinator.refresh(session)))
    expect(new Set(renewed.map(({ accessToken }) => accessToken))).toEqual(new Set(['access-1']))
    const second = await coordinator.refresh(renewed[0]!)
    expect(second.accessToken).toBe('access-2')
    expect(server.sent).toEqual(['refresh-0', 'refresh-1'])
    state.isDown = false
    await vi.waitFor(async () => {
      const next = start()
      expect(await current(next.store.open(await next.store.cookieValue(session)))).toMatchObject({ accessToken: 'access-2' })
    }, 4000)
    expect(await coordinator.drain(2000)).toBe(true)
  })

  it('does not make an intent block that was written although it seemed to fail', async () => {
    const { inner, server, start } = setting(mode)
    const { store, storage } = start()
    const session = newSession()
    await store.begin(session)
    let fails = 1
    const slow: SharedStorage = {
      ...storage,
      set: async (key, value, ttl) => {
        await storage.set(key, value, ttl)
        if (fails-- > 0) throw storageUnavailable(new Error('no answer in time'))
      },
    }
    const coordinator = createRefreshCoordinator({ refresh: server.refresh, store, intents: createStorageIntents(slow) })
    await expect(coordinator.refresh(session)).rejects.toMatchObject(unavailable)
    await eventually(async () => expect((await inner.getKeys()).filter(key => key.includes('intent:'))).toEqual([]))
    expect(await coordinator.refresh(session)).toMatchObject({ accessToken: 'access-1' })
    expect(server.sent).toEqual(['refresh-0'])
  })

  it('tells a process what the one before it had sent when it was killed', async () => {
    const { inner, time, server, start } = setting(mode)
    const killed = start(() => new Promise(() => undefined))
    const session = newSession()
    await killed.store.begin(session)
    void killed.coordinator.refresh(session, undefined, { reason: 'expires-soon' }).catch(() => undefined)
    await eventually(async () => expect((await inner.getKeys()).some(key => key.includes('intent:'))).toBe(true))
    const [intent] = (await inner.getKeys()).filter(key => key.includes('intent:'))
    expect(String(await inner.getItem(intent!))).not.toContain('refresh-0')

    const { coordinator } = start()
    await expect(coordinator.refresh(session, undefined, { reason: 'expires-soon' })).rejects.toMatchObject({ ...unavailable, data: { retryAfter: expect.any(Number) } })
    expect(await coordinator.resolve(session)).toEqual(session)
    // A clock that steps back does not make it last longer.
    time.now -= 100_000
    const stepped = start()
    expect(await stepped.coordinator.refresh(session)).toMatchObject({ accessToken: 'access-1' })
    expect(server.sent).toEqual(['refresh-0'])
  })
})

describe('an intent', () => {
  const of = { key: 'session:a', generation: 0 }
  const use = { of, refreshToken: 'refresh-0' }

  it.each<[string, (now: () => number) => RefreshIntents]>([
    ['in memory', now => createMemoryIntents(now)],
    ['in a storage', (now) => {
      const { storage } = breakableStorage()
      return createStorageIntents(createSharedStorage(storage, 'sapcc'), { now, monotonic: now })
    }],
  ])('blocks one use of one token for a minute, unless it is cleared (%s)', async (_name, create) => {
    let time = 1_000_000
    const intents = create(() => time)
    const first = await intents.begin(use)
    expect(first).toHaveProperty('clear')
    time += 20_000
    expect(await intents.begin(use)).toEqual({ retryAfterMs: 40_000 })
    expect(await intents.remaining(use)).toBe(40_000)
    for (const other of [{ ...use, of: { ...of, generation: 1 } }, { ...use, refreshToken: 'refresh-1' }, { ...use, of: { ...of, key: 'session:b' } }, { refreshToken: 'refresh-0' }]) {
      expect(await intents.remaining(other)).toBe(0)
      expect(await intents.begin(other)).toHaveProperty('clear')
    }
    time += 40_000
    expect(await intents.remaining(use)).toBe(0)
    const second = await intents.begin(use)
    if ('clear' in second) await second.clear()
    expect(await intents.remaining(use)).toBe(0)
    expect(await intents.begin(use)).toHaveProperty('clear')
  })
})
