import { describe, expect, it, vi } from 'vitest'
import { MAX_PENDING_REVOCATIONS, createPendingRevocations } from '../../../src/runtime/server/auth/pending-revocations'
import type { RevocationParameters } from '../../../src/runtime/server/oauth'
import { createLocalLock } from '../../../src/runtime/server/storage/lock'
import { createMemoryStorage } from '../../../src/runtime/server/storage/shared-storage'
import { sealer } from '../session/tokens'

const DAY = 24 * 60 * 60

/** What is left to revoke, at an authorization server that is away. The clock is the test's. */
function leftToRevoke() {
  let now = 0
  const tried: { token: string | undefined, at: number }[] = []
  const log = { warn: vi.fn() }
  const pending = createPendingRevocations({
    sealer,
    storage: createMemoryStorage(DAY, () => now),
    lock: createLocalLock(),
    revoke: async (tokens: RevocationParameters) => {
      tried.push({ token: tokens.refreshToken, at: now / 1000 })
      return tokens
    },
    log: log as never,
    interval: { busy: 5000, idle: 60_000 },
    now: () => now,
  })
  return {
    pending,
    log,
    tried,
    /** The system clock steps back; nothing else does. */
    stepBack(seconds: number) {
      now -= seconds * 1000
    },
    /** Lets time go by, in steps of the checks. */
    async pass(seconds: number) {
      const end = now + seconds * 1000
      while (now < end) {
        now += 5000
        await vi.advanceTimersByTimeAsync(5000)
      }
    },
  }
}

describe('revocations that failed', () => {
  it('are tried again after five seconds, and then less and less often, up to every ten minutes', async () => {
    vi.useFakeTimers()
    try {
      const { pending, tried, pass } = leftToRevoke()
      pending.start()
      await pending.add({ refreshToken: 'refresh-0' })
      await pass(2 * 60 * 60)
      pending.stop()
      const pauses = tried.map(({ at }, index) => at - (tried[index - 1]?.at ?? 0))
      expect(pauses[0]).toBeLessThanOrEqual(10)
      for (const [index, pause] of pauses.slice(1).entries()) expect(pause).toBeGreaterThanOrEqual(pauses[index]!)
      expect(pauses.at(-1)).toBeGreaterThanOrEqual(600)
      expect(pauses.at(-1)).toBeLessThanOrEqual(610)
    }
    finally {
      vi.useRealTimers()
    }
  })

  it('wait as long as they are told, where that is longer', async () => {
    vi.useFakeTimers()
    try {
      const { pending, tried, pass } = leftToRevoke()
      pending.start()
      await pending.add({ refreshToken: 'refresh-0' }, { pause: 45_000 })
      await pass(60)
      pending.stop()
      expect(tried[0]!.at).toBeGreaterThanOrEqual(45)
      expect(tried[0]!.at).toBeLessThanOrEqual(50)
    }
    finally {
      vi.useRealTimers()
    }
  })

  it('do not wait for the old time after the system clock has stepped back by an hour', async () => {
    vi.useFakeTimers()
    try {
      const { pending, tried, pass, stepBack } = leftToRevoke()
      await pass(2 * 60 * 60)
      pending.start()
      await pending.add({ refreshToken: 'refresh-0' })
      stepBack(60 * 60)
      await pass(60)
      pending.stop()
      expect(tried.length).toBeGreaterThan(0)
    }
    finally {
      vi.useRealTimers()
    }
  })

  it('are all known, 1,000 of them: a list of that length can be read', async () => {
    vi.useFakeTimers()
    try {
      const { pending, tried, pass } = leftToRevoke()
      for (let index = 0; index < MAX_PENDING_REVOCATIONS; index++) await pending.add({ refreshToken: `refresh-${index}` })
      pending.start()
      await pass(60)
      pending.stop()
      // The first one fails, which is taken for an outage: the others wait for the next check.
      expect(tried[0]).toMatchObject({ token: 'refresh-0' })
    }
    finally {
      vi.useRealTimers()
    }
  })

  it('are at most 1,000: the oldest are given up, and the log says so', async () => {
    const { pending, log } = leftToRevoke()
    for (let index = 0; index < MAX_PENDING_REVOCATIONS; index++) await pending.add({ refreshToken: `refresh-${index}` })
    pending.stop()
    expect(log.warn).not.toHaveBeenCalled()
    await pending.add({ refreshToken: 'one more' })
    pending.stop()
    expect(log.warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(`More than ${MAX_PENDING_REVOCATIONS} sessions`))
  })
})
