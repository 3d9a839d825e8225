import { describe, expect, it } from 'vitest'
import { holdClock } from '../held-clock'
import { sessionShop } from './support'
import { eventually } from '../eventually'

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
