import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createStorage } from 'unstorage'
import memoryDriver from 'unstorage/drivers/memory'
import redisDriver from 'unstorage/drivers/redis'
import { createMemoryStorage, createSharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import { findMount } from '../../../src/runtime/server/storage/mount'
import { createAttemptCounts } from '../../../src/runtime/server/auth/sign-in-limit/attempt-counts'
import type { AttemptCounts } from '../../../src/runtime/server/auth/sign-in-limit/attempt-counts'
import { createRedisCounts } from '../../../src/runtime/server/auth/sign-in-limit/redis-counts'
import { startRedis } from '../../harness/redis'
import type { RunningRedis } from '../../harness/redis'

let redis: RunningRedis
const storages: { dispose: () => Promise<void> }[] = []

beforeAll(async () => {
  redis = await startRedis()
}, 120_000)
afterAll(async () => {
  await Promise.all(storages.map(storage => storage.dispose()))
  await redis.dispose()
})

const kinds: Record<string, () => AttemptCounts> = {
  'in memory': () => createAttemptCounts(createMemoryStorage(60)),
  'in any storage': () => createAttemptCounts(createSharedStorage(createStorage({ driver: memoryDriver() }), 'sapcc')),
  'in Redis': () => {
    const storage = createStorage().mount('sapcc', redisDriver({ url: redis.url, base: 'shop' }))
    storages.push(storage)
    const mount = findMount(storage, 'sapcc')!
    return createRedisCounts(mount.redis!.client, createSharedStorage(mount.storage, 'sapcc'), mount.redis!.prefix)
  },
}

const WINDOW = 60_000

describe.each(Object.entries(kinds))('attempts counted %s', (_, create) => {
  let counts: AttemptCounts
  let key: string
  const take = (limit = 3, window = WINDOW) => counts.take(key, limit, window)
  const settle = (outcome: 'failed' | 'succeeded' | 'unknown', keepFailures = false) => counts.settle(key, outcome, WINDOW, keepFailures)

  async function fail(times: number): Promise<void> {
    for (let attempt = 0; attempt < times; attempt++) {
      expect(await take()).toBe('taken')
      await settle('failed')
    }
  }

  beforeEach(() => {
    counts = create()
    key = `key-${Math.random()}`
  })

  it('are refused after as many failures as are allowed, and told for how long', async () => {
    await fail(3)
    const wait = await take()
    expect(wait).toBeGreaterThan(WINDOW - 10_000)
    expect(wait).toBeLessThanOrEqual(WINDOW)
    expect(await counts.take(`${key}-other`, 3, WINDOW)).toBe('taken')
  })

  it('are never more at once than may fail', async () => {
    const taken = await Promise.all(Array.from({ length: 20 }, () => take()))
    expect(taken.filter(answer => answer === 'taken')).toHaveLength(3)
    expect(taken.filter(answer => answer === 'busy')).toHaveLength(17)
    await settle('failed')
    expect(await take()).toBe('busy')
    await settle('unknown')
    expect(await take()).toBe('taken')
  })

  it('begin anew after a success', async () => {
    await fail(2)
    await take()
    await settle('succeeded')
    await fail(3)
    expect(await take()).not.toBe('taken')
  })

  it('keep their failures where a success says nothing about them', async () => {
    await fail(2)
    await take()
    await settle('succeeded', true)
    await fail(1)
    expect(await take()).not.toBe('taken')
  })

  it('begin anew when the time is over', async () => {
    expect(await take(1, 2000)).toBe('taken')
    await counts.settle(key, 'failed', 2000, false)
    expect(await take(1, 2000)).toBeGreaterThan(0)
    await new Promise(resolve => setTimeout(resolve, 2100))
    expect(await take(1, 2000)).toBe('taken')
  })
})
