import { afterAll, beforeAll } from 'vitest'
import { startRedis } from './redis.ts'
import type { RunningRedis } from './redis.ts'

/** Starts a Redis for the tests of a suite and removes it afterwards. @returns an object whose members are set when the tests run. */
export function useRedis(): RunningRedis {
  const redis = {} as RunningRedis
  beforeAll(async () => void Object.assign(redis, await startRedis()))
  afterAll(() => redis.dispose?.())
  return redis
}
