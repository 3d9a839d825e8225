import { describe, expect, it } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { createLocalLock } from '../../../src/runtime/server/storage/lock'
import { createMemoryStorage } from '../../../src/runtime/server/storage/shared-storage'
import { settlesWithin } from '../../../src/runtime/server/time/sleep'
import { cacheWith, countOf, readOf, sapWith, virtualClock } from './support'

const unavailable = () => new SapccError('down', { status: 503, data: { type: 'UpstreamUnreachableError' } })
const notFound = () => new SapccError('gone', { status: 400, data: { type: 'UnknownIdentifierError' } })

describe('an answer that is kept', () => {
  it('is asked for once in its lifetime', async () => {
    const clock = virtualClock()
    const { cache } = cacheWith(clock)
    const sap = sapWith()
    for (let second = 0; second < 60; second++) {
      expect(await countOf(cache.answer(readOf('1'), sap.fetch))).toBe(1)
      clock.forward(999)
    }
    expect(sap.asked()).toBe(1)
  })

  it('is given once more after its lifetime, while a new one is fetched once', async () => {
    const clock = virtualClock()
    const { cache } = cacheWith(clock)
    const sap = sapWith()
    await cache.answer(readOf('1'), sap.fetch)
    clock.forward(60_000)
    const release = sap.hold()
    const read = readOf('1')
    expect(await Promise.all([1, 2, 3].map(() => countOf(cache.answer(read, sap.fetch))))).toEqual([1, 1, 1])
    expect(sap.asked()).toBe(2)
    release()
    await read.refreshed()
    expect(await countOf(cache.answer(readOf('1'), sap.fetch))).toBe(2)
    expect(sap.asked()).toBe(2)
  })

  it('is not given any more when it is too old', async () => {
    const clock = virtualClock()
    const { cache } = cacheWith(clock)
    const sap = sapWith()
    await cache.answer(readOf('1'), sap.fetch)
    clock.forward(660_000)
    expect(await countOf(cache.answer(readOf('1'), sap.fetch))).toBe(2)
  })

  it('is never given after its lifetime where the platform stops with the response', async () => {
    const clock = virtualClock()
    const { cache } = cacheWith(clock, { continuesAfterResponse: false })
    const sap = sapWith()
    await cache.answer(readOf('1'), sap.fetch)
    clock.forward(60_000)
    expect(await countOf(cache.answer(readOf('1'), sap.fetch))).toBe(2)
  })

  it('says where it came from: SAP, the cache, or the cache after its lifetime', async () => {
    const clock = virtualClock()
    const { cache } = cacheWith(clock)
    const sap = sapWith()
    const causes: string[] = []
    const read = readOf('1')
    const outcomeOf = async () => (await cache.answer(read, (cause) => {
      causes.push(cause)
      return sap.fetch()
    })).outcome
    // Those who wait for the same request have not got it from the cache.
    expect(await Promise.all([outcomeOf(), outcomeOf()])).toEqual(['miss', 'miss'])
    expect(await outcomeOf()).toBe('hit')
    clock.forward(60_001)
    expect(await outcomeOf()).toBe('stale')
    await read.refreshed()
    expect(await outcomeOf()).toBe('hit')
    expect(causes).toEqual(['miss', 'stale'])
  })

  it('is another one for another address and another operation', async () => {
    const { cache } = cacheWith(virtualClock())
    const sap = sapWith()
    await cache.answer(readOf('1'), sap.fetch)
    expect(await countOf(cache.answer(readOf('2'), sap.fetch))).toBe(2)
    expect(await countOf(cache.answer(readOf('1', { url: readOf('1').url.replace('lang=en', 'lang=de') }), sap.fetch))).toBe(3)
    expect(await countOf(cache.answer(readOf('1', { operationId: 'getOwnProduct' }), sap.fetch))).toBe(4)
  })

  it('is one request to SAP, however many ask at the same time', async () => {
    const { cache } = cacheWith(virtualClock())
    const sap = sapWith()
    const release = sap.hold()
    const answers = Array.from({ length: 200 }, () => countOf(cache.answer(readOf('1'), sap.fetch)))
    await Promise.resolve()
    release()
    expect(new Set(await Promise.all(answers))).toEqual(new Set([1]))
    expect(sap.asked()).toBe(1)
  })
})

