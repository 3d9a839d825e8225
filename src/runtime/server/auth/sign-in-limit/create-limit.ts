import type { SapccConfig } from '../../config/types'
import type { Measure } from '../../hooks'
import type { ServerLog } from '../../log/server-log'
import { createMemoryStorage } from '../../storage/shared-storage'
import type { StorageServices } from '../../storage/storage-services'
import { systemClock } from '../../time/clock'
import { createAttemptCounts } from './attempt-counts'
import { createMemoryCallCounts, createRedisCallCounts } from './call-counts'
import { createRedisCounts } from './redis-counts'
import { createSignInLimit } from './sign-in-limit'
import type { SignInLimit } from './sign-in-limit'

/** The window of `api.anonymousCallsPerAddress`. Milliseconds. */
const MINUTE = 60_000

/** Puts the limit together: which counts are shared by all processes depends on the shop's storage. */
export function createLimit({ api, signIn, session }: SapccConfig, { storage, redis }: StorageServices, measure: Measure, log: ServerLog): SignInLimit {
  const ownCounts = createAttemptCounts(createMemoryStorage(signIn.window), () => Math.round(systemClock.monotonic()))
  // Redis counts for all processes; other storages at least keep the counts of a process that was restarted.
  const counts = redis && storage ? createRedisCounts(redis.client, storage, redis.prefix) : storage && createAttemptCounts(storage)
  const ownCallCounts = createMemoryCallCounts(MINUTE)
  // Without Redis calls are counted in memory: other storages would need two commands per call, and some never remove an address.
  const callCounts = redis && storage ? createRedisCallCounts(redis.client, storage, redis.prefix, MINUTE) : ownCallCounts
  const anonymousCalls = { limit: api.anonymousCallsPerAddress, counts: callCounts, fallback: ownCallCounts }
  return createSignInLimit({ config: signIn, anonymousCalls, password: session.passwords[0], counts: counts ?? ownCounts, fallback: ownCounts, measure, log })
}
