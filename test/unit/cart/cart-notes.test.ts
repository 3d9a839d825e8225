import { describe, expect, it } from 'vitest'
import { createCartNotes } from '../../../src/runtime/server/cart/cart-notes'
import { createMemoryStorage } from '../../../src/runtime/server/storage/shared-storage'
import { storageUnavailable } from '../../../src/runtime/server/storage/storage-unavailable'
import { createTurns } from '../../../src/runtime/server/storage/turns'
import { sealer } from '../session/tokens'

/** Notes of as many processes as wanted, all with one storage and one queue. */
function processes(count: number) {
  const entries = new Map<string, string>()
  const inner = createMemoryStorage(60)
  let isAway = false
  const answer = <Result>(work: () => Promise<Result>) => isAway ? Promise.reject(storageUnavailable(new Error('away'))) : work()
  const storage = {
    get: (...keys: string[]) => answer(() => inner.get(...keys)),
    remove: (key: string) => answer(() => inner.remove(key)),
    set: (key: string, value: string, ttl: number) => answer(() => {
      entries.set(key, value)
      return inner.set(key, value, ttl)
    }),
  }
  const turns = createTurns({ maxWait: 1000, maxWaiting: 10 })
  return {
    notes: Array.from({ length: count }, () => createCartNotes({ sealer, shared: () => ({ storage, turns }) })),
    entries,
    goAway: () => void (isAway = true),
  }
}

/** Makes carts, each after a moment. */
function maker() {
  let made = 0
  return async () => {
    await new Promise(resolve => setTimeout(resolve, 5))
    return `guid-${++made}`
  }
}

describe('the first adds of a page that is left', () => {
  it('begin one cart, whichever processes answer them', async () => {
    const { notes, entries } = processes(3)
    const create = maker()
    expect(await Promise.all(notes.map(each => each.beginOnce('burst', create)))).toEqual(['guid-1', 'guid-1', 'guid-1'])
    expect(await notes[1]!.beginOnce('another', create)).toBe('guid-2')
    expect(JSON.stringify([...entries])).not.toMatch(/guid-|burst|another/)
  })

  it('try again in another process what failed in one', async () => {
    const { notes: [first, second] } = processes(2)
    const create = maker()
    const failed = first!.beginOnce('burst', () => Promise.reject(new Error('no answer')))
    const begun = second!.beginOnce('burst', create)
    await expect(failed).rejects.toThrow('no answer')
    expect(await begun).toBe('guid-1')
    expect(await first!.beginOnce('burst', create)).toBe('guid-1')
  })

  it('begin another cart when the first one is gone, and only then', async () => {
    const { notes: [first, second, third] } = processes(3)
    const create = maker()
    await first!.beginOnce('burst', create)
    await second!.beginOnce('burst', create)
    await first!.forgetBegun('burst', 'guid-1')
    expect(await first!.beginOnce('burst', create)).toBe('guid-2')
    // The other process has noticed it later.
    await second!.forgetBegun('burst', 'guid-1')
    expect([await second!.beginOnce('burst', create), await third!.beginOnce('burst', create)]).toEqual(['guid-2', 'guid-2'])
  })

  it('begin a cart in each process while the storage is away', async () => {
    const { notes, goAway } = processes(2)
    const create = maker()
    goAway()
    expect(await Promise.all(notes.map(each => each.beginOnce('burst', create)))).toEqual(['guid-1', 'guid-2'])
    await notes[0]!.forgetBegun('burst', 'guid-1')
    expect(await notes[0]!.beginOnce('burst', create)).toBe('guid-3')
  })
})

describe('a cart that a sign-in merges', () => {
  it('is known to be merged in all processes, until that has failed', async () => {
    const { notes: [first, second], entries } = processes(2)
    await first!.noteMerging('a-guid', true)
    expect([await first!.wasMerged('a-guid'), await second!.wasMerged('a-guid'), await second!.wasMerged('other')]).toEqual([true, true, false])
    expect(JSON.stringify([...entries])).not.toContain('a-guid')
    await first!.noteMerging('a-guid', false)
    expect([await first!.wasMerged('a-guid'), await second!.wasMerged('a-guid')]).toEqual([false, false])
  })

  it('is known in the process that merges it while the storage is away, and no call fails for it', async () => {
    const { notes: [first, second], goAway } = processes(2)
    goAway()
    await first!.noteMerging('a-guid', true)
    expect([await first!.wasMerged('a-guid'), await second!.wasMerged('a-guid')]).toEqual([true, false])
  })

  it('is known without a storage', async () => {
    const notes = createCartNotes({ sealer })
    await notes.noteMerging('a-guid', true)
    expect([await notes.wasMerged('a-guid'), await notes.wasMerged('other')]).toEqual([true, false])
    await notes.noteMerging('a-guid', false)
    expect(await notes.wasMerged('a-guid')).toBe(false)
  })
})
