import { afterEach, describe, expect, it, vi } from 'vitest'
import { createFlights } from '../../../src/runtime/server/session/refresh/flights'
import { fakeScope, names } from '../fake-request'
import { holdClock } from '../held-clock'
import { sessionShop } from './support'
import { eventually } from '../eventually'
import { newSession } from './tokens'

const HOUR = 3_600_000

/** A request that records what the platform is given to wait for. */
function watched(shop: ReturnType<typeof sessionShop>, cookie: string) {
  const works: Promise<unknown>[] = []
  return { ...shop.request(cookie, { waitUntil: work => void works.push(work) }), works }
}

describe('work that outlives the answer is given to the platform', () => {
  it.each(['cookie', 'storage'] as const)('a refresh whose client may leave, sessions in %s', async (mode) => {
    const shop = sessionShop(mode)
    const { session, works } = watched(shop, await shop.signIn())
    const refreshing = session.refresh()
    await eventually(() => expect(works.length).toBeGreaterThan(0))
    let hasEnded = false
    void Promise.all(works).then(() => void (hasEnded = true))
    await refreshing
    await eventually(() => expect(hasEnded).toBe(true))
  })

  it('the revocation of a session that has outlived its limits', async () => {
    const clock = holdClock()
    // With sessions on the server the record, and with it the tokens, is gone by then.
    const shop = sessionShop('cookie')
    const cookie = await shop.signIn()
    clock.forward(2 * HOUR)
    const { session, works } = watched(shop, cookie)
    expect(await session.session()).toBeUndefined()
    expect(shop.expired).toHaveLength(1)
    expect(works).toHaveLength(1)
    await Promise.all(works)
  })
})

describe('where a function stops after the response, and there is nothing to give it to', () => {
  afterEach(() => void vi.useRealTimers())

  it('the response waits for the write of new tokens, however long the refresh took', async () => {
    vi.useFakeTimers()
    const session = newSession()
    let isWritten = false
    const flights = createFlights({
      run: () => new Promise(resolve => setTimeout(() => resolve({ kind: 'renewed', session, refreshId: 'r' }), 9900)),
      saved: () => new Promise(resolve => setTimeout(() => {
        isWritten = true
        resolve()
      }, 3000)),
      callerTimeout: 10_000,
      continuesAfterResponse: false,
      measure: () => {},
      monotonic: () => performance.now(),
      track: () => {},
    })
    const scope = fakeScope(undefined, {}, names, false)
    const call = flights.join(flights.start(session, {}), undefined, { keepAlive: work => scope.finishAfterResponse(work) })
    await vi.advanceTimersByTimeAsync(9900)
    await call
    let wasWritten: boolean | undefined
    void scope.waitForPendingWork(1000).then(() => void (wasWritten = isWritten))
    await vi.advanceTimersByTimeAsync(20_000)
    expect(wasWritten).toBe(true)
  })
})
