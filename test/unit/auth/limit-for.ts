import { createAttemptCounts } from '../../../src/runtime/server/auth/sign-in-limit/attempt-counts'
import { createSignInLimit } from '../../../src/runtime/server/auth/sign-in-limit/sign-in-limit'
import { createMemoryStorage } from '../../../src/runtime/server/storage/shared-storage'

/** A sign-in limit of one process, which counts in memory. @param attemptsPerAddress 0: none */
export function limitFor(attemptsPerUser: number, attemptsPerAddress = 0): ReturnType<typeof createSignInLimit> {
  const counts = createAttemptCounts(createMemoryStorage(900))
  return createSignInLimit({
    config: { attemptsPerUser, attemptsPerAddress, window: 900, addressHeader: undefined, trustedProxies: 1 },
    password: 'a password of more than thirty-two characters',
    counts,
    fallback: counts,
    log: { warn: () => {} } as never,
  })
}
