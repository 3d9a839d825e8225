import { beforeEach, describe, expect, it } from 'vitest'
import { createStorage } from 'unstorage'
import memoryDriver from 'unstorage/drivers/memory'
import { createMemoryStorage, createSharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import { ATTEMPT_LIFETIME, createAttemptCounts } from '../../../src/runtime/server/auth/sign-in-limit/attempt-counts'
import type { AttemptCounts } from '../../../src/runtime/server/auth/sign-in-limit/attempt-counts'
import { createRedisCounts } from '../../../src/runtime/server/auth/sign-in-limit/redis-counts'
import { useRedis } from '../../harness/use-redis'
import { useRedisConnections } from '../storage/redis-connections'

const redis = useRedis()
const connect = useRedisConnections()

const kinds: Record<string, () => AttemptCounts> = {
  'in memory': () => createAttemptCounts(createMemoryStorage(60)),
  'in any storage': () => createAttemptCounts(createSharedStorage(createStorage({ driver: memoryDriver() }), 'sapcc')),
  'in Redis': () => {
    const { client, prefix, storage } = connect({ url: redis.url })
    return createRedisCounts(client, createSharedStorage(storage, 'sapcc'), prefix)
  },
}

const WINDOW = 60_000

describe.each(Object.entries(kinds))('attempts counted %s', (_, create) => {
  let counts: AttemptCounts
  let key: string
  /** Attempts that are under way, oldest first. */
  let underWay: string[]

  async function take(limit = 3, window = WINDOW) {
    const attempt = crypto.randomUUID()
    const answer = await counts.take(key, attempt, limit, window)
    if (answer === 'taken') underWay.push(attempt)
    return answer
  }

  const settle = (outcome: 'failed' | 'succeeded' | 'unknown', keepFailures = false, window = WINDOW) => counts.recordOutcome(key, underWay.shift()!, outcome, window, keepFailures)

  async function fail(times: number): Promise<void> {
    for (let attempt = 0; attempt < times; attempt++) {
      expect(await take()).toBe('taken')
      await settle('failed')
    }
  }

  beforeEach(() => {
    counts = create()
    underWay = []
    key = `key-${Math.random()}`
  })

  it('are refused after as many failures as are allowed, with the time to wait', async () => {
    await fail(3)
    const wait = await take()
    expect(wait).toBeGreaterThan(WINDOW - 10_000)
    expect(wait).toBeLessThanOrEqual(WINDOW)
    expect(await counts.take(`${key}-other`, 'one', 3, WINDOW)).toBe('taken')
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

  it('start from zero after a success', async () => {
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

  it('start from zero when the time is over', async () => {
    expect(await take(1, 2000)).toBe('taken')
    await settle('failed', false, 2000)
    expect(await take(1, 2000)).toBeGreaterThan(0)
    await new Promise(resolve => setTimeout(resolve, 2100))
    expect(await take(1, 2000)).toBe('taken')
  })

  it('are settled once, however often that is repeated', async () => {
    for (let repeated = 0; repeated < 3; repeated++) expect(await counts.take(key, 'one', 2, WINDOW)).toBe('taken')
    expect(await counts.take(key, 'two', 2, WINDOW)).toBe('taken')
    expect(await counts.take(key, 'three', 2, WINDOW)).toBe('busy')
    for (let repeated = 0; repeated < 3; repeated++) await counts.recordOutcome(key, 'one', 'failed', WINDOW, false)
    await counts.recordOutcome(key, 'two', 'unknown', WINDOW, false)
    expect(await counts.take(key, 'three', 2, WINDOW)).toBe('taken')
  })
})

describe('an attempt that is never settled', () => {
  it('counts for a minute, in a storage', async () => {
    let now = 1_000_000
    const counts = createAttemptCounts(createSharedStorage(createStorage({ driver: memoryDriver() }), 'sapcc'), () => now)
    expect(await counts.take('key', 'killed', 1, 900_000)).toBe('taken')
    now += ATTEMPT_LIFETIME - 1
    expect(await counts.take('key', 'next', 1, 900_000)).toBe('busy')
    now += 1
    expect(await counts.take('key', 'next', 1, 900_000)).toBe('taken')
    // It was slow, not killed: its failure counts all the same.
    await counts.recordOutcome('key', 'killed', 'failed', 900_000, false)
    expect(await counts.take('key', 'third', 1, 900_000)).toBeGreaterThan(0)
  })

  it('counts for a minute, in Redis', async () => {
    const { client, prefix, storage } = connect({ url: redis.url })
    const counts = createRedisCounts(client, createSharedStorage(storage, 'sapcc'), prefix)
    expect(await counts.take('killed', 'one', 1, 900_000)).toBe('taken')
    expect(await counts.take('killed', 'next', 1, 900_000)).toBe('busy')
    const until = Number(await client.eval('return redis.call(\'hget\', KEYS[1], \'attempt:one\')', 1, `${prefix}:killed`))
    expect(Math.abs(until - Date.now() - ATTEMPT_LIFETIME)).toBeLessThan(5000)
    await client.eval('return redis.call(\'hset\', KEYS[1], \'attempt:one\', 1)', 1, `${prefix}:killed`)
    expect(await counts.take('killed', 'next', 1, 900_000)).toBe('taken')
  })
})
