import { createPublicCache } from '../../../src/runtime/server/public-cache/public-cache'
import type { FetchedAnswer, PublicCacheOptions, PublicRead } from '../../../src/runtime/server/public-cache/public-cache'
import { createPurges } from '../../../src/runtime/server/public-cache/purges'
import { createSharedAnswers } from '../../../src/runtime/server/public-cache/shared-answers'
import type { KeyedLock } from '../../../src/runtime/server/storage/lock'
import type { SharedStorage } from '../../../src/runtime/server/storage/shared-storage'

export const LIMITS = { maxEntries: 100, maxBytes: 1024 * 1024, maxAnswerBytes: 10_000 }

/** A clock that goes on when a test says so. */
export function virtualClock() {
  let time = 1_000_000
  return { now: () => time, monotonic: () => time, forward: (ms: number) => void (time += ms) }
}

export type VirtualClock = ReturnType<typeof virtualClock>

/** A cache with real parts. @param given.storage shared with other processes. */
export function cacheWith(clock: VirtualClock, given: { storage?: SharedStorage, lock?: KeyedLock } & Partial<PublicCacheOptions> = {}) {
  const { storage, lock, ...options } = given
  const failures: [string, unknown][] = []
  const purges = createPurges({ storage, now: clock.monotonic })
  const cache = createPublicCache({
    limits: LIMITS,
    purges,
    shared: storage && createSharedAnswers({ storage, lock }),
    continuesAfterResponse: true,
    onRefreshFailed: (operationId, error) => void failures.push([operationId, error]),
    clock,
    ...options,
  })
  return { cache, purges, failures }
}

/** A read of a product, 60 seconds fresh and 600 more stale. */
export function readOf(code: string, given: Partial<PublicRead> = {}): PublicRead & { refreshed: () => Promise<unknown>, kept: () => number } {
  const works: Promise<unknown>[] = []
  return {
    operationId: 'getProduct',
    url: `https://sap.example/occ/v2/electronics/products/${code}?lang=en`,
    lifetime: { maxAge: 60, staleMaxAge: 600 },
    tags: () => ['getProduct', 'baseSiteId:electronics', `productCode:${code}`],
    keepAlive: work => void works.push(work),
    refreshed: () => Promise.all(works),
    /** How often the process was kept alive. */
    kept: () => works.length,
    ...given,
  }
}

/** SAP: counts how often it is asked, and answers with that number. */
export function sapWith(change: { contentType?: string, isCacheable?: boolean, padding?: number } = {}) {
  const { contentType = 'application/json', isCacheable = true, padding = 0 } = change
  let asked = 0
  let failure: unknown
  let gate: Promise<void> | undefined
  return {
    asked: () => asked,
    failWith: (error: unknown) => void (failure = error),
    /** Holds answers back. @returns lets them go. */
    hold() {
      let release!: () => void
      gate = new Promise((resolve) => {
        release = resolve
      })
      return () => {
        gate = undefined
        release()
      }
    },
    fetch: async (): Promise<FetchedAnswer> => {
      const count = ++asked
      await gate
      if (failure !== undefined) throw failure
      return { body: new TextEncoder().encode(JSON.stringify({ count, padding: 'x'.repeat(padding) })), contentType, isCacheable }
    },
  }
}

/** Which of SAP's answers it is. */
export async function countOf(answering: Promise<{ body: Uint8Array }>): Promise<number> {
  return (JSON.parse(new TextDecoder().decode((await answering).body)) as { count: number }).count
}
