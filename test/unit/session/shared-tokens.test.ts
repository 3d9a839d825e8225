import { describe, expect, it, vi } from 'vitest'
import { createCookieStore } from '../../../src/runtime/server/session/cookie-store'
import { createRefreshCoordinator } from '../../../src/runtime/server/session/refresh/coordinator'
import { createMemoryIntents } from '../../../src/runtime/server/session/refresh/intents'
import { sessionFromTokens } from '../../../src/runtime/server/session/session'
import type { Session } from '../../../src/runtime/server/session/session'
import { createSameTokenRefresh } from '../../../src/runtime/server/session/same-token-refresh'
import { createStorageStore } from '../../../src/runtime/server/session/storage-store/storage-store'
import { createLocalLock } from '../../../src/runtime/server/storage/lock'
import { createSharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import { breakableStorage, isShared, legacyServer, sealer, tokens } from './tokens'

const MAX_AGE = 3600

/** Several processes on one storage, with one lock and one list of intents as Redis would give them. */
function shop(rotate: boolean, processes = 1, now: () => number = Date.now, delay?: number) {
  const { inner, state, storage: raw } = breakableStorage()
  const [reads, writes]: [string[], string[]] = [[], []]
  const counting: typeof raw = {
    ...raw,
    getItem: (async (key: string) => {
      reads.push(key)
      return await raw.getItem(key)
    }) as typeof raw.getItem,
    getItems: (async (items: Parameters<typeof raw.getItems>[0]) => {
      reads.push(...items.map(item => typeof item === 'string' ? item : item.key))
      return await raw.getItems(items)
    }) as typeof raw.getItems,
    setItem: (async (key: string, value: string, options?: Parameters<typeof raw.setItem>[2]) => {
      writes.push(key)
      await raw.setItem(key, value, options)
    }) as typeof raw.setItem,
  }
  const server = legacyServer({ rotate, ...(delay === undefined ? {} : { delay }) })
  const [lock, intents] = [createLocalLock(), createMemoryIntents()]
  const instances = Array.from({ length: processes }, () => {
    const store = createStorageStore({ sealer, storage: createSharedStorage(counting, 'sapcc', { timeout: 50 }), lock, maxAge: MAX_AGE, sharedTokens: true, now })
    return { store, coordinator: createRefreshCoordinator({ refresh: server.refresh, store, lock, intents, now }) }
  })
  const [first] = instances
  async function signIn({ store } = first!) {
    const session = sessionFromTokens(server.signIn(), undefined, now())
    await store.begin(session)
    return session
  }
  async function current(id: string, { store } = first!) {
    const opened = await store.open(id)
    return opened === 'unreadable' ? undefined : opened.current
  }
  return { inner, state, reads, writes, server, lock, instances, ...first!, signIn, current, orphans: [] as unknown[] }
}

describe.each([['replaces', true], ['keeps', false]] as const)('two devices with one pair of tokens, and a server that %s refresh tokens', (_, rotate) => {
  it('refresh at the same time with one request, and both go on', async () => {
    const { server, coordinator, signIn, current } = shop(rotate)
    const [phone, desktop] = [await signIn(), await signIn()]
    expect(desktop.accessToken).toBe(phone.accessToken)
    const renewed = await Promise.all([coordinator.refresh(phone), coordinator.refresh(desktop)])
    expect(server.sent).toEqual(['refresh-0'])
    expect(renewed.map(({ id, accessToken, generation }) => ({ id, accessToken, generation }))).toEqual([
      { id: phone.id, accessToken: 'access-1', generation: 1 },
      { id: desktop.id, accessToken: 'access-1', generation: 1 },
    ])
    for (let round = 2; round < 5; round++) {
      const device = round % 2 === 0 ? phone : desktop
      await coordinator.refresh((await current(device.id))!)
      for (const { id } of [phone, desktop]) expect(await current(id)).toMatchObject({ id, accessToken: `access-${round}`, generation: round })
    }
    expect(server.sent).toHaveLength(4)
  })

  it('keep their own ID tokens when one of them signs in again', async () => {
    const { server, store, current } = shop(rotate)
    const owner = sessionFromTokens({ ...server.signIn(), id_token: 'id-of-phone' }, undefined, Date.now())
    await store.begin(owner)
    await store.begin(sessionFromTokens({ ...server.signIn(), access_token: 'newer', expires_in: 9999, id_token: 'id-of-desktop' }, undefined, Date.now()))
    expect(await current(owner.id)).toMatchObject({ accessToken: 'newer', idToken: 'id-of-phone' })
  })

  it('do so in several processes', async () => {
    const { server, instances, signIn, current } = shop(rotate, 4)
    const devices = await Promise.all(instances.map(instance => signIn(instance)))
    await Promise.all(devices.flatMap((device, index) => instances.map((_instance, other) => instances[(index + other) % 4]!.coordinator.refresh(device))))
    expect(server.sent).toEqual(['refresh-0'])
    for (const { id } of devices) {
      for (const instance of instances) expect(await current(id, instance)).toMatchObject({ id, accessToken: 'access-1' })
    }
  })

  it('live and end each by itself', async () => {
    const { server, store, coordinator, signIn, current, inner } = shop(rotate)
    const [phone, desktop, tablet] = [await signIn(), await signIn(), await signIn()]
    for (const [ending, rest] of [[phone, [desktop, tablet]], [tablet, [desktop]]] as const) {
      const last = (await coordinator.end(ending))!
      expect(await isShared(store, last)).toBe(true)
      expect(await current(ending.id)).toBeUndefined()
      for (const { id } of rest) expect(await coordinator.refresh((await current(id))!)).toMatchObject({ id })
    }
    const last = (await coordinator.end(desktop))!
    expect(await isShared(store, last)).toBe(false)
    expect(server.isAlive(last.accessToken)).toBe(true)
    // Nothing is left but what leads from replaced tokens to their set, for two minutes.
    expect((await inner.getKeys()).filter(key => !key.startsWith('sapcc:tokens:'))).toEqual([])
  })

  it('end together when the authorization server refuses', async () => {
    const { server, coordinator, signIn, current } = shop(rotate)
    const [phone, desktop] = [await signIn(), await signIn()]
    await server.revoke({ refreshToken: phone.refreshToken! })
    await expect(coordinator.refresh(desktop)).rejects.toMatchObject({ data: { type: 'invalid_grant' } })
    expect(await current(phone.id)).toBeUndefined()
    await expect(coordinator.refresh(phone)).rejects.toMatchObject({ status: 401 })
    expect(server.sent).toHaveLength(1)
  })

  it('take over what a sign-in brings when the access token had expired', async () => {
    let now = 1_000_000
    const { server, signIn, current } = shop(rotate, 1, () => now)
    const phone = await signIn()
    now += 10_000
    server.expire()
    const desktop = await signIn()
    expect(desktop).toMatchObject({ accessToken: 'access-1', refreshToken: phone.refreshToken })
    // No refresh token was spent: the generation is the same.
    for (const { id } of [phone, desktop]) expect(await current(id)).toMatchObject({ id, accessToken: 'access-1', generation: 0 })
  })

  it('keep what a refresh brings while a sign-in is given another access token', async () => {
    const { server, instances, signIn, current } = shop(rotate, 2, Date.now, 100)
    const [phone, tablet] = [await signIn(), await signIn()]
    server.expire()
    const running = instances[0]!.coordinator.refresh(phone)
    await vi.waitFor(() => expect(server.sent).toHaveLength(1), { interval: 1 })
    const desktop = await signIn(instances[1])
    expect(desktop).toMatchObject({ accessToken: 'access-1', refreshToken: 'refresh-0' })
    // Another process meets a 401 meanwhile: the token is under way.
    const other = instances[1]!.coordinator.refresh((await current(desktop.id))!)
    const renewed = await running
    expect(server.isAlive(renewed.accessToken)).toBe(true)
    await other
    expect(server.sent).toEqual(['refresh-0'])
    for (const { id } of [phone, tablet, desktop]) expect(await current(id)).toMatchObject({ id, accessToken: renewed.accessToken, refreshToken: renewed.refreshToken, generation: 1 })
    await instances[1]!.coordinator.refresh((await current(tablet.id))!)
    expect(server.sent).toEqual(['refresh-0', renewed.refreshToken])
  })

  it('survive an outage of the storage with the tokens they have', async () => {
    const { coordinator, signIn, current, state } = shop(rotate)
    const [phone, desktop] = [await signIn(), await signIn()]
    await coordinator.refresh(desktop)
    for (const { id } of [phone, desktop]) await current(id)
    state.isDown = true
    for (const { id } of [phone, desktop]) expect(await current(id)).toMatchObject({ id, accessToken: 'access-1' })
  })
})

describe('what shared token sets cost and keep', () => {
  it('a sign-in that is given new tokens before the refresh that brought them has written them joins', async () => {
    const { server, store, lock, signIn, current, instances } = shop(true, 2)
    const phone = await signIn()
    const late: Session[] = []
    const coordinator = createRefreshCoordinator({
      store,
      lock,
      async refresh(token) {
        const tokens = await server.refresh(token)
        late.push(await signIn(instances[1]))
        return tokens
      },
    })
    await coordinator.refresh(phone)
    const [desktop] = late
    expect(desktop!.refreshToken).toBe('refresh-1')
    expect(await current(desktop!.id)).toMatchObject({ refreshToken: 'refresh-1' })
    await Promise.all([phone, desktop!].map(async ({ id }, index) => await instances[index]!.coordinator.refresh((await current(id, instances[index]))!)))
    expect(server.sent).toEqual(['refresh-0', 'refresh-1'])
    for (const { id } of [phone, desktop!]) expect(await current(id)).toMatchObject({ id, refreshToken: 'refresh-2' })
    // The tokens stay with the remaining sessions.
    const last = (await instances[1]!.coordinator.end((await current(phone.id))!))!
    expect(await isShared(store, last)).toBe(true)
    expect(await current(desktop!.id)).toMatchObject({ refreshToken: 'refresh-2' })
  })

  it.each([0, 1])('a refresh whose session ends meanwhile leaves its tokens to the others (device %i ends)', async (index) => {
    const { server, store, lock, signIn, current, orphans } = shop(true)
    const devices = [await signIn(), await signIn()]
    const [ending, staying] = [devices[index]!, devices[1 - index]!]
    let end: Promise<unknown> | undefined
    const coordinator = createRefreshCoordinator({
      store,
      lock,
      onOrphaned: orphan => orphans.push(orphan),
      refresh: async (refreshToken) => {
        const release = await lock.acquire(await store.lockKey(ending))
        end = store.end(ending).then(release)
        await end
        return await server.refresh(refreshToken)
      },
    })
    await expect(coordinator.refresh(ending)).rejects.toMatchObject({ status: 401 })
    expect(await current(ending.id)).toBeUndefined()
    expect(await current(staying.id)).toMatchObject({ id: staying.id, accessToken: 'access-1' })
    expect(orphans).toEqual([])
  })

  it('costs one read and one write more at a sign-in, up to two writes more at a refresh, and one read more at a call of a second device', async () => {
    const { reads, writes, signIn, current, coordinator } = shop(true)
    async function cost<Result>(work: Promise<Result>): Promise<{ result: Result, reads: number, writes: number }> {
      reads.length = writes.length = 0
      return { result: await work, reads: reads.length, writes: writes.length }
    }
    // Without shared tokens: no read and one write at a sign-in, one read at a call, one write at a refresh.
    const { result: session, ...ofSignIn } = await cost(signIn())
    expect(ofSignIn).toEqual({ reads: 1, writes: 2 })
    expect(await cost(current(session.id))).toMatchObject({ reads: 1, writes: 0 })
    expect((await cost(coordinator.refresh(session))).writes).toBe(3)
    const second = await signIn()
    expect(await cost(current(second.id))).toMatchObject({ reads: 2, writes: 0 })
    expect(await cost(current(session.id))).toMatchObject({ reads: 1, writes: 0 })
  })

  it('a sign-in that received its tokens just before they were replaced gets their successors', async () => {
    const { server, store, coordinator, signIn, current } = shop(true)
    const phone = await signIn()
    const late = sessionFromTokens(server.signIn(), undefined, Date.now())
    await coordinator.refresh(phone)
    await store.begin(late)
    expect(late.accessToken).toBe('access-0')
    expect(await current(late.id)).toMatchObject({ accessToken: 'access-1' })
  })

  it('a device that is used stays signed in although another one does all refreshes, and one that is not does not', async () => {
    let now = 1_000_000
    const { coordinator, signIn, current } = shop(true, 1, () => now)
    const [busy, used, idle] = [await signIn(), await signIn(), await signIn()]
    for (let round = 0; round < 6; round++) {
      now += MAX_AGE * 1000 / 4
      await coordinator.refresh((await current(busy.id))!)
      expect(await current(used.id)).toMatchObject({ id: used.id })
      await new Promise(resolve => setTimeout(resolve, 20))
    }
    expect(await current(idle.id)).toBeUndefined()
    expect(await current(busy.id)).toBeDefined()
  })

  it('a device that is used stays signed in without any refresh, and so does one that is given the tokens later', async () => {
    let now = 1_000_000
    const { store, server, signIn, current } = shop(true, 1, () => now)
    const [owner, used] = [await signIn(), await signIn()]
    for (let visits = 0; visits < 6; visits++) {
      now += MAX_AGE * 1000 * 0.6
      expect(await current(used.id)).toMatchObject({ id: used.id, accessToken: 'access-0' })
      await new Promise(resolve => setTimeout(resolve, 20))
    }
    expect(await current(owner.id)).toBeUndefined()
    const late = await signIn()
    expect(await store.lockKey(late)).toBe(await store.lockKey(used))
    expect(await isShared(store, late)).toBe(true)
    expect(server.sent).toEqual([])
  })

  it('keeps other customers apart', async () => {
    const { store, current, signIn } = shop(true)
    const jane = await signIn()
    const john = sessionFromTokens({ ...tokens(7) }, undefined, Date.now())
    await store.begin(john)
    expect(await store.lockKey(john)).not.toBe(await store.lockKey(jane))
    expect(await current(john.id)).toEqual(john)
    expect(await isShared(store, john)).toBe(false)
  })

  it('has one lock for all sessions of a set', async () => {
    const { instances, signIn } = shop(true, 3)
    const devices = [await signIn(), await signIn(instances[1]), await signIn(instances[2])]
    const keys = await Promise.all(devices.flatMap(device => instances.map(({ store }) => store.lockKey(device))))
    expect(new Set(keys).size).toBe(1)
  })

  it('serves more devices than it lists, and never takes their tokens for unused', async () => {
    const { store, coordinator, signIn, current } = shop(true)
    const devices = []
    for (let index = 0; index < 230; index++) devices.push(await signIn())
    expect(await current(devices.at(-1)!.id)).toMatchObject({ accessToken: 'access-0' })
    await coordinator.refresh(devices.at(-1)!)
    for (const { id } of [devices[0]!, devices[100]!, devices.at(-1)!]) expect(await current(id)).toMatchObject({ accessToken: 'access-1' })
    const last = (await coordinator.end(devices[3]!))!
    expect(await isShared(store, last)).toBe(true)
  }, 20_000)

  it('forgets members that have ended when there are many', async () => {
    const { coordinator, signIn, store } = shop(true)
    const stays = await signIn()
    for (let index = 0; index < 250; index++) await coordinator.end(await signIn())
    const last = (await coordinator.end(stays))!
    expect(await isShared(store, last)).toBe(false)
  }, 20_000)
})

it('a device whose record is over, but could not be removed, does not keep the tokens of the others', async () => {
  const { storage } = breakableStorage()
  let isFailing = false
  const removeItem = (async (...given: Parameters<typeof storage.removeItem>) => {
    if (isFailing) throw new Error('connect ECONNREFUSED')
    await storage.removeItem(...given)
  }) as typeof storage.removeItem
  // As a driver that never removes what has expired.
  const shared = createSharedStorage({ ...storage, removeItem }, 'sapcc', { timeout: 50 })
  const store = createStorageStore({ sealer, storage: shared, lock: createLocalLock(), maxAge: MAX_AGE, sharedTokens: true })
  const [phone, desktop] = [0, 1].map(() => sessionFromTokens(tokens(1), undefined, Date.now()))
  await store.begin(phone!)
  await store.begin(desktop!)
  isFailing = true
  await store.end(desktop!).catch(() => undefined)
  isFailing = false
  await vi.waitFor(() => store.end(desktop!))
  await store.end(phone!)
  expect(await isShared(store, phone!)).toBe(false)
})

it('beyond the grace period, and in another process, each device with sessions in cookies is alone', async () => {
  let now = Date.now()
  const server = legacyServer({ rotate: true })
  const process = () => {
    const { refresh } = createSameTokenRefresh({ refresh: server.refresh, sealer, gracePeriod: 120_000, now: () => now })
    return createRefreshCoordinator({ refresh, store: createCookieStore({ sealer, gracePeriod: 120_000, now: () => now }), now: () => now })
  }
  const [here, elsewhere] = [process(), process()]
  const devices = [0, 1, 2].map(() => sessionFromTokens(server.signIn(), undefined, now))
  await here.refresh(devices[0]!)
  expect(await here.refresh(devices[1]!)).toMatchObject({ accessToken: 'access-1' })
  await expect(elsewhere.refresh(devices[2]!)).rejects.toMatchObject({ status: 401, data: { type: 'invalid_grant' } })
  now += 120_000
  await expect(here.refresh(devices[2]!)).rejects.toMatchObject({ status: 401, data: { type: 'invalid_grant' } })
})
