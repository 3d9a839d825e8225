import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import type { SapccError } from '../../../src/runtime/sdk/errors'
import { recordKey } from '../../../src/runtime/server/session/record-key'
import { sessionFromTokens } from '../../../src/runtime/server/session/session'
import type { Session } from '../../../src/runtime/server/session/session'
import { storageUnavailable } from '../../../src/runtime/server/storage/storage-unavailable'
import { settlesWithin } from '../../../src/runtime/server/time/sleep'
import { severalProcesses } from './several-processes'
import { isShared } from './tokens'

type Processes = ReturnType<typeof severalProcesses>

/** A phone whose new tokens wait in the first process, and a desktop that the authorization server has given the same ones. */
async function phoneAndDesktop(options?: Parameters<typeof severalProcesses>[0]) {
  const processes = severalProcesses(options)
  const phone = await processes.a.signIn()
  await processes.a.refresh(phone)
  const desktop = await processes.b.signIn()
  return { ...processes, phone, desktop }
}

/** Lets the first process write the tokens, and does something when the index says that the phone has them, before its record says so. */
function whileWritten({ state }: Pick<Processes, 'state'>, work: () => Promise<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    let written = 0
    state.afterWrite = async (key) => {
      // The first entry is that of the replaced token.
      if (!key.includes('tokens:') || ++written !== 2) return
      state.afterWrite = undefined
      await work().then(() => resolve(), reject)
    }
    state.isDown = false
  })
}

/** Lets the first process write the tokens, and does something when it has written this session's record, and no other. */
async function afterRecordOf(session: Session, { state }: Pick<Processes, 'state'>, work: () => Promise<unknown>): Promise<void> {
  const key = await recordKey(session.id)
  await new Promise<void>((resolve, reject) => {
    state.afterWrite = async (written) => {
      if (!written.endsWith(key)) return
      state.afterWrite = undefined
      await work().then(() => resolve(), reject)
    }
    state.isDown = false
  })
}

/**
 * Does something once, just before a process changes an entry.
 *
 * @param prefix of the entry's key. @returns call it to learn whether that was done.
 */
function beforeNextChange(process: Processes['c'], prefix: string, work: () => Promise<unknown>): () => boolean {
  let isDone = false
  process.beforeChange = async (key) => {
    if (!key.startsWith(prefix)) return
    process.beforeChange = undefined
    await work()
    isDone = true
  }
  return () => isDone
}

/** Lets the first process write its tokens just before another process changes an entry whose key begins so. */
function writeBeforeChange({ a, c, state }: Processes, prefix = ''): { isWritten: () => boolean } {
  const isWritten = beforeNextChange(c, prefix, async () => {
    state.isDown = false
    await a.store.drained!()
  })
  return { isWritten }
}

/** Longer than a process waits before it tries the storage again. Milliseconds. */
const OUTAGE = 700

describe('tokens whose session ends while they are written', () => {
  it.each([{ ownLock: false }, { ownLock: true }])('stay those of a sign-in that was given them before (the lock has expired: $ownLock)', async (options) => {
    const { a, b, c, phone, desktop, state } = await phoneAndDesktop(options)
    await whileWritten({ state }, () => c.store.end(phone))
    await a.coordinator.pending()
    expect(await c.open(phone)).toBeUndefined()
    expect(await isShared(b.store, { ...desktop, id: phone.id })).toBe(true)
    expect(await b.refresh(desktop)).toBe('alive')
  }, 20_000)

  it('stay those of a sign-in that was given them after the end, where a lock has expired', async () => {
    const { state, a, b, c } = severalProcesses({ ownLock: true })
    const phone = await a.signIn()
    await a.refresh(phone)
    let desktop: Session | undefined
    await whileWritten({ state }, async () => {
      await c.store.end(phone)
      desktop = await b.signIn()
    })
    await a.coordinator.pending()
    expect(await isShared(b.store, { ...desktop!, id: phone.id })).toBe(true)
  }, 20_000)

  it('stay those of a sign-in when the storage is away then, too', async () => {
    const { a, b, c, phone, desktop, state } = await phoneAndDesktop()
    await whileWritten({ state }, async () => {
      await c.store.end(phone)
      state.isDown = true
    })
    await wait(OUTAGE)
    state.isDown = false
    await a.coordinator.pending()
    expect(await c.open(phone)).toBeUndefined()
    expect(await isShared(b.store, { ...desktop, id: phone.id })).toBe(true)
  }, 20_000)

  it('are not given to a sign-in after they were revoked', async () => {
    const { a, b, c, phone, desktop, server, state } = await phoneAndDesktop()
    const late = sessionFromTokens(server.signIn(), undefined, Date.now())
    await b.coordinator.end(desktop)
    expect(await b.store.revokeUnused!(desktop, () => server.revoke(desktop))).toMatchObject({ revoked: true })
    await whileWritten({ state }, () => c.store.end(phone))
    await a.coordinator.pending()
    expect(await c.open(phone)).toBeUndefined()
    await expect(b.store.begin(late)).rejects.toMatchObject({ data: { type: 'TokensRevokedError' } })
  }, 20_000)
})

