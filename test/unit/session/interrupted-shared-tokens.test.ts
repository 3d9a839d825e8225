import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { SapccError } from '../../../src/runtime/sdk/errors'
import { sessionFromTokens } from '../../../src/runtime/server/session/session'
import type { Session } from '../../../src/runtime/server/session/session'
import { storageUnavailable } from '../../../src/runtime/server/storage/storage-unavailable'
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

describe('the end of a session whose new tokens are written at the same moment', () => {
  /** The end has read the record, and has not removed it. */
  function writeDuringEnd({ a, c, state }: Processes): { isWritten: () => boolean } {
    let written = false
    c.beforeChange = async () => {
      c.beforeChange = undefined
      state.isDown = false
      await a.store.drained!()
      written = true
    }
    return { isWritten: () => written }
  }

  it('leaves the set to a sign-in that has joined it meanwhile', async () => {
    const { phone, desktop, ...processes } = await phoneAndDesktop()
    const { b, c } = processes
    const { isWritten } = writeDuringEnd(processes)
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
    const { isWritten } = writeDuringEnd(processes)
    await c.store.end(phone)
    expect(isWritten()).toBe(true)
    expect(await c.open(phone)).toBeUndefined()
    expect(await b.refresh(desktop)).toBe('alive')
  }, 20_000)

  it('takes no entry from a sign-in that begins with the same tokens meanwhile', async () => {
    const { b, c, server } = severalProcesses()
    const phone = await c.signIn()
    let desktop: Session | undefined
    c.beforeChange = async (key) => {
      if (!key.startsWith('tokens:')) return
      c.beforeChange = undefined
      desktop = await b.signIn()
    }
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