describe('an answer that others wait for', () => {
  const never = () => new Promise<never>(() => undefined)

  it('is fetched although the visitor who asked first leaves', async () => {
    const { cache } = cacheWith(virtualClock())
    const sap = sapWith()
    const release = sap.hold()
    const read = readOf('1')
    const answering = cache.answer(read, sap.fetch)
    expect(read.kept()).toBe(1)
    release()
    await Promise.all([answering, read.refreshed()])
  })

  it('keeps the process alive with nothing that rejects', async () => {
    const { cache } = cacheWith(virtualClock())
    const sap = sapWith()
    sap.failWith(unavailable())
    const read = readOf('1')
    await expect(cache.answer(read, sap.fetch)).rejects.toMatchObject({ status: 503 })
    expect(await read.refreshed()).toEqual([undefined])
  })

  it('is fetched once more when the first request has no end', async () => {
    const clock = virtualClock()
    const { cache } = cacheWith(clock)
    const sap = sapWith()
    void cache.answer(readOf('1'), never)
    await Promise.resolve()
    clock.forward(10_000)
    expect(new Set(await Promise.all([1, 2, 3].map(() => countOf(cache.answer(readOf('1'), sap.fetch)))))).toEqual(new Set([1]))
    expect(sap.asked()).toBe(1)
  })

  it('is replaced in the background when the first request for a new one has no end', async () => {
    const clock = virtualClock()
    const { cache } = cacheWith(clock)
    const sap = sapWith()
    await cache.answer(readOf('1'), sap.fetch)
    clock.forward(60_000)
    await cache.answer(readOf('1'), never)
    clock.forward(10_000)
    const read = readOf('1')
    expect(await countOf(cache.answer(read, sap.fetch))).toBe(1)
    await read.refreshed()
    expect(await countOf(cache.answer(readOf('1'), sap.fetch))).toBe(2)
  })

  it('is that of the first request where this one is only slow', async () => {
    const clock = virtualClock()
    const { cache } = cacheWith(clock)
    const sap = sapWith()
    const release = sap.hold()
    const first = countOf(cache.answer(readOf('1'), sap.fetch))
    clock.forward(10_000)
    const second = countOf(cache.answer(readOf('1'), never))
    release()
    expect(await Promise.all([first, second])).toEqual([1, 1])
  })

  it('is the error when both requests fail', async () => {
    const clock = virtualClock()
    const { cache } = cacheWith(clock)
    const sap = sapWith()
    sap.failWith(unavailable())
    const release = sap.hold()
    const first = cache.answer(readOf('1'), sap.fetch)
    clock.forward(10_000)
    const second = cache.answer(readOf('1'), sap.fetch)
    release()
    for (const answer of await Promise.allSettled([first, second])) expect(answer).toMatchObject({ status: 'rejected', reason: { status: 503 } })
  })
})

describe('an answer that is not kept', () => {
  it('is an error, which all who wait for it get', async () => {
    const { cache } = cacheWith(virtualClock())
    const sap = sapWith()
    sap.failWith(unavailable())
    const release = sap.hold()
    const answers = [1, 2, 3].map(() => cache.answer(readOf('1'), sap.fetch))
    release()
    for (const answer of await Promise.allSettled(answers)) expect(answer).toMatchObject({ status: 'rejected', reason: { status: 503 } })
    expect(sap.asked()).toBe(1)
    sap.failWith(undefined)
    expect(await countOf(cache.answer(readOf('1'), sap.fetch))).toBe(2)
  })

  it('is one that may not be, or is too large', async () => {
    for (const sap of [sapWith({ isCacheable: false }), sapWith({ padding: 10_000 })]) {
      const storage = createMemoryStorage(60)
      const { cache } = cacheWith(virtualClock(), { storage })
      expect(await countOf(cache.answer(readOf('1'), sap.fetch))).toBe(1)
      expect(await countOf(cache.answer(readOf('1'), sap.fetch))).toBe(2)
    }
  })
})