describe('tokens whose write fails half-way, while their session goes on', () => {
  it.each([
    { why: 'the storage is away', fail: ({ state }: Processes) => Promise.resolve(void (state.isDown = true)) },
    { why: 'another process changes the record', fail: ({ c }: Processes, phone: Session) => c.store.users!.assign(phone, 'jane', { browser: 'Firefox' }) },
  ])('are those of both sessions, in one set ($why)', async ({ fail }) => {
    const { phone, desktop, ...processes } = await phoneAndDesktop()
    const { state, a, b, c, server } = processes
    await whileWritten(processes, () => fail(processes, phone))
    await wait(OUTAGE)
    state.isDown = false
    await a.coordinator.pending()
    expect([await a.refresh(phone), await b.refresh(desktop)]).toEqual(['alive', 'alive'])
    expect(new Set(server.sent).size).toBe(server.sent.length)
    const last = (await c.coordinator.end(phone))!
    await c.store.revokeUnused!(last, () => server.revoke(last))
    expect(await b.refresh(desktop)).toBe('alive')
  }, 20_000)
})

describe('two sessions of which only the first is written when they are united', () => {
  it.each([
    { other: 'waits', meanwhile: () => Promise.resolve() },
    { other: 'renews the tokens', meanwhile: async ({ b }: Processes, desktop: Session) => expect(await b.refresh(desktop)).toBe('alive') },
  ])('share one set when the storage is back (the other one $other)', async ({ meanwhile }) => {
    const { phone, desktop, ...processes } = await phoneAndDesktop()
    const { state, a, b, c, server } = processes
    await afterRecordOf(phone, processes, () => Promise.resolve(void (state.isDown = true)))
    await wait(OUTAGE)
    await meanwhile(processes, desktop)
    state.isDown = false
    await a.coordinator.pending()
    expect([await a.refresh(phone), await b.refresh(desktop), await c.refresh(phone)]).toEqual(['alive', 'alive', 'alive'])
    expect(new Set(server.sent).size).toBe(server.sent.length)
    expect(await a.store.lockKey(phone)).toBe(await c.store.lockKey(desktop))
    const last = (await c.coordinator.end(desktop))!
    expect(await isShared(b.store, last)).toBe(true)
    expect(await b.open(desktop)).toBeUndefined()
    expect(await b.refresh(phone)).toBe('alive')
  }, 20_000)

  it.each([
    { meanwhile: 'a third device has signed in', work: async ({ c }: Processes) => void await c.signIn() },
    { meanwhile: 'another process has refreshed the first one', work: async ({ c }: Processes, phone: Session) => expect(await c.refresh(phone)).toBe('alive') },
  ])('are united by the next attempt, when $meanwhile', async ({ work }) => {
    const { phone, desktop, ...processes } = await phoneAndDesktop()
    const { state, a, b, c, server } = processes
    await afterRecordOf(phone, processes, () => Promise.resolve(void (state.isDown = true)))
    await wait(OUTAGE)
    await work(processes, phone)
    state.isDown = false
    await a.coordinator.pending()
    expect([await b.refresh(phone), await b.refresh(desktop), await c.refresh(phone)]).toEqual(['alive', 'alive', 'alive'])
    expect(new Set(server.sent).size).toBe(server.sent.length)
  })

  it('are united in the end, although the attempts of two processes fail halfway', async () => {
    const { phone, desktop, ...processes } = await phoneAndDesktop()
    const { state, a, b, c, server } = processes
    await afterRecordOf(phone, processes, () => Promise.resolve(void (state.isDown = true)))
    await wait(OUTAGE)
    const desktopKey = await recordKey(desktop.id)
    let isCut = false
    c.beforeChange = async (key) => {
      if (key !== desktopKey) return
      c.beforeChange = undefined
      isCut = true
      throw storageUnavailable(new Error('connect ECONNREFUSED'))
    }
    expect(await c.refresh(phone)).toBe('alive')
    await c.store.drained!()
    expect(isCut).toBe(true)
    state.isDown = false
    await a.coordinator.pending()
    expect([await b.refresh(phone), await b.refresh(desktop), await c.refresh(phone)]).toEqual(['alive', 'alive', 'alive'])
    expect(new Set(server.sent).size).toBe(server.sent.length)
  }, 20_000)

  it('are united by a refresh that comes before the next attempt', async () => {
    const { phone, desktop, ...processes } = await phoneAndDesktop()
    const { state, a, b, server } = processes
    await afterRecordOf(phone, processes, () => Promise.resolve(void (state.isDown = true)))
    await wait(OUTAGE)
    state.isDown = false
    await vi.waitFor(async () => expect(await a.refresh(phone)).toBe('alive'), { interval: 1 })
    await a.coordinator.pending()
    expect([await b.refresh(desktop), await b.refresh(phone)]).toEqual(['alive', 'alive'])
    expect(new Set(server.sent).size).toBe(server.sent.length)
  })

  it.each(['phone', 'desktop'] as const)('end each for itself (the %s)', async (over) => {
    const { phone, desktop, ...processes } = await phoneAndDesktop()
    const { state, a, b, c, server } = processes
    await afterRecordOf(phone, processes, () => Promise.resolve(void (state.isDown = true)))
    await wait(OUTAGE)
    const [ending, living] = over === 'phone' ? [phone, desktop] : [desktop, phone]
    const last = (await c.store.end(ending))
    expect(await c.store.revokeUnused!(last, () => server.revoke(last))).toBeUndefined()
    state.isDown = false
    await a.coordinator.pending()
    for (const process of [a, b, c]) expect(await process.open(ending)).toBeUndefined()
    expect(await b.refresh(living)).toBe('alive')
    const newest = (await b.coordinator.end(living))!
    expect(await b.store.revokeUnused!(newest, () => server.revoke(newest))).toMatchObject({ revoked: true })
  }, 20_000)
})

