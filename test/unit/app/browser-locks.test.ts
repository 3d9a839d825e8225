import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { oneCartAtATime } from '../../../src/runtime/app/sdk/cart-calls.client'
import { oneTabAtATime } from '../../../src/runtime/app/sdk/one-tab-at-a-time.client'
import type { Transport } from '../../../src/runtime/sdk/transport/http-transport'

/** One lock per name, as the browser's `LockManager` for all tabs of an origin; `ifAvailable` as far as it is used. */
function lockManager() {
  const held = new Map<string, Promise<unknown>>()
  return {
    async request(name: string, ...rest: unknown[]): Promise<unknown> {
      const work = rest.at(-1) as (lock: object | null) => Promise<unknown>
      const { ifAvailable = false } = rest.length > 1 ? rest[0] as { ifAvailable?: boolean } : {}
      if (ifAvailable && held.has(name)) return await work(null)
      const before = held.get(name)
      const mine = Promise.resolve(before).then(() => work({}))
      held.set(name, mine)
      try {
        return await mine
      }
      finally {
        if (held.get(name) === mine) held.delete(name)
      }
    },
  }
}

beforeEach(() => {
  vi.stubGlobal('navigator', { locks: lockManager() })
  vi.stubGlobal('addEventListener', () => {})
})
afterEach(() => vi.unstubAllGlobals())

/** Work that ends when it is told to. */
function open() {
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  return { ended, end }
}

const later = () => new Promise(resolve => setTimeout(resolve, 20))

describe('two shops on one origin, each below a path of its own', () => {
  const [b2c, b2b] = ['/b2c/api/sapcc', '/b2b/api/sapcc']

  it('do not wait for each other when a cart begins; the tabs of one do', async () => {
    const first = open()
    const sent: string[] = []
    const tab = (shop: string, answer: Promise<void>) => oneCartAtATime((async () => {
      sent.push(shop)
      await answer
    }) as Transport, shop, () => false)
    const calls = [tab(b2c, first.ended), tab(b2c, Promise.resolve()), tab(b2b, Promise.resolve())].map(call => call('addCartEntry', [{}], {}))
    await later()
    expect(sent).toEqual([b2c, b2b])
    first.end()
    await Promise.all(calls)
    expect(sent).toEqual([b2c, b2b, b2c])
  })

  it('do not wait for each other when a session is refreshed or changes; the tabs of one do', async () => {
    const first = open()
    const begun: string[] = []
    const tab = (shop: string, answer: Promise<void>) => oneTabAtATime(shop, async (hasWaited) => {
      begun.push(`${shop} ${hasWaited}`)
      await answer
    })
    const work = [tab(b2c, first.ended), tab(b2c, Promise.resolve()), tab(b2b, Promise.resolve())]
    await later()
    expect(begun).toEqual([`${b2c} false`, `${b2b} false`])
    first.end()
    await Promise.all(work)
    expect(begun.at(-1)).toBe(`${b2c} true`)
  })
})
