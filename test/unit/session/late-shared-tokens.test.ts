import { describe, expect, it } from 'vitest'
import type { SapccError } from '../../../src/runtime/sdk/errors'
import { createRefreshCoordinator } from '../../../src/runtime/server/session/refresh/coordinator'
import { createMemoryIntents } from '../../../src/runtime/server/session/refresh/intents'
import { sessionFromTokens } from '../../../src/runtime/server/session/session'
import type { Session } from '../../../src/runtime/server/session/session'
import type { OpenedSession } from '../../../src/runtime/server/session/session-store'
import { createStorageStore } from '../../../src/runtime/server/session/storage-store/storage-store'
import { createLocalLock } from '../../../src/runtime/server/storage/lock'
import { createSharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import { breakableStorage, isShared, legacyServer, sealer } from './tokens'

const MAX_AGE = 3600

type Method = (...args: never[]) => Promise<unknown>

/** Two processes with one storage, which the first one cannot reach while `state.isDown`. */
function twoProcesses({ rotate = true, delay = 5 } = {}) {
  const { storage: raw } = breakableStorage()
  const server = legacyServer({ rotate, delay })
  const [lock, intents] = [createLocalLock(), createMemoryIntents()]
  const state = { isDown: false, afterWrite: undefined as ((key: string) => Promise<void>) | undefined }
  function reach<Work extends Method>(work: Work): Work {
    return (async (...args) => {
      if (state.isDown) throw new Error('connect ECONNREFUSED')
      return await work(...args)
    }) as Work
  }

  function process(storage: typeof raw, after: () => void = () => undefined) {
    const hooks = { beforeEnd: undefined as (() => Promise<void>) | undefined }
    const shared = createSharedStorage(storage, 'sapcc', { timeout: 50 })
    function hooked<Work extends Method>(work: Work): Work {
      return (async (...args) => {
        await hooks.beforeEnd?.()
        return await work(...args)
      }) as Work
    }
    const store = createStorageStore({ sealer, storage: { ...shared, replace: hooked(shared.replace as Method) as never, remove: hooked(shared.remove as Method) as never }, lock, maxAge: MAX_AGE, sharedTokens: true })
    const coordinator = createRefreshCoordinator({
      store, lock, intents,
      async refresh(token) {
        const tokens = await server.refresh(token)
        after()
        return tokens
      },
    })
    return Object.assign(hooks, {
      store, coordinator,
      async signIn(shop?: string): Promise<Session> {
        const session = { ...sessionFromTokens(server.signIn(), undefined, Date.now()), ...(shop === undefined ? {} : { shop }) }
        await store.begin(session)
        return session
      },
      async open(session: Session): Promise<Session | undefined> {
        return (await store.open(session.id) as OpenedSession).current
      },
      async refresh(session: Session): Promise<string> {
        const current = (await store.open(session.id) as OpenedSession).current
        if (!current) return 'over'
        return await coordinator.refresh(current).then(renewed => server.isAlive(renewed.accessToken) ? 'alive' : 'dead', (error: SapccError) => error.data.type)
      },
    })
  }

  async function setItem(...args: Parameters<typeof raw.setItem>): Promise<void> {
    await raw.setItem(...args)
    await state.afterWrite?.(args[0])
  }

  let isFirst = true
  const a = process({ ...raw, getItem: reach(raw.getItem as Method) as never, setItem: reach(setItem as Method) as never, removeItem: reach(raw.removeItem as Method) as never }, () => {
    if (isFirst) state.isDown = true
    isFirst = false
  })
  return { state, server, a, b: process(raw), c: process(raw) }
}

describe.each([{ rotate: true }, { rotate: false }])('tokens that are written late, which a sign-in elsewhere was given meanwhile ($rotate: rotation)', ({ rotate }) => {
  it('join the session that has renewed them since', async () => {
    const { state, server, a, b } = twoProcesses({ rotate })
    const phone = await a.signIn()
    expect(await a.refresh(phone)).toBe('alive')
    const desktop = await b.signIn()
    expect(await b.refresh(desktop)).toBe('alive')
    state.isDown = false
    await a.coordinator.pending()
    const newest = (await b.open(desktop))!
    for (const process of [a, b]) expect(await process.open(phone)).toMatchObject({ refreshToken: newest.refreshToken, accessToken: newest.accessToken })
    const results = await Promise.all([a.refresh(phone), b.refresh(desktop), b.refresh(phone), a.refresh(desktop)])
    expect(results).toEqual(['alive', 'alive', 'alive', 'alive'])
    if (rotate) expect(server.sent).toEqual([...new Set(server.sent)])
    expect(await a.store.lockKey(phone)).toBe(await b.store.lockKey(desktop))
  }, 20_000)

  it('join those that share them already', async () => {
    const { state, server, a, b } = twoProcesses({ rotate, delay: 50 })
    const phone = await a.signIn()
    await a.refresh(phone)
    const [desktop, tablet] = [await b.signIn(), await b.signIn()]
    state.isDown = false
    await a.coordinator.pending()
    const before = server.sent.length
    expect(await Promise.all([a.refresh(phone), b.refresh(desktop), a.refresh(tablet)])).toEqual(['alive', 'alive', 'alive'])
    expect(server.sent).toHaveLength(before + 1)
    // The end of one leaves the tokens to the others.
    for (const [over, left] of [[desktop, [phone, tablet]], [tablet, [phone]]] as const) {
      expect(await b.coordinator.end(over)).toBeDefined()
      expect(await a.open(over)).toBeUndefined()
      for (const session of left) expect(await b.refresh(session)).toBe('alive')
    }
  }, 20_000)

  it('leave each session the device that it was begun on, and the shop', async () => {
    const { state, a, b } = twoProcesses({ rotate })
    const [phone, tablet] = [await a.signIn('one'), await b.signIn('two')]
    await a.store.users!.assign(phone, 'jane', { browser: 'Firefox' })
    await a.store.users!.assign(tablet, 'jane', { browser: 'Safari' })
    await a.refresh(phone)
    // Has the new tokens before they are written, and renews them.
    const desktop = await b.signIn('three')
    await b.store.users!.assign(desktop, 'jane', { browser: 'Chrome' })
    await b.refresh(desktop)
    state.isDown = false
    await a.coordinator.pending()
    expect((await b.store.users!.list('jane')).map(({ device, shop }) => [device?.browser, shop]).sort()).toEqual([['Chrome', 'three'], ['Firefox', 'one'], ['Safari', 'two']])
    expect(await Promise.all([phone, tablet, desktop].map(async session => (await b.open(session))?.shop))).toEqual(['one', 'two', 'three'])
    expect(await b.store.lockKey(phone)).toBe(await b.store.lockKey(desktop))
  }, 20_000)

  it('take their other sessions along, whose set another process still remembers', async () => {
    const { state, server, a, b, c } = twoProcesses({ rotate, delay: 50 })
    const phone = await a.signIn()
    const tablet = await c.signIn()
    for (const process of [a, b, c]) expect(await process.open(tablet)).toBeDefined()
    await a.refresh(phone)
    const desktop = await b.signIn()
    const laptop = await b.signIn()
    state.isDown = false
    await a.coordinator.pending()
    const before = server.sent.length
    expect(await Promise.all([c.refresh(tablet), b.refresh(desktop), a.refresh(phone), c.refresh(laptop)])).toEqual(['alive', 'alive', 'alive', 'alive'])
    expect(server.sent).toHaveLength(before + 1)
    const newest = (await b.open(desktop))!
    for (const session of [phone, tablet, laptop]) expect(await c.open(session)).toMatchObject({ accessToken: newest.accessToken })
    // Nothing of the process's older view ends the others' tokens.
    expect(await c.coordinator.end(tablet)).toBeDefined()
    expect(await a.open(tablet)).toBeUndefined()
    for (const session of [phone, desktop, laptop]) expect(await a.refresh(session)).toBe('alive')
  }, 20_000)

  it('do not become a session again when their own session has ended, and its other sessions go on', async () => {
    const { state, a, b, c } = twoProcesses({ rotate })
    const phone = await a.signIn()
    const tablet = await c.signIn()
    await a.refresh(phone)
    expect(await c.coordinator.end(phone)).toBeDefined()
    const desktop = await b.signIn()
    expect(await b.refresh(desktop)).toBe('alive')
    state.isDown = false
    await a.coordinator.pending()
    for (const process of [a, b, c]) expect(await process.open(phone)).toBeUndefined()
    expect([await c.refresh(tablet), await b.refresh(desktop)]).toEqual(['alive', 'alive'])
  }, 20_000)
})

describe('tokens whose session ends while they are written', () => {
  /** Ends a session as soon as the index says that it has the new tokens, before its record is written. */
  function endWhileWritten({ state, c }: ReturnType<typeof twoProcesses>, session: Session): Promise<void> {
    return new Promise((resolve, reject) => {
      let written = 0
      state.afterWrite = async (key) => {
        // The first entry is that of the replaced token.
        if (!key.includes('tokens:') || ++written !== 2) return
        state.afterWrite = undefined
        await c.store.end(session).then(resolve, reject)
      }
    })
  }

  it('stay those of a sign-in that was given them meanwhile', async () => {
    const processes = twoProcesses()
    const { state, a, b, c } = processes
    const phone = await a.signIn()
    await a.refresh(phone)
    const desktop = await b.signIn()
    const ended = endWhileWritten(processes, phone)
    state.isDown = false
    await a.coordinator.pending()
    await ended
    expect(await c.open(phone)).toBeUndefined()
    expect(await isShared(b.store, { ...desktop, id: phone.id })).toBe(true)
    expect(await b.refresh(desktop)).toBe('alive')
  }, 20_000)

  it('are not given to a sign-in after they were revoked', async () => {
    const processes = twoProcesses()
    const { state, a, b, c, server } = processes
    const phone = await a.signIn()
    await a.refresh(phone)
    const late = sessionFromTokens(server.signIn(), undefined, Date.now())
    const desktop = await b.signIn()
    await b.coordinator.end(desktop)
    expect(await b.store.revokeUnused!(desktop, () => server.revoke(desktop))).toMatchObject({ revoked: true })
    const ended = endWhileWritten(processes, phone)
    state.isDown = false
    await a.coordinator.pending()
    await ended
    expect(await c.open(phone)).toBeUndefined()
    await expect(b.store.begin(late)).rejects.toMatchObject({ data: { type: 'TokensRevokedError' } })
  }, 20_000)

  it('take the sign-in to the set whose end they are written during', async () => {
    const { state, a, b, c } = twoProcesses()
    const phone = await a.signIn()
    await a.refresh(phone)
    const desktop = await b.signIn()
    let written: Promise<unknown> | undefined
    // The end has read the set, and has not removed it.
    c.beforeEnd = async () => {
      c.beforeEnd = undefined
      state.isDown = false
      await (written = a.coordinator.pending())
    }
    await c.store.end(phone)
    expect(written).toBeDefined()
    expect(await c.open(phone)).toBeUndefined()
    expect(await b.open(desktop)).toBeDefined()
    expect(await isShared(b.store, { ...desktop, id: phone.id })).toBe(true)
    expect(await b.refresh(desktop)).toBe('alive')
  }, 20_000)
})
