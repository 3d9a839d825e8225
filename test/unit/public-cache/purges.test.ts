import { describe, expect, it } from 'vitest'
import { createPurges } from '../../../src/runtime/server/public-cache/purges'
import { createMemoryStorage } from '../../../src/runtime/server/storage/shared-storage'
import { virtualClock } from './support'

const keepAlive = () => undefined

/** A storage that compares first and writes later, as drivers without a compare-and-set do. */
function slowStorage() {
  const values = new Map<string, string>()
  let writes = 0
  const later = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))
  return {
    writes: () => writes,
    get: async (...keys: string[]) => {
      await later(1)
      return keys.map(key => values.get(key))
    },
    replace: async (key: string, expected: string | undefined, value: string) => {
      if (values.get(key) !== expected) return false
      await later(5)
      writes++
      values.set(key, value)
      return true
    },
  }
}

describe('purges', () => {
  it('are one write, however many tags there are', async () => {
    const storage = createMemoryStorage(1000)
    const purges = createPurges({ storage })
    await purges.sync(keepAlive)
    let writes = 0
    const { replace } = storage
    storage.replace = (...args) => {
      writes++
      return replace(...args)
    }
    await purges.purge(Array.from({ length: 500 }, (_, index) => `productCode:${index}`))
    expect(writes).toBe(1)
  })

  it('of more tags than one key can hold are purges of everything', async () => {
    const purges = createPurges({})
    const stamp = purges.stamp()
    await purges.purge(Array.from({ length: 600 }, (_, index) => `productCode:${index}`))
    expect(purges.isCurrent(stamp, ['productCode:x'])).toBe(true)
    await purges.purge(Array.from({ length: 600 }, (_, index) => `productCode:b${index}`))
    expect(purges.isCurrent(stamp, ['productCode:x'])).toBe(false)
    expect(purges.isCurrent(purges.stamp(), ['productCode:x'])).toBe(true)
  })

  it('at the same time are all kept', async () => {
    const storage = createMemoryStorage(1000)
    const all = Array.from({ length: 5 }, () => createPurges({ storage }))
    await Promise.all(all.map(purges => purges.sync(keepAlive)))
    const stamp = all[0]!.stamp()
    await Promise.all(all.map((purges, index) => purges.purge([`tag:${index}`])))
    const late = createPurges({ storage })
    await late.sync(keepAlive)
    for (const index of all.keys()) expect(late.isCurrent(stamp, [`tag:${index}`])).toBe(false)
    expect(late.isCurrent(stamp, ['tag:other'])).toBe(true)
  })

  it('of one process at the same time are written one after another', async () => {
    const storage = slowStorage()
    const purges = createPurges({ storage })
    await purges.sync(keepAlive)
    const stamp = purges.stamp()
    const before = storage.writes()
    await Promise.all([1, 2, 3].map(index => purges.purge([`tag:${index}`])))
    expect(storage.writes() - before).toBe(3)
    const other = createPurges({ storage })
    await other.sync(keepAlive)
    for (const index of [1, 2, 3]) expect(other.isCurrent(stamp, [`tag:${index}`])).toBe(false)
    expect(other.isCurrent(stamp, ['tag:other'])).toBe(true)
  })

  it.each([['a tag each', ['tag:1']], ['everything', 'everything']] as const)('that another process has overwritten are written once more: %s', async (_, tags) => {
    const storage = slowStorage()
    const one = createPurges({ storage })
    await one.sync(keepAlive)
    const two = createPurges({ storage })
    await two.sync(keepAlive)
    const stamp = one.stamp()
    await Promise.all([one.purge(tags), two.purge(['tag:2'])])
    const late = createPurges({ storage })
    await late.sync(keepAlive)
    for (const index of [1, 2]) expect(late.isCurrent(stamp, [`tag:${index}`])).toBe(false)
    expect(late.isCurrent(stamp, ['tag:other'])).toBe(tags !== 'everything')
  })

  it('fail when they cannot be read back', async () => {
    const storage = slowStorage()
    const purges = createPurges({ storage })
    await purges.sync(keepAlive)
    // Writes that do not arrive.
    storage.replace = () => Promise.resolve(true)
    await expect(purges.purge(['tag:1'])).rejects.toMatchObject({ status: 503 })
  })

  it('go on after one that failed, or has no end', async () => {
    const storage = slowStorage()
    const purges = createPurges({ storage, maxWait: 20 })
    await purges.sync(keepAlive)
    const stamp = purges.stamp()
    const { get } = storage
    storage.get = () => Promise.reject(new Error('away'))
    await expect(purges.purge(['tag:1'])).rejects.toMatchObject({ status: 503 })
    storage.get = () => new Promise<never>(() => undefined)
    void purges.purge(['tag:2'])
    await new Promise(resolve => setTimeout(resolve, 5))
    storage.get = get
    await purges.purge(['tag:3'])
    expect(purges.isCurrent(stamp, ['tag:3'])).toBe(false)
  })

  it.each(['constructor', '__proto__', 'toString'])('are of tags with any name: %s', async (tag) => {
    const storage = createMemoryStorage(1000)
    const purges = createPurges({ storage })
    await purges.sync(keepAlive)
    const stamp = purges.stamp()
    expect(purges.isCurrent(stamp, [tag])).toBe(true)
    await purges.purge([tag])
    expect(purges.isCurrent(stamp, [tag])).toBe(false)
    const other = createPurges({ storage })
    await other.sync(keepAlive)
    expect(other.isCurrent(stamp, [tag])).toBe(false)
  })

  it.each(['', 'v1 ', 'v1 {}', 'v1 {"epoch":1}', '[1]'])('that cannot be read begin anew: %j', async (text) => {
    const storage = createMemoryStorage(1000)
    await storage.set('purges', text, 60)
    const purges = createPurges({ storage })
    const before = purges.stamp()
    await purges.sync(keepAlive)
    await purges.purge(['a:1'])
    expect(purges.isCurrent(before, ['a:1'])).toBe(false)
  })
})