describe('while SAP is away', () => {
  it('the old answer is given, and SAP is asked again after a pause', async () => {
    const clock = virtualClock()
    const { cache, failures } = cacheWith(clock)
    const sap = sapWith()
    await cache.answer(readOf('1'), sap.fetch)
    sap.failWith(unavailable())
    clock.forward(60_000)
    for (let second = 0; second < 20; second++) {
      const read = readOf('1')
      expect(await countOf(cache.answer(read, sap.fetch))).toBe(1)
      await read.refreshed()
      clock.forward(1000)
    }
    // At 60, 65, 70 and 75 seconds.
    expect(sap.asked()).toBe(1 + 4)
    expect(failures.map(([operationId]) => operationId)).toEqual(Array.from({ length: 4 }, () => 'getProduct'))
  })

  it('an answer is given no longer when SAP says that there is nothing any more', async () => {
    const clock = virtualClock()
    const storage = createMemoryStorage(10_000, clock.monotonic)
    const { cache, failures } = cacheWith(clock, { storage })
    const sap = sapWith()
    await cache.answer(readOf('1'), sap.fetch)
    sap.failWith(notFound())
    clock.forward(60_000)
    const read = readOf('1')
    await cache.answer(read, sap.fetch)
    await read.refreshed()
    await expect(cache.answer(readOf('1'), sap.fetch)).rejects.toMatchObject({ status: 400 })
    expect(failures).toEqual([])
  })
})

describe('answers that were purged', () => {
  it.each([['by their operation', ['getProduct']], ['by a tag', ['productCode:1']], ['with everything', 'everything']] as const)('are asked for again: %s', async (_, tags) => {
    const { cache } = cacheWith(virtualClock())
    const sap = sapWith()
    await cache.answer(readOf('1'), sap.fetch)
    await cache.purge(tags)
    expect(await countOf(cache.answer(readOf('1'), sap.fetch))).toBe(2)
    expect(await countOf(cache.answer(readOf('1'), sap.fetch))).toBe(2)
  })

  it('are not others', async () => {
    const { cache } = cacheWith(virtualClock())
    const sap = sapWith()
    await cache.answer(readOf('1'), sap.fetch)
    await cache.purge(['productCode:2', 'getProducts'])
    expect(await countOf(cache.answer(readOf('1'), sap.fetch))).toBe(1)
  })

  it('do not come back with a request that was under way', async () => {
    const { cache } = cacheWith(virtualClock())
    const sap = sapWith()
    const release = sap.hold()
    const before = countOf(cache.answer(readOf('1'), sap.fetch))
    await cache.purge(['productCode:1'])
    const after = countOf(cache.answer(readOf('1'), sap.fetch))
    release()
    expect([await before, await after]).toEqual([1, 2])
    expect(await countOf(cache.answer(readOf('1'), sap.fetch))).toBe(2)
  })
})

describe('the answers in memory', () => {
  it('are never more than the limits, and the one that was not asked for for the longest time goes first', async () => {
    const { cache } = cacheWith(virtualClock(), { limits: { maxEntries: 3, maxBytes: 1024 * 1024, maxAnswerBytes: 10_000 } })
    const sap = sapWith()
    for (const code of ['1', '2', '3', '1', '4']) await cache.answer(readOf(code), sap.fetch)
    expect(sap.asked()).toBe(4)
    expect(await countOf(cache.answer(readOf('1'), sap.fetch))).toBe(1)
    expect(await countOf(cache.answer(readOf('2'), sap.fetch))).toBe(5)
  })
})

