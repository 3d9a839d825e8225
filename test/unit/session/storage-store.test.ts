import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createSealer } from '../../../src/runtime/server/crypto/sealer'
import { sessionFromTokens } from '../../../src/runtime/server/session/session'
import type { Session } from '../../../src/runtime/server/session/session'
import { createRefreshCoordinator } from '../../../src/runtime/server/session/refresh/coordinator'
import { createLocalLock } from '../../../src/runtime/server/storage/lock'
import { createMemoryStorage, createSharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import type { SessionStore } from '../../../src/runtime/server/session/session-store'
import { OUTAGE_CACHE, createStorageStore } from '../../../src/runtime/server/session/storage-store/storage-store'
import { breakableStorage, newSession, rotatingServer, sealer, tokens } from './tokens'

const MAX_AGE = 3600

function setting(now: () => number = Date.now) {
  const { state, inner, storage: raw } = breakableStorage()
  const storage = createSharedStorage(raw, 'sapcc', { timeout: 50, now })
  const lock = createLocalLock()
  const store = createStorageStore({ sealer, storage, lock, maxAge: MAX_AGE, now })
  const server = rotatingServer()
  return { state, inner, store, lock, server, coordinator: createRefreshCoordinator({ refresh: server.refresh, store, lock, now }) }
}

async function currentOf(store: SessionStore, cookie: string): Promise<Session | undefined> {
  const opened = await store.open(cookie)
  return opened === 'unreadable' ? undefined : opened.current
}

const unavailable = { status: 503, data: { type: 'SessionStoreUnavailableError' } }

/** Longer than the storage is left alone after a failure. */
const pause = () => new Promise(resolve => setTimeout(resolve, 300))

describe('createStorageStore', () => {
  it('gives the browser a random id and keeps nothing readable', async () => {
    const { store, inner } = setting()
    const session = newSession()
    await store.begin(session)
    const cookie = await store.cookieValue(session)
    // 256 bits, base64url.
    expect(cookie).toMatch(/^[\w-]{43}$/)
    const keys = await inner.getKeys()
    const everything = JSON.stringify([keys, await Promise.all(keys.map(key => inner.getItem(key)))])
    expect(keys).toHaveLength(1)
    for (const secret of [cookie, 'access-0', 'refresh-0']) expect(everything).not.toContain(secret)
    expect(await currentOf(store, cookie)).toEqual(session)
  })

  it('has a new id for each sign-in', () => {
    expect(new Set(Array.from({ length: 100 }, () => newSession().id)).size).toBe(100)
  })

  it('answers an old cookie with the newest tokens, for good', async () => {
    let now = 1_000_000
    const { store, coordinator } = setting(() => now)
    const session = newSession(now)
    await store.begin(session)
    // The response that tells the browser never arrives: its cookie is the same anyway.
    await coordinator.refresh(session)
    now += 30 * 60 * 1000
    expect(await currentOf(store, session.id)).toMatchObject({ accessToken: 'access-1', generation: 1 })
    expect(await coordinator.refresh(session)).toMatchObject({ generation: 1 })
  })

  it('refuses a retired id', async () => {
    const { store, coordinator, server } = setting()
    const session = newSession()
    await store.begin(session)
    await coordinator.end(session)
    expect(await currentOf(store, session.id)).toBeUndefined()
    await expect(coordinator.refresh(session)).rejects.toMatchObject({ status: 401, data: { type: 'SessionEndedError' } })
    // A refresh that is told of late does not bring it back.
    expect(await coordinator.resolve(sessionFromTokens(tokens(1), session, Date.now()))).toBeUndefined()
    expect(server.sent).toEqual([])
  })

  it.each(['', 'x', '1.c2VhbGVk', 'a'.repeat(44), '../../../../etc/passwd', `${'a'.repeat(42)}:`])('takes %j for no cookie of its own', async (cookie) => {
    expect(await setting().store.open(cookie)).toBe('unreadable')
  })

  it('knows no id that it did not make', async () => {
    expect(await setting().store.open('a'.repeat(43))).toEqual({ sent: undefined, current: undefined, ending: 'ended' })
  })

  it('accepts no record under another key', async () => {
    const { store, inner } = setting()
    const [victim, attacker] = [newSession(), newSession()]
    await store.begin(victim)
    const [record] = await inner.getKeys()
    const sealed = await inner.getItem(record!)
    await store.begin(attacker)
    const own = (await inner.getKeys()).find(key => key !== record)
    await inner.setItem(own!, sealed)
    expect(await currentOf(store, attacker.id)).toBeUndefined()
  })

  it('reads a record again that it met half written', async () => {
    const { inner } = setting()
    const session = newSession()
    let isTorn = false
    const torn = {
      getItem: (async (key: string) => {
        const value = await inner.getItem<string>(key)
        const read = isTorn && value ? value.slice(0, 40) : value
        isTorn = false
        return read
      }) as typeof inner.getItem,
      setItem: inner.setItem.bind(inner) as typeof inner.setItem,
      removeItem: inner.removeItem.bind(inner) as typeof inner.removeItem,
    }
    const store = createStorageStore({ sealer, storage: createSharedStorage(torn, 'sapcc'), lock: createLocalLock(), maxAge: MAX_AGE })
    await store.begin(session)
    isTorn = true
    expect(await currentOf(store, session.id)).toEqual(session)
  })

  it('says nothing of a session that was sealed with a password which this process does not have', async () => {
    const { store, inner } = setting()
    const onUnreadable = vi.fn()
    const stranger = createStorageStore({ sealer: createSealer(['another password of more than thirty-two characters']), storage: createSharedStorage(inner, 'sapcc'), lock: createLocalLock(), maxAge: MAX_AGE, onUnreadable })
    const session = newSession()
    await store.begin(session)
    await store.users?.assign(session, 'jane')
    expect(await stranger.open(session.id)).toBe('unreadable')
    expect(onUnreadable).toHaveBeenCalledTimes(1)
    await expect(stranger.newest(session, 'may-be-stale')).rejects.toMatchObject({ status: 503 })
    // A refresh there cannot go on with it.
    expect(await stranger.newest(session, 'current')).toBeUndefined()
    // Nothing was written.
    expect(await currentOf(store, session.id)).toMatchObject({ accessToken: 'access-0' })
  })

  it('does not list such a session, and lists the others', async () => {
    const { inner } = setting()
    const [older, both, newer] = [['old'], ['new', 'old'], ['new']].map(words => createStorageStore({
      sealer: createSealer(words.map(word => `the ${word} password of more than thirty-two characters`)),
      storage: createSharedStorage(inner, 'sapcc'),
      lock: createLocalLock(),
      maxAge: MAX_AGE,
    })) as [SessionStore, SessionStore, SessionStore]
    const [left, current] = [newSession(), newSession()]
    await older.begin(left)
    await newer.begin(current)
    await newer.users?.assign(current, 'jane')
    await both.users?.assign(left, 'jane')
    expect((await both.users?.list('jane'))?.map(({ id }) => id).sort()).toEqual([left.id, current.id].sort())
    // Written once more by a process that has the old password alone.
    await older.begin(left)
    expect((await newer.users?.list('jane'))?.map(({ id }) => id)).toEqual([current.id])
  })

  it('ends a session that was not used for maxAge, whatever the driver does', async () => {
    let now = 1_000_000
    const { store, coordinator } = setting(() => now)
    const session = newSession(now)
    await store.begin(session)
    now += MAX_AGE * 1000 - 1
    const renewed = await coordinator.refresh(session)
    const idle = newSession(now)
    await store.begin(idle)
    now += MAX_AGE * 1000 - 1
    expect(await currentOf(store, session.id)).toEqual(renewed)
    // Written down behind the answer.
    await pause()
    now += 1
    expect(await currentOf(store, idle.id)).toBeUndefined()
    expect(await currentOf(store, session.id)).toEqual({ ...renewed, usedAt: now - 1 })
    now += MAX_AGE * 1000 - 1
    expect(await currentOf(store, session.id)).toBeUndefined()
  })

  it('writes once that a session is used, and not for each of its calls', async () => {
    let now = 1_000_000
    const { store, inner } = setting(() => now)
    const changes: string[] = []
    await inner.watch((_event, key) => void changes.push(key))
    const session = newSession(now)
    await store.begin(session)
    expect(changes).toHaveLength(1)
    now += MAX_AGE * 1000 * 0.6
    await Promise.all(Array.from({ length: 10 }, () => currentOf(store, session.id)))
    await pause()
    for (let call = 0; call < 10; call++) await currentOf(store, session.id)
    await pause()
    expect(changes).toHaveLength(2)
  })

  it('brings nothing back when a session ends while its use is written down', async () => {
    let now = 1_000_000
    const { store, coordinator, inner } = setting(() => now)
    const session = newSession(now)
    await store.begin(session)
    now += MAX_AGE * 1000 * 0.6
    await Promise.all([currentOf(store, session.id), coordinator.end(session)])
    await pause()
    expect(await inner.getKeys()).toEqual([])
  })

  it('stands in for a mount that is missing', async () => {
    const store = createStorageStore({ sealer, storage: createMemoryStorage(MAX_AGE), lock: createLocalLock(), maxAge: MAX_AGE })
    const session = newSession()
    await store.begin(session)
    expect(await currentOf(store, session.id)).toEqual(session)
    await store.end(session)
    expect(await currentOf(store, session.id)).toBeUndefined()
  })
})

describe('a storage that is not available', () => {
  it.each(['isDown', 'hangs'] as const)('lets known sessions go on and renews nothing (%s)', async (failure) => {
    const { state, store, coordinator, server } = setting()
    const [known, unknown] = [newSession(), newSession()]
    await store.begin(known)
    await store.begin(unknown)
    const elsewhere = setting()
    state[failure] = true
    expect(await currentOf(store, known.id)).toEqual(known)
    await expect(coordinator.refresh(known)).rejects.toMatchObject({ name: 'TokenRefreshUnavailableError', status: 503 })
    expect(server.sent).toEqual([])
    // A session that it does not know gets an error, and not "signed out".
    elsewhere.state[failure] = true
    await expect(elsewhere.store.open(unknown.id)).rejects.toMatchObject(unavailable)
    await expect(store.begin(newSession())).rejects.toMatchObject(unavailable)
    await expect(coordinator.end(known)).rejects.toMatchObject(unavailable)

    state[failure] = false
    await pause()
    expect(await currentOf(store, known.id)).toEqual(known)
    expect(await currentOf(store, unknown.id)).toEqual(unknown)
    expect(await coordinator.refresh(known)).toMatchObject({ generation: 1 })
    expect(server.sent).toEqual(['refresh-0'])
  })

  it('answers at once while it is known not to be available', async () => {
    const { state, store } = setting()
    state.hangs = true
    await expect(store.open('a'.repeat(43))).rejects.toMatchObject(unavailable)
    const started = performance.now()
    for (let index = 0; index < 20; index++) await expect(store.open('a'.repeat(43))).rejects.toMatchObject(unavailable)
    expect(performance.now() - started).toBeLessThan(40)
  })

  it('forgets known sessions after a while', async () => {
    let now = 1_000_000
    const { state, store } = setting(() => now)
    const session = newSession(now)
    await store.begin(session)
    state.isDown = true
    now += OUTAGE_CACHE - 1
    expect(await currentOf(store, session.id)).toEqual(session)
    now += 1
    await expect(store.open(session.id)).rejects.toMatchObject(unavailable)
  })

  it('does not lose tokens that arrived just when it failed', async () => {
    const { state, store, inner, server, lock } = setting()
    const session = newSession()
    await store.begin(session)
    const coordinator = createRefreshCoordinator({
      store,
      lock,
      refresh: async (refreshToken) => {
        state.isDown = true
        return await server.refresh(refreshToken)
      },
    })
    const renewed = await coordinator.refresh(session)
    expect(renewed.generation).toBe(1)
    expect(await currentOf(store, session.id)).toEqual(renewed)

    state.isDown = false
    await vi.waitFor(async () => {
      const other = createStorageStore({ sealer, storage: createSharedStorage(inner, 'sapcc'), lock: createLocalLock(), maxAge: MAX_AGE })
      expect(await currentOf(other, session.id)).toEqual(renewed)
    }, 3000)
  })

  it('does not bring back a session that was ended elsewhere meanwhile', async () => {
    const { state, store, inner, lock, server } = setting()
    const session = newSession()
    await store.begin(session)
    const coordinator = createRefreshCoordinator({
      store,
      lock,
      refresh: async (refreshToken) => {
        state.isDown = true
        return await server.refresh(refreshToken)
      },
    })
    await coordinator.refresh(session)
    await inner.clear()
    state.isDown = false
    await new Promise(resolve => setTimeout(resolve, 1500))
    expect(await inner.getKeys()).toEqual([])
    expect(await currentOf(store, session.id)).toBeUndefined()
  })
})

describe('sessions by customer', () => {
  it('lists them and ends them everywhere', async () => {
    const { store, coordinator } = setting()
    const users = store.users!
    const [phone, desktop, johns] = [newSession(1000), newSession(2000), newSession(3000)]
    for (const [session, userId] of [[phone, 'Jane@example.com'], [desktop, 'jane@example.com \u0001'], [johns, 'john@example.com']] as const) {
      await store.begin(session)
      await users.assign(session, userId)
    }
    const listed = await users.list('jane@example.com')
    expect(listed.map(session => session.id)).toEqual([phone.id, desktop.id])
    const handles = await Promise.all(listed.map(session => users.handle(session)))
    expect(handles).not.toContain(phone.id)
    await expect(store.open(handles[0]!)).resolves.toEqual({ sent: undefined, current: undefined, ending: 'ended' })

    for (const session of listed) await coordinator.end(session)
    expect(await users.list('jane@example.com')).toEqual([])
    expect(await currentOf(store, phone.id)).toBeUndefined()
    expect(await users.list('john@example.com')).toHaveLength(1)
  })

  it('keeps all of several sign-ins at once', async () => {
    const { store } = setting()
    const sessions = Array.from({ length: 30 }, () => newSession())
    await Promise.all(sessions.map(async (session) => {
      await store.begin(session)
      await store.users!.assign(session, 'jane')
    }))
    expect(new Set((await store.users!.list('jane')).map(session => session.id))).toEqual(new Set(sessions.map(session => session.id)))
  })

  it('still lists a session that is used for longer than maxAge', async () => {
    let now = 1_000_000
    const { store, coordinator } = setting(() => now)
    let session = newSession(now)
    await store.begin(session)
    await store.users!.assign(session, 'jane')
    for (let hours = 0; hours < 5; hours++) {
      now += MAX_AGE * 1000 - 1
      session = await coordinator.refresh(session)
      expect((await store.users!.list('jane')).map(entry => entry.generation)).toEqual([session.generation])
    }
  })

  it('does not revive a session that ended before it was assigned', async () => {
    const { store, coordinator } = setting()
    const session = newSession()
    await store.begin(session)
    await coordinator.end(session)
    await store.users!.assign(session, 'jane')
    expect(await store.users!.list('jane')).toEqual([])
  })
})

describe('a system clock that steps', () => {
  it.each([-30_000, 30_000])('changes no duration: by %d ms', async (step) => {
    const { state, store, coordinator, server } = setting()
    const session = newSession()
    await store.begin(session)
    state.isDown = true
    await expect(coordinator.refresh(session)).rejects.toMatchObject({ status: 503 })
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    vi.setSystemTime(Date.now() + step)
    state.isDown = false
    // As long as the storage is left alone after a failure, and no longer.
    await pause()
    expect(await coordinator.refresh(session)).toMatchObject({ generation: 1 })
    expect(server.sent).toEqual(['refresh-0'])
  })
})