describe('a set that is united with another one while a sign-in joins it', () => {
  /** The phone's set has the tablet. The first process will unite it with the desktop's as soon as it can write, and a sign-in has tokens to join it. */
  async function twoSets() {
    const processes = severalProcesses()
    const { a, b, c, server } = processes
    const phone = await a.signIn()
    const tablet = await c.signIn()
    const late = sessionFromTokens(server.signIn(), undefined, Date.now())
    await a.refresh(phone)
    await c.coordinator.end(phone)
    const desktop = await b.signIn()
    expect(await b.refresh(desktop)).toBe('alive')
    async function expectAllAlive() {
      expect([await b.refresh(desktop), await c.refresh(tablet), await a.refresh(late)]).toEqual(['alive', 'alive', 'alive'])
      expect(new Set(server.sent).size).toBe(server.sent.length)
    }
    return { ...processes, phone, late, expectAllAlive }
  }

  it('takes it along, when it joins just before the set is removed', async () => {
    const { state, a, c, phone, late, expectAllAlive } = await twoSets()
    const hasJoined = beforeNextChange(a, await recordKey(phone.id), () => c.store.begin(late))
    state.isDown = false
    await a.coordinator.pending()
    expect(hasJoined()).toBe(true)
    await expectAllAlive()
  }, 20_000)

  it('is followed by it, when the two are united between the two records that it writes', async () => {
    const { state, a, c, late, expectAllAlive } = await twoSets()
    let changes = 0
    c.beforeChange = async (key) => {
      if (!key.startsWith('session:') || ++changes !== 2) return
      state.isDown = false
      await a.store.drained!()
    }
    await c.store.begin(late)
    expect(changes).toBeGreaterThan(1)
    await expectAllAlive()
  }, 20_000)
})