describe('several processes with one storage', () => {
  const processes = (clock = virtualClock(), lock = createLocalLock()) => {
    const storage = createMemoryStorage(100_000, clock.monotonic)
    return { clock, storage, one: cacheWith(clock, { storage, lock }), two: cacheWith(clock, { storage, lock }) }
  }

  it('share their answers', async () => {
    const { one, two } = processes()
    const sap = sapWith()
    await one.cache.answer(readOf('1'), sap.fetch)
    expect(await countOf(two.cache.answer(readOf('1'), sap.fetch))).toBe(1)
    expect(sap.asked()).toBe(1)
  })

  it('say of a shared answer that it is kept', async () => {
    const { one, two } = processes()
    const sap = sapWith()
    expect([(await one.cache.answer(readOf('1'), sap.fetch)).outcome, (await two.cache.answer(readOf('1'), sap.fetch)).outcome]).toEqual(['miss', 'hit'])
  })

  it('share the age of an answer, too', async () => {
    const { clock, one, two } = processes()
    const sap = sapWith()
    await one.cache.answer(readOf('1'), sap.fetch)
    clock.forward(50_000)
    await two.cache.answer(readOf('1'), sap.fetch)
    clock.forward(10_000)
    const read = readOf('1')
    expect(await countOf(two.cache.answer(read, sap.fetch))).toBe(1)
    await read.refreshed()
    expect(await countOf(one.cache.answer(readOf('1'), sap.fetch))).toBe(1)
    expect(await countOf(two.cache.answer(readOf('1'), sap.fetch))).toBe(2)
    expect(sap.asked()).toBe(2)
  })

  it('ask SAP once, where they have a lock', async () => {
    const { one, two } = processes()
    const sap = sapWith()
    const release = sap.hold()
    const answers = Array.from({ length: 20 }, (_, index) => countOf((index % 2 ? one : two).cache.answer(readOf('1'), sap.fetch)))
    await new Promise(resolve => setTimeout(resolve, 20))
    release()
    expect(new Set(await Promise.all(answers))).toEqual(new Set([1]))
    expect(sap.asked()).toBe(1)
  })

  it('ask SAP each for itself while the lock is away', async () => {
    const { one, two } = processes(virtualClock(), { acquire: () => Promise.reject(unavailable()) })
    const sap = sapWith()
    expect(await Promise.all([one, two].map(({ cache }) => countOf(cache.answer(readOf('1'), sap.fetch))))).toEqual([1, 2])
  })

  it('learn of a purge within a second', async () => {
    const { clock, one, two } = processes()
    const sap = sapWith()
    await one.cache.answer(readOf('1'), sap.fetch)
    await two.cache.answer(readOf('1'), sap.fetch)
    await one.cache.purge(['productCode:1'])
    expect(await countOf(one.cache.answer(readOf('1'), sap.fetch))).toBe(2)
    clock.forward(1000)
    expect(await countOf(two.cache.answer(readOf('1'), sap.fetch))).toBe(2)
  })

  it('do not take over a request that was under way during a purge of another one', async () => {
    const { clock, one, two } = processes()
    const sap = sapWith()
    const release = sap.hold()
    const before = countOf(one.cache.answer(readOf('1'), sap.fetch))
    await new Promise(resolve => setTimeout(resolve, 5))
    await two.cache.purge(['getProduct'])
    release()
    await before
    clock.forward(1000)
    expect(await countOf(one.cache.answer(readOf('1'), sap.fetch))).toBe(2)
  })

  it('forget everything when the stored purges were lost, of which some may have been theirs', async () => {
    const { clock, storage, one } = processes()
    const sap = sapWith()
    await one.cache.answer(readOf('1'), sap.fetch)
    await one.cache.purge(['productCode:9'])
    await storage.remove('purges')
    await cacheWith(clock, { storage }).cache.purge(['productCode:8'])
    clock.forward(1000)
    expect(await countOf(one.cache.answer(readOf('1'), sap.fetch))).toBe(2)
  })

  it('go on with their memory while the storage is away, and purge nothing', async () => {
    const { clock, storage, one } = processes()
    const sap = sapWith()
    await one.cache.answer(readOf('1'), sap.fetch)
    const away = () => Promise.reject(unavailable())
    Object.assign(storage, { get: away, set: away, replace: away, remove: away })
    clock.forward(2000)
    expect(await countOf(one.cache.answer(readOf('1'), sap.fetch))).toBe(1)
    expect(await countOf(one.cache.answer(readOf('2'), sap.fetch))).toBe(2)
    expect(await countOf(one.cache.answer(readOf('2'), sap.fetch))).toBe(2)
    await expect(one.cache.purge(['getProduct'])).rejects.toMatchObject({ status: 503, data: { type: 'CacheUnavailableError' } })
  })

  it('give what is fresh in their memory without waiting for a storage that hangs', async () => {
    const { clock, storage, one } = processes()
    const sap = sapWith()
    await one.cache.answer(readOf('1'), sap.fetch)
    storage.get = () => new Promise<never>(() => undefined)
    clock.forward(1000)
    const answering = countOf(one.cache.answer(readOf('1'), sap.fetch))
    expect(await settlesWithin(answering, 500)).toBe(true)
    // The next ones wait no more.
    clock.forward(50)
    expect(await settlesWithin(one.cache.answer(readOf('1'), sap.fetch), 20)).toBe(true)
    expect(sap.asked()).toBe(1)
  })

  it('take an answer from the future, by a clock that is wrong, for one that has expired', async () => {
    const { storage, one } = processes()
    const ahead = virtualClock()
    ahead.forward(3_600_000)
    const sap = sapWith()
    await cacheWith(ahead, { storage }).cache.answer(readOf('1'), sap.fetch)
    expect(await countOf(one.cache.answer(readOf('1'), sap.fetch))).toBe(2)
  })
})
