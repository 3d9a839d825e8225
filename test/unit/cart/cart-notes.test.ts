import { describe, expect, it } from 'vitest'
import { createCartNotes } from '../../../src/runtime/server/cart/cart-notes'
import { createMemoryStorage } from '../../../src/runtime/server/storage/shared-storage'
import { storageUnavailable } from '../../../src/runtime/server/storage/storage-unavailable'
import { createTurns } from '../../../src/runtime/server/storage/turns'
import { sealer } from '../session/tokens'

/** Notes of as many processes as wanted, all with one storage and one queue. */
function processes(count: number, { maxWait = 1000 } = {}) {
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
  const turns = createTurns({ maxWait, maxWaiting: 10 })
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

  it('begin a cart also when those before them take too long: nobody repeats an add of a page that is left', async () => {
    const { notes } = processes(2, { maxWait: 20 })
    const slow = notes[0]!.beginOnce('burst', async () => {
      await new Promise(resolve => setTimeout(resolve, 200))
      return 'slow'
    })
    expect(await notes[1]!.beginOnce('burst', () => Promise.resolve('own'))).toBe('own')
    expect(await slow).toBe('slow')
  })

  it('keep the new cart that one process makes while another one forgets the old one', async () => {
    const { notes: [first, second, third] } = processes(3)
    const create = maker()
    await Promise.all([first!.beginOnce('burst', create), second!.beginOnce('burst', create)])
    await first!.forgetBegun('burst', 'guid-1')
    const [again] = await Promise.all([first!.beginOnce('burst', create), second!.forgetBegun('burst', 'guid-1')])
    expect([again, await third!.beginOnce('burst', create)]).toEqual(['guid-2', 'guid-2'])
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
  it('is known to be merged in all processes, once it is', async () => {
    const { notes: [first, second], entries } = processes(2)
    first!.noteMerging('a-guid')
    // What the process has noted is gone with it: a merge that it did not finish takes no cart away.
    expect([await first!.mergeState('a-guid'), await second!.mergeState('a-guid')]).toEqual(['merging', undefined])
    await first!.noteMergeDone('a-guid')
    expect([await first!.mergeState('a-guid'), await second!.mergeState('a-guid'), await second!.mergeState('other')]).toEqual(['done', 'done', undefined])
    expect(JSON.stringify([...entries])).not.toContain('a-guid')
  })

  it('is still the visitor\'s when that has failed', async () => {
    const { notes: [first, second] } = processes(2)
    first!.noteMerging('a-guid')
    first!.noteNotMerged('a-guid')
    expect([await first!.mergeState('a-guid'), await second!.mergeState('a-guid')]).toEqual([undefined, undefined])
  })

  it('is known in the process that merges it while the storage is away, and no call fails for it', async () => {
    const { notes: [first, second], goAway } = processes(2)
    goAway()
    await first!.noteMergeDone('a-guid')
    expect([await first!.mergeState('a-guid'), await second!.mergeState('a-guid')]).toEqual(['done', undefined])
  })

  it('is known without a storage', async () => {
    const notes = createCartNotes({ sealer })
    await notes.noteMergeDone('a-guid')
    expect([await notes.mergeState('a-guid'), await notes.mergeState('other')]).toEqual(['done', undefined])
  })
})
