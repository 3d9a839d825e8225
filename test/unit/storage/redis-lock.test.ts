import { describe, expect, it } from 'vitest'
import { createRedisLock } from '../../../src/runtime/server/storage/redis-lock'
import { MAX_STRETCH } from '../../../src/runtime/server/time/answers-within'

/** The default of `createSharedStorage`. Milliseconds. */
const OPERATION_TIMEOUT = 1000

/** A lock in a Redis with one key. @param delays how many milliseconds after its command each answer to `SET` is read */
function lockWithDelays(delays: number[], { ttl }: { ttl?: number } = {}) {
  let time = 0
  const state = { owner: undefined as string | undefined, owners: [] as string[], ttls: [] as number[], extensions: 0 }
  const redis = {
    async set(_key: string, owner: string, _unit: 'PX', ms: number) {
      state.ttls.push(ms)
      const isTaken = state.owner === undefined
      if (isTaken) {
        state.owner = owner
        state.owners.push(owner)
      }
      await Promise.resolve()
      time += delays.shift() ?? 0
      return isTaken ? 'OK' : null
    },
    async eval(script: string, _count: number, _key: string, owner: string) {
      await Promise.resolve()
      if (script.includes('pexpire')) return state.extensions++
      expect(script).toContain(`redis.call('del'`)
      if (state.owner === owner) state.owner = undefined
      return 1
    },
  }
  const storage = { withOutageDetection: <Result>(work: () => Promise<Result>) => work(), lastOutage: () => undefined }
  return { state, lock: createRedisLock({ redis: redis as never, storage, prefix: 'shop', maxWait: 60_000, now: () => time, ...(ttl === undefined ? {} : { ttl }) }) }
}

describe('a lock in Redis', () => {
  it('is given back when its answer was read late, because it may have expired, and is taken anew', async () => {
    const { state, lock } = lockWithDelays([1900, 1000, 999], { ttl: 3000 })
    const release = await lock.acquire('session')
    expect(state.owners).toHaveLength(3)
    expect(state.owner).toBe(state.owners[2])
    await release()
    expect(state.owner).toBeUndefined()
  })

  it.each([[200, 0], [900, 1]])('is extended at once when its answer was read after a part of its time (%s ms: %s times)', async (delay, extensions) => {
    const { state, lock } = lockWithDelays([delay], { ttl: 3000 })
    const release = await lock.acquire('session')
    expect(state.owners).toHaveLength(1)
    await release()
    expect(state.extensions).toBe(extensions)
  })

  it('outlives the longest operation that is sent before it is extended', async () => {
    const { state, lock } = lockWithDelays([])
    await (await lock.acquire('session'))()
    expect(state.ttls).toEqual([expect.any(Number)])
    expect(state.ttls[0]! * 2 / 3).toBeGreaterThanOrEqual(MAX_STRETCH * OPERATION_TIMEOUT)
    expect(Number.isInteger(state.ttls[0])).toBe(true)
  })
})
