import { describe, expect, it } from 'vitest'
import type { Sealer } from '../../../src/runtime/server/crypto/sealer'
import type { Session } from '../../../src/runtime/server/session/session'
import { createCookieStore } from '../../../src/runtime/server/session/cookie-store'
import { createRefreshCoordinator } from '../../../src/runtime/server/session/refresh/coordinator'
import { createMemoryStorage, createSharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import { fakeBrowser, fakeScope } from '../fake-request'
import { createTestRequests } from './support'
import { breakableStorage, newSession, rotatingServer, sealer } from './tokens'

/** Two processes that share a storage; the second opens what it finds there as slowly as the test says. */
function processes() {
  const shared = createMemoryStorage(3600)
  const openings: Promise<void>[] = []
  const slowSealer: Sealer = {
    ...sealer,
    async open(purpose, sealed) {
      if (purpose === 'grace') await openings.shift()
      return await sealer.open(purpose, sealed)
    },
  }
  const [one, two] = [sealer, slowSealer].map(own => createCookieStore({ sealer: own, gracePeriod: 120_000, shared }))
  return { one: one!, two: two!, openings }
}

function renewed(session: Session, generation: number): Session {
  return { ...session, generation, accessToken: `access-${generation}`, refreshToken: `refresh-${generation}` }
}

function gate() {
  let open!: () => void
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

/** Until everything that waits for no gate has happened. */
const pause = () => new Promise(resolve => setTimeout(resolve, 20))

describe('a process that learns of another one\'s refresh', () => {
  it('takes no token for forgotten while it is still opening it for another request', async () => {
    const { one, two, openings } = processes()
    const session = newSession()
    await one.save(renewed(session, 1))
    const { open, opened } = gate()
    openings.push(opened)
    const first = two.newest(session, 'may-be-stale')
    await pause()
    expect(await two.newest(session, 'current')).toMatchObject({ isOutdated: false, session: { generation: 1 } })
    open()
    expect(await first).toMatchObject({ isOutdated: false, session: { generation: 1 } })
  })

  it('does not fall back to what has been replaced meanwhile', async () => {
    const { one, two, openings } = processes()
    const session = newSession()
    await one.save(renewed(session, 1))
    const { open, opened } = gate()
    openings.push(opened)
    const slow = two.newest(session, 'may-be-stale')
    await pause()
    await two.save(renewed(session, 2))
    open()
    await slow
    expect(await two.newest(session, 'current')).toMatchObject({ isOutdated: false, session: { generation: 2 } })
    // Nor does a request that began before the second refresh see its tokens as forgotten.
    const { open: openSecond, opened: openedSecond } = gate()
    openings.push(openedSecond)
    const between = two.newest(session, 'current')
    await pause()
    await two.save(renewed(session, 3))
    openSecond()
    expect(await between).toMatchObject({ isOutdated: false })
  })
})

it('keeps newer tokens for the grace period, and nothing readable', async () => {
  const { inner, storage } = breakableStorage()
  let now = 1_000_000
  const store = createCookieStore({ sealer, gracePeriod: 120_000, shared: createSharedStorage(storage, 'sapcc'), now: () => now })
  const session = newSession()
  await store.save(renewed(session, 1))
  const keys = await inner.getKeys()
  const everything = JSON.stringify([keys, await Promise.all(keys.map(key => inner.getItem(key)))])
  expect(keys.length).toBeGreaterThan(0)
  for (const secret of [session.id, 'access-1', 'refresh-1']) expect(everything).not.toContain(secret)
  // What this process remembers by itself; with a mount the storage's `ttl` ends it for all of them.
  const alone = createCookieStore({ sealer, gracePeriod: 120_000, now: () => now })
  await alone.save(renewed(session, 1))
  now += 119_999
  expect(await alone.newest(session, 'may-be-stale')).toMatchObject({ session: { accessToken: 'access-1' }, isOutdated: false })
  now += 1
  expect(await alone.newest(session, 'may-be-stale')).toMatchObject({ session: { accessToken: 'access-0' }, isOutdated: true })
})

describe('a response that has refreshed, with several processes', () => {
  async function onItsWay() {
    const shared = createMemoryStorage(3600)
    const server = rotatingServer()
    const start = () => {
      const store = createCookieStore({ sealer, gracePeriod: 120_000, shared })
      const coordinator = createRefreshCoordinator({ refresh: server.refresh, store })
      return { coordinator, requests: createTestRequests({ store, coordinator, hooks: { callHook: async () => {} } }) }
    }
    const [here, elsewhere] = [start(), start()]
    const browser = fakeBrowser()
    const signIn = here.requests(fakeScope(browser.cookie))
    await signIn.session.begin(newSession())
    browser.receive(await signIn.respond())
    const late = here.requests(fakeScope(browser.cookie))
    const refreshed = await late.session.refresh()
    return { browser, late, refreshed, elsewhere }
  }

  it('does not write the content of a session that another one has ended meanwhile', async () => {
    const { late, refreshed, elsewhere } = await onItsWay()
    await elsewhere.coordinator.end(refreshed)
    expect((await late.respond()).filter(line => /^[^=]+-s-/.test(line) && !/Max-Age=0/i.test(line))).toEqual([])
  })

  it('writes the tokens that another one has renewed meanwhile, and not its own', async () => {
    const { browser, late, refreshed, elsewhere } = await onItsWay()
    await elsewhere.coordinator.refresh(refreshed)
    browser.receive(await late.respond())
    // Of a process that knows nothing but the cookie.
    const store = createCookieStore({ sealer, gracePeriod: 120_000 })
    const { session } = createTestRequests({ store, coordinator: createRefreshCoordinator({ refresh: rotatingServer().refresh, store }), hooks: { callHook: async () => {} } })(fakeScope(browser.cookie))
    expect(await session.session()).toMatchObject({ accessToken: 'access-2', generation: 2 })
  })
})