describe('to learn of the purges of others', () => {
  const never = new Promise<never>(() => undefined)

  it('keeps the process alive, although the visitor who asks leaves', async () => {
    const works: Promise<unknown>[] = []
    await createPurges({ storage: createMemoryStorage(1000) }).sync(work => void works.push(work))
    expect(works).toHaveLength(1)
    expect(await Promise.allSettled(works)).toEqual([{ status: 'fulfilled', value: undefined }])
  })

  it('begins anew after a second when an earlier attempt has no end', async () => {
    const clock = virtualClock()
    const storage = createMemoryStorage(1000)
    const one = createPurges({ storage })
    const two = createPurges({ storage, now: clock.monotonic })
    await two.sync(keepAlive)
    const stamp = two.stamp()
    await one.purge(['a:1'])
    clock.forward(1000)
    const { get } = storage
    storage.get = () => never
    await two.sync(keepAlive)
    expect(two.isCurrent(stamp, ['a:1'])).toBe(true)
    storage.get = get
    clock.forward(1000)
    await two.sync(keepAlive)
    expect(two.isCurrent(stamp, ['a:1'])).toBe(false)
  })

  it('does not bring back what was purged here meanwhile', async () => {
    const clock = virtualClock()
    const storage = createMemoryStorage(1000)
    const purges = createPurges({ storage, now: clock.monotonic })
    await purges.sync(keepAlive)
    const stamp = purges.stamp()
    clock.forward(1000)
    const { get } = storage
    let release!: () => void
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    storage.get = async (...keys) => {
      const found = await get(...keys)
      await gate
      return found
    }
    const checked: Promise<unknown>[] = []
    const syncing = purges.sync(work => void checked.push(work))
    storage.get = get
    await purges.purge(['a:1'])
    release()
    await Promise.all([syncing, ...checked])
    expect(purges.isCurrent(stamp, ['a:1'])).toBe(false)
  })
})
