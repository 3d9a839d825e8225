import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { add, turnShop } from './turn-shop'

vi.mock('#sapcc/operations', () => import('../../../src/runtime/server/occ/operations'))

describe.each(['cookie', 'storage'] as const)('changes of a customer\'s cart (sessions in %s)', (mode) => {
  it.each(['overHttp', 'byFunction'] as const)('keep the order in which they arrived while the token is renewed: %s', async (way) => {
    const shopper = turnShop(mode, { renewal: 200 })
    const cookie = await shopper.sessions.signIn(0)
    const answers = [...'abcdefgh'].map(async (code, index) => {
      await pause(index * 30)
      return await shopper[way](cookie, 'createCartEntry', add(code))
    })
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 8 }, () => 200))
    expect(shopper.sent).toEqual([...'abcdefgh'].map(code => `${code} access-1`))
    expect(shopper.sessions.server.sent).toEqual(['refresh-0'])
  })

  it.each(['overHttp', 'byFunction'] as const)('of different kinds do so, too: %s', async (way) => {
    const shopper = turnShop(mode)
    const cookie = await shopper.sessions.signIn(0)
    const adding = shopper[way](cookie, 'createCartEntry', add('a'))
    await pause(30)
    expect(await Promise.all([adding, shopper[way](cookie, 'removeCartEntry', { entryNumber: 0 })])).toEqual([200, 200])
    expect(shopper.sent).toEqual(['a access-1', 'DELETE access-1'])
  })

  it.each(['overHttp', 'byFunction'] as const)('that have waited go with the token that was renewed meanwhile: %s', async (way) => {
    const shopper = turnShop(mode, { latency: 100, renewal: 20 })
    const cookie = await shopper.sessions.signIn()
    const adding = Promise.all(['a', 'b'].map(code => shopper[way](cookie, 'createCartEntry', add(code))))
    await pause(30)
    await shopper.sessions.send(cookie, own => own.refresh())
    expect(await adding).toEqual([200, 200])
    expect(shopper.sent).toEqual(['a access-0', 'b access-1'])
  })

  it.each(['overHttp', 'byFunction'] as const)('that wait while the customer signs out are refused, and not sent: %s', async (way) => {
    const shopper = turnShop(mode, { latency: 100 })
    const cookie = await shopper.sessions.signIn()
    const adding = Promise.all(['a', 'b', 'c'].map(code => shopper[way](cookie, 'createCartEntry', add(code))))
    await pause(30)
    await shopper.signOut(cookie)
    expect(await adding).toEqual([200, 'SessionEndedError', 'SessionEndedError'])
    expect(shopper.sent).toEqual(['a access-0'])
  })

  it('wait no longer than they may for one that waits for the token', async () => {
    const shopper = turnShop(mode, { renewal: 400, maxWait: 100 })
    const cookie = await shopper.sessions.signIn(0)
    const answers = ['a', 'b'].map(code => shopper.overHttp(cookie, 'createCartEntry', add(code)))
    expect(await Promise.all(answers)).toEqual([200, 'CartBusyError'])
    expect(shopper.sent).toEqual(['a access-1'])
  })

  it('go on after one whose client has left while it waited', async () => {
    const shopper = turnShop(mode, { latency: 100 })
    const cookie = await shopper.sessions.signIn()
    const client = new AbortController()
    const first = shopper.overHttp(cookie, 'createCartEntry', add('a'))
    const left = shopper.overHttp(cookie, 'createCartEntry', add('b'), client.signal).catch(() => 'left')
    const last = shopper.overHttp(cookie, 'createCartEntry', add('c'))
    await pause(30)
    client.abort()
    expect(await Promise.all([first, left, last])).toEqual([200, 'left', 200])
    expect(shopper.sent).toEqual(['a access-0', 'c access-0'])
  })

  it('that a listener of the app makes when the token was renewed do not wait for ever', async () => {
    const shopper = turnShop(mode)
    const cookie = await shopper.sessions.signIn(0)
    let isAdded: unknown
    const answer = await shopper.byFunction(cookie, 'createCartEntry', add('a'), async () => {
      isAdded = await shopper.byFunction(cookie, 'createCartEntry', add('b'))
    })
    expect([answer, isAdded]).toEqual([200, 200])
    expect(shopper.sent).toEqual(['a access-1', 'b access-1'])
  })

  it('are no failure of the process when a listener of the app fails while they are sent', async () => {
    const unhandled: unknown[] = []
    const note = (reason: unknown) => void unhandled.push(reason)
    process.on('unhandledRejection', note)
    try {
      const shopper = turnShop(mode, { latency: 100 })
      const cookie = await shopper.sessions.signIn(0)
      const failure = Object.assign(new Error('listener'), { data: { type: 'listener' } })
      // The call was sent: an error would have the caller send it once more.
      expect(await shopper.byFunction(cookie, 'createCartEntry', add('a'), () => Promise.reject(failure))).toBe(200)
      expect(shopper.sent).toEqual(['a access-1'])
      expect(unhandled).toEqual([])
    }
    finally {
      process.off('unhandledRejection', note)
    }
  })

  it('are answered in bounded time behind one whose token comes late, and are not sent later', async () => {
    const shopper = turnShop(mode, { renewal: 600, maxWait: 150 })
    const cookie = await shopper.sessions.signIn(0)
    const startedAt = performance.now()
    const later = [...'bcd']
    const answers = ['a', ...later].map(code => shopper.overHttp(cookie, 'createCartEntry', add(code)))
    expect(await Promise.all(answers.slice(1))).toEqual(later.map(() => 'CartBusyError'))
    expect(performance.now() - startedAt).toBeLessThan(500)
    expect(await answers[0]).toBe(200)
    expect(await shopper.overHttp(cookie, 'createCartEntry', add('e'))).toBe(200)
    expect(shopper.sent).toEqual(['a access-1', 'e access-1'])
  })
})

describe.each(['cookie', 'storage'] as const)('calls that wait for a slot of their session (sessions in %s)', (mode) => {
  it('are refused when the customer signs out meanwhile, and not sent', async () => {
    const { sessions, sent, overHttp, signOut } = turnShop(mode, { latency: 100, callsPerSession: 1 })
    const cookie = await sessions.signIn()
    const reading = Promise.all([1, 2, 3].map(() => overHttp(cookie, 'getAddresses', {})))
    await pause(30)
    await signOut(cookie)
    expect(await reading).toEqual([200, 'SessionEndedError', 'SessionEndedError'])
    expect(sent).toHaveLength(1)
  })

  it('go with the token that was renewed meanwhile', async () => {
    const { sessions, sent, overHttp } = turnShop(mode, { latency: 100, renewal: 20, callsPerSession: 1 })
    const cookie = await sessions.signIn()
    const reading = Promise.all([1, 2].map(() => overHttp(cookie, 'getAddresses', {})))
    await pause(30)
    await sessions.send(cookie, own => own.refresh())
    expect(await reading).toEqual([200, 200])
    expect(sent).toEqual(['GET access-0', 'GET access-1'])
  })
})
