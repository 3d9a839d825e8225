import { describe, expect, it, vi } from 'vitest'
import { createStorage } from 'unstorage'
import memoryDriver from 'unstorage/drivers/memory'
import { createMemoryCallCounts, createRedisCallCounts } from '../../../src/runtime/server/auth/sign-in-limit/call-counts'
import type { CallCounts } from '../../../src/runtime/server/auth/sign-in-limit/call-counts'
import { createSignInLimit } from '../../../src/runtime/server/auth/sign-in-limit/sign-in-limit'
import { createAttemptCounts } from '../../../src/runtime/server/auth/sign-in-limit/attempt-counts'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { createMemoryStorage, createSharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import { useRedis } from '../../harness/use-redis'
import { fakeRequest } from '../fake-request'
import { useRedisConnections } from '../storage/redis-connections'

const redis = useRedis()
const connect = useRedisConnections()

const WINDOW = 1500

/** One process's. */
function inRedis(): CallCounts {
  const { client, prefix, storage } = connect({ url: redis.url })
  return createRedisCallCounts(client, createSharedStorage(storage, 'sapcc'), prefix, WINDOW)
}

describe.each([
  ['in memory', () => createMemoryCallCounts(WINDOW)],
  ['in Redis', inRedis],
])('calls counted %s', (_, create) => {
  it('are refused beyond the limit, with the time to wait, until that is over', async () => {
    const counts = create()
    const key = `key-${Math.random()}`
    expect(await Promise.all(Array.from({ length: 3 }, () => counts.count(key, 3)))).toEqual([0, 0, 0])
    const wait = await counts.count(key, 3)
    expect(wait).toBeGreaterThan(WINDOW / 2)
    expect(wait).toBeLessThanOrEqual(WINDOW)
    expect(await counts.count(`${key}-other`, 3)).toBe(0)
    // What is refused does not make the wait longer.
    await new Promise(resolve => setTimeout(resolve, WINDOW / 2))
    expect(await counts.count(key, 3)).toBeLessThanOrEqual(WINDOW / 2 + 1)
    await new Promise(resolve => setTimeout(resolve, WINDOW / 2 + 50))
    expect(await counts.count(key, 3)).toBe(0)
  })

  it('are never more at once than the limit', async () => {
    const counts = create()
    const key = `key-${Math.random()}`
    const answers = await Promise.all(Array.from({ length: 50 }, () => counts.count(key, 3)))
    expect(answers.filter(wait => wait === 0)).toHaveLength(3)
  })
})

it('calls counted in Redis count for all processes, in an entry that goes by itself', async () => {
  const [one, other] = [inRedis(), inRedis()]
  expect([await one.count('shared', 2), await other.count('shared', 2)]).toEqual([0, 0])
  expect(await one.count('shared', 2)).toBeGreaterThan(0)
  const { client, prefix } = connect({ url: redis.url })
  expect(await client.eval('return redis.call(\'pttl\', KEYS[1])', 1, `${prefix}:shared`)).toBeGreaterThan(0)
})

describe('calls of visitors who are not signed in', () => {
  it('displace no count of sign-ins, and leave nothing in a storage that never forgets', async () => {
    const inMount = createStorage({ driver: memoryDriver() })
    const counts = createAttemptCounts(createSharedStorage(inMount, 'sapcc'))
    // As for a shop without a mount: 50,000 entries at most.
    const fallback = createAttemptCounts(createMemoryStorage(900))
    for (const attempts of [fallback, counts]) {
      const limit = createSignInLimit({
        config: { attemptsPerUser: 1, attemptsPerAddress: 0, window: 900, addressHeader: 'x-client', trustedProxies: 1 },
        anonymousCalls: { limit: 5, counts: createMemoryCallCounts(60_000), fallback: createMemoryCallCounts(60_000) },
        password: 'a password of more than thirty-two characters',
        counts: attempts,
        fallback,
        log: { warn: vi.fn() } as never,
      })
      const guess = () => limit.limitAttempt(fakeRequest(), { kind: 'password', username: 'jane' }, () => Promise.reject(new SapccError('wrong', { status: 401, data: { type: 'BadCredentialsError' } })))
      await expect(guess()).rejects.toMatchObject({ data: { type: 'BadCredentialsError' } })
      for (let network = 0; network < 50_001; network++) await limit.countAnonymousCall(fakeRequest({ headers: { 'x-client': `2001:db8:${(network >> 16).toString(16)}:${(network & 0xFFFF).toString(16)}::1` } }))
      await expect(guess()).rejects.toMatchObject({ data: { type: 'TooManySignInsError' } })
    }
    expect(await inMount.getKeys()).toEqual([expect.stringMatching(/^sapcc:sign-in:user:/)])
  }, 60_000)
})