describe('a refresh while the tokens of the last one are still being written', () => {
  /** Keeps the next record of a process from being written until the returned promise is resolved. */
  function holdWrite(process: Processes['b']) {
    const held = Promise.withResolvers<undefined>()
    beforeNextChange(process, 'session:', () => held.promise)
    return held
  }

  it('waits for that write', async () => {
    const { b } = severalProcesses()
    const phone = await b.signIn()
    const held = holdWrite(b)
    expect(await b.refresh(phone)).toBe('alive')
    const second = b.refresh(phone)
    expect(await settlesWithin(second, 300)).toBe(false)
    held.resolve(undefined)
    expect(await second).toBe('alive')
  }, 20_000)

  it('gives up after a few seconds', async () => {
    const { b } = severalProcesses()
    const phone = await b.signIn()
    const held = holdWrite(b)
    expect(await b.refresh(phone)).toBe('alive')
    expect(await b.refresh(phone)).toBe('TokenRefreshUnavailableError')
    held.resolve(undefined)
    await b.store.drained!()
    expect(await b.refresh(phone)).toBe('alive')
  }, 20_000)

  it('succeeds when another process changes the session meanwhile', async () => {
    const { state, a, c } = severalProcesses({ ownLock: true })
    const phone = await a.signIn()
    await a.refresh(phone)
    let changes = 0
    let refresh: Promise<string> | undefined
    a.beforeChange = async (key) => {
      // One less than a write is tried at once.
      if (!key.startsWith('session:') || ++changes > 4) return
      refresh ??= a.refresh(phone)
      await c.store.users!.assign(phone, 'jane', { browser: `Firefox ${changes}` })
    }
    state.isDown = false
    await a.store.drained!()
    expect(await refresh).toBe('alive')
    await a.store.drained!()
    expect(changes).toBeGreaterThan(4)
    expect(await c.open(phone)).toMatchObject({ userId: 'jane', device: { browser: 'Firefox 4' } })
  }, 20_000)
})

describe('a sign-in that joins a session which another process changes at the same moment', () => {
  it('reads the session again, and joins it', async () => {
    const { a, b } = severalProcesses({ ownLock: true })
    const phone = await a.signIn()
    const hasChanged = beforeNextChange(b, await recordKey(phone.id), () => a.store.users!.assign(phone, 'jane'))
    const desktop = await b.signIn()
    expect(hasChanged()).toBe(true)
    expect(await isShared(b.store, { ...desktop, id: phone.id })).toBe(true)
    expect(await b.open(phone)).toMatchObject({ userId: 'jane' })
  }, 20_000)

  it('begins alone when the session has ended at that moment', async () => {
    const { a, b } = severalProcesses({ ownLock: true })
    const phone = await a.signIn()
    const hasEnded = beforeNextChange(b, await recordKey(phone.id), () => a.store.end(phone))
    const desktop = await b.signIn()
    expect(hasEnded()).toBe(true)
    expect(await b.store.lockKey(desktop)).toBe(await recordKey(desktop.id))
    expect(await b.refresh(desktop)).toBe('alive')
    expect(await a.open(phone)).toBeUndefined()
  }, 20_000)
})

describe('tokens without rotation whose session ends before their entry is written', () => {
  /** Lets the first process write the tokens. It has read the entry, and has not written it. */
  async function beforeEntry({ state, a }: Processes, work: () => Promise<unknown>): Promise<void> {
    const isDone = beforeNextChange(a, 'tokens:', work)
    state.isDown = false
    await a.coordinator.pending()
    expect(isDone()).toBe(true)
  }

  it('are not given to a sign-in after they were revoked', async () => {
    const processes = severalProcesses({ rotate: false })
    const { a, b, c, server } = processes
    const phone = await a.signIn()
    await a.refresh(phone)
    const late = sessionFromTokens(server.signIn(), undefined, Date.now())
    await beforeEntry(processes, async () => {
      await c.store.end(phone)
      await c.store.revokeUnused!(phone, () => server.revoke(phone))
    })
    expect(await c.open(phone)).toBeUndefined()
    await expect(b.store.begin(late)).rejects.toMatchObject({ data: { type: 'TokensRevokedError' } })
  }, 20_000)

  it('stay those of a sign-in that began after the end', async () => {
    const processes = severalProcesses({ rotate: false })
    const { a, b, c } = processes
    const phone = await a.signIn()
    await a.refresh(phone)
    let desktop: Session | undefined
    await beforeEntry(processes, async () => {
      await c.store.end(phone)
      desktop = await b.signIn()
    })
    expect(await c.open(phone)).toBeUndefined()
    expect(await isShared(c.store, { ...desktop!, id: phone.id })).toBe(true)
    expect(await b.refresh(desktop!)).toBe('alive')
  }, 20_000)
})

describe('a refused refresh, when another process writes the new tokens at the same moment', () => {
  it.each([{ rotated: 'of the session' }, { rotated: 'of a set that it joins' }])('ends no session (tokens $rotated)', async ({ rotated }) => {
    // The intent of the first process has expired: it stood still for long.
    const { phone, desktop, ...processes } = await phoneAndDesktop({ ownLock: true })
    const { a, b, c } = processes
    if (rotated === 'of a set that it joins') expect(await b.refresh(desktop)).toBe('alive')
    const { isWritten } = writeBeforeChange(processes, 'session:')
    expect(await c.refresh(phone)).toBe('alive')
    expect(isWritten()).toBe(true)
    for (const process of [a, b, c]) expect([await process.open(phone), await process.open(desktop)]).toEqual([expect.anything(), expect.anything()])
    expect([await b.refresh(desktop), await a.refresh(phone)]).toEqual(['alive', 'alive'])
  }, 20_000)
})

describe('the end of a session whose new tokens are written at the same moment', () => {
  it('leaves the set to a sign-in that has joined it meanwhile', async () => {
    const { phone, desktop, ...processes } = await phoneAndDesktop()
    const { b, c } = processes
    const { isWritten } = writeBeforeChange(processes)
    await c.store.end(phone)
    expect(isWritten()).toBe(true)
    expect(await c.open(phone)).toBeUndefined()
    expect(await isShared(b.store, { ...desktop, id: phone.id })).toBe(true)
    expect(await b.refresh(desktop)).toBe('alive')
  }, 20_000)

  it.each([{ others: 'have refreshed' }, { others: 'share them' }])('ends it also when that has joined another set (whose sessions $others)', async ({ others }) => {
    const { phone, desktop, ...processes } = await phoneAndDesktop()
    const { b, c } = processes
    if (others === 'have refreshed') expect(await b.refresh(desktop)).toBe('alive')
    else await b.signIn()
    const { isWritten } = writeBeforeChange(processes)
    await c.store.end(phone)
    expect(isWritten()).toBe(true)
    expect(await c.open(phone)).toBeUndefined()
    expect(await b.refresh(desktop)).toBe('alive')
  }, 20_000)

  it('leaves a set that other sessions use, and answers', async () => {
    const processes = severalProcesses()
    const { a, b, c } = processes
    const phone = await a.signIn()
    const tablet = await c.signIn()
    await a.refresh(phone)
    const { isWritten } = writeBeforeChange(processes)
    await c.store.end(phone)
    expect(isWritten()).toBe(true)
    for (const process of [a, b, c]) expect(await process.open(phone)).toBeUndefined()
    expect(await b.refresh(tablet)).toBe('alive')
  }, 20_000)

  it('gives the new tokens to the sign-out, which revokes them', async () => {
    const processes = severalProcesses()
    const { a, b, c, server } = processes
    const phone = await a.signIn()
    await a.refresh(phone)
    const { isWritten } = writeBeforeChange(processes)
    const last = await c.coordinator.end(phone)
    expect(isWritten()).toBe(true)
    expect(await b.open(phone)).toBeUndefined()
    expect(last).toMatchObject({ id: phone.id, refreshToken: 'refresh-1' })
    await c.store.revokeUnused!(last!, () => server.revoke(last!))
    expect(server.isAlive('refresh-1')).toBe(false)
  }, 20_000)

  it('takes no entry from a sign-in that begins with the same tokens meanwhile', async () => {
    const { b, c, server } = severalProcesses()
    const phone = await c.signIn()
    let desktop: Session | undefined
    beforeNextChange(c, 'tokens:', async () => {
      desktop = await b.signIn()
    })
    await c.store.end(phone)
    await c.store.revokeUnused!(phone, () => server.revoke(phone))
    expect(server.isAlive(desktop!.accessToken)).toBe(true)
  }, 20_000)

  it('gives its last tokens to one of two sign-outs, when the storage fails in the middle', async () => {
    const { b, c } = severalProcesses()
    const phone = await c.signIn()
    let changes = 0
    c.beforeChange = () => ++changes === 2 ? Promise.reject(storageUnavailable(new Error('connect ECONNREFUSED'))) : Promise.resolve()
    const first = await c.coordinator.end(phone).catch((error: SapccError) => error.status)
    const second = await b.coordinator.end(phone)
    expect([first, second]).toContainEqual(expect.objectContaining({ refreshToken: phone.refreshToken }))
    expect(await b.open(phone)).toBeUndefined()
  }, 20_000)
})
