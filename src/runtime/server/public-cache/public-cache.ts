import { SapccError } from '../../sdk/errors'
import { systemClock } from '../time/clock'
import type { Clock } from '../time/clock'
import { settlesWithin } from '../time/sleep'
import type { CachedAnswer } from './cached-answer'
import type { Lifetime } from './lifetimes'
import { MemoryAnswers } from './memory-answers'
import type { MemoryAnswer, MemoryLimits } from './memory-answers'
import type { Purges, Stamp } from './purges'
import type { SharedAnswers } from './shared-answers'

/** A read whose answer is the same for all visitors. */
export interface PublicRead {
  operationId: string
  /** The whole URL of the request to SAP, with base site, arguments, language and currency. The answer depends on nothing else. */
  url: string
  lifetime: Lifetime
  /** Tags by which the answer can be purged. */
  tags: () => readonly string[]
  /** Keeps the process alive until an answer has been fetched, for others also wait for it: the platform's `waitUntil`. The work never rejects. */
  keepAlive: (work: Promise<unknown>) => void
}

/** A response of SAP. */
export interface FetchedAnswer {
  body: Uint8Array
  contentType: string
  /** Whether the response may be cached. */
  isCacheable: boolean
}

/** An answer from the cache, or a new one. */
export interface PublicAnswer extends Pick<CachedAnswer, 'body' | 'contentType'> {
  /** Whether the answer is cached. An answer that is not JSON, or is too large, is not. */
  readonly isCached: boolean
  readonly outcome: CacheOutcome
}

/**
 * Where an answer came from. `hit`: from the cache; `stale`: from it although it has expired, while a new one is fetched;
 * `miss`: SAP was asked, by this call or by one that it waited for.
 */
export type CacheOutcome = 'hit' | 'stale' | 'miss'

/** Sends the request to SAP. @param outcome of the call that it is sent for. */
export type FetchAnswer = (outcome: Exclude<CacheOutcome, 'hit'>) => Promise<FetchedAnswer>

/** Caches answers of SAP that are the same for all visitors. */
export interface PublicCache {
  /**
   * Returns a cached answer, or a new one, which is fetched once for all calls at the same time.
   *
   * @param fetch sends the request to SAP, without a session and without other data of the visitor's request.
   * @throws the error of `fetch`, for all calls that wait for it. Errors are not cached.
   */
  answer: (read: PublicRead, fetch: FetchAnswer) => Promise<PublicAnswer>
  purge: Purges['purge']
}

/** Options of {@link createPublicCache}. */
export interface PublicCacheOptions {
  limits: MemoryLimits & {
    /** Maximum bytes of one answer; larger ones are not cached. */
    maxAnswerBytes: number
  }
  purges: Purges
  /** Storage that all processes share; absent when answers are only in the memory of this process. */
  shared?: SharedAnswers | undefined
  /** Whether work goes on after a response was sent. Otherwise an answer that has expired is never given. */
  continuesAfterResponse: boolean
  /** Called when a new answer could not be fetched; the old one is still used. */
  onRefreshFailed: (operationId: string, error: unknown) => void
  /** @default the platform's clocks */
  clock?: Clock
}

/** Milliseconds before the next attempt to replace an expired answer. */
const RETRY = 5000
/** Milliseconds after which an answer that others wait for is asked for once more: its request may have been given up with its visitor. */
const TAKE_OVER = 10_000
/** Milliseconds after which a request without an end is forgotten. */
const LOST = 60_000
/** Milliseconds by which the clocks of two machines may differ. */
const CLOCK_SKEW = 60_000
/** The end of the lifetime of an answer that is not cached. Given only to those that wait for it, so it never has to be renewed. */
const NEVER_STALE = Infinity
/** Statuses with which SAP says that an object does not exist, or does not exist any more. */
const GONE: ReadonlySet<number> = new Set([400, 404, 410])

/** A request to SAP in progress, for all calls with the same URL. */
interface Load {
  /** Milliseconds of the monotonic clock. */
  startedAt: number
  stamp: Stamp
  tags: readonly string[]
  answer: Promise<Found>
}

interface Found {
  entry: MemoryAnswer
  /** Whether SAP was asked for it. */
  isNew: boolean
}

export function createPublicCache(options: PublicCacheOptions): PublicCache {
  const { limits, purges, shared, continuesAfterResponse, onRefreshFailed, clock = systemClock } = options
  const memory = new MemoryAnswers(limits)
  /** The requests to SAP that are under way, by key. */
  const loads = new Map<string, Load>()

  function lookUp(key: string): MemoryAnswer | undefined {
    const entry = memory.get(key)
    return entry && purges.isCurrent(entry.stamp, entry.tags) ? entry : undefined
  }

  const isFresh = (entry: MemoryAnswer) => clock.monotonic() < entry.freshUntil
  const isUsable = (entry: MemoryAnswer) => clock.monotonic() < (continuesAfterResponse ? entry.staleUntil : entry.freshUntil)

  /** @returns the answer that others wait for already, or a new one. @param isRefresh there is an answer that has expired. */
  async function load(key: string, read: PublicRead, fetch: FetchAnswer, isRefresh: boolean): Promise<Found> {
    for (;;) {
      const running = loads.get(key)
      // A request that began before a purge could bring back data that was purged.
      if (!running || !purges.isCurrent(running.stamp, running.tags)) return await begin(key, read, fetch, isRefresh)
      if (await settlesWithin(running.answer, Math.max(0, takenOverAt(running) - clock.monotonic()))) return await running.answer
      const known = lookUp(key)
      if (known && isFresh(known)) return { entry: known, isNew: false }
      // Only the first of the callers that wait begins a new request.
      if (loads.get(key) === running && purges.isCurrent(running.stamp, running.tags)) return await begin(key, read, fetch, isRefresh, running)
    }
  }

  /** Sends a request. @param slow the one that it takes the place of, whose answer may still come first. */
  function begin(key: string, read: PublicRead, fetch: FetchAnswer, isRefresh: boolean, slow?: Load): Promise<Found> {
    const startedAt = clock.monotonic()
    const stamp = purges.stamp()
    const tags = read.tags()
    const fetched = shared
      ? findShared({ key, read, stamp, tags, fetch, isRefresh }, shared)
      : ask({ key, read, stamp, tags, fetch, isRefresh })
    const answer = slow ? Promise.race([fetched, slow.answer.catch(() => fetched)]) : fetched
    const own: Load = { startedAt, stamp: slow?.stamp ?? stamp, tags, answer }
    forgetLost(startedAt)
    // Keep the map in the order in which the requests were sent: see `forgetLost`.
    loads.delete(key)
    loads.set(key, own)
    const end = () => {
      if (loads.get(key) === own) loads.delete(key)
    }
    read.keepAlive(answer.then(end, end))
    return answer
  }

  const takenOverAt = ({ startedAt }: Load) => startedAt + TAKE_OVER

  function forgetLost(now: number): void {
    for (const [key, { startedAt }] of loads) {
      if (now - startedAt < LOST) return
      loads.delete(key)
    }
  }

  interface Loading extends Pick<Load, 'stamp' | 'tags'> {
    key: string
    read: PublicRead
    fetch: FetchAnswer
    isRefresh: boolean
  }

  async function findShared(loading: Loading, answers: SharedAnswers): Promise<Found> {
    const { key, read, isRefresh } = loading
    async function find(isEnough: (entry: MemoryAnswer) => boolean): Promise<Found | undefined> {
      const found = await answers.get(key)
      const entry = found && purges.isCurrent(found.stamp, found.tags) ? timed(found, read.lifetime) : undefined
      if (!entry || !isEnough(entry)) return undefined
      keep(key, entry)
      return { entry, isNew: false }
    }
    // While another process fetches the answer, this process waits and then finds it.
    return await find(isRefresh ? isFresh : isUsable)
      ?? await answers.withLock(key, async () => await find(isFresh) ?? await ask(loading, answers))
  }

  async function ask({ key, read, stamp, tags, fetch, isRefresh }: Loading, answers?: SharedAnswers): Promise<Found> {
    const fetchedAt = clock.now()
    const { isCacheable, ...fetched } = await fetch(isRefresh ? 'stale' : 'miss')
    const answer: CachedAnswer = { ...fetched, fetchedAt, stamp, tags }
    const entry = timed(answer, read.lifetime)
    if (!isCacheable || answer.body.length > limits.maxAnswerBytes) return { entry: { ...entry, freshUntil: NEVER_STALE }, isNew: true }
    keep(key, entry)
    await answers?.set(key, answer, read.lifetime.maxAge + read.lifetime.staleMaxAge)
    return { entry, isNew: true }
  }

  function keep(key: string, entry: MemoryAnswer): void {
    if (entry.body.length <= limits.maxAnswerBytes) memory.set(key, entry)
  }

  /** The answer with its lifetime by the clock of this process. An answer from the future, because of a wrong clock, counts as expired. */
  function timed(answer: CachedAnswer, { maxAge, staleMaxAge }: Lifetime): MemoryAnswer {
    const age = clock.now() - answer.fetchedAt
    const since = age < -CLOCK_SKEW ? -Infinity : clock.monotonic() - Math.max(0, age)
    return { ...answer, freshUntil: since + maxAge * 1000, staleUntil: since + (maxAge + staleMaxAge) * 1000, retryAt: -Infinity }
  }

  /** Fetches an answer in place of one that has expired and is still given. */
  function refresh(key: string, entry: MemoryAnswer, read: PublicRead, fetch: FetchAnswer): void {
    const running = loads.get(key)
    if (clock.monotonic() < entry.retryAt || (running && clock.monotonic() < takenOverAt(running))) return
    entry.retryAt = clock.monotonic() + RETRY
    read.keepAlive(load(key, read, fetch, true).then(() => undefined, async (error: unknown) => {
      // A product that is no longer there.
      if (error instanceof SapccError && GONE.has(error.status)) {
        memory.delete(key)
        await shared?.remove(key)
        return
      }
      entry.retryAt = clock.monotonic() + RETRY
      onRefreshFailed(read.operationId, error)
    }))
  }

  return {
    async answer(read, fetch) {
      const syncing = purges.sync(read.keepAlive)
      if (syncing) await syncing
      const key = `${read.operationId} ${read.url}`
      const known = lookUp(key)
      const { entry, isNew } = known && isUsable(known) ? { entry: known, isNew: false } : await load(key, read, fetch, false)
      const isExpired = !isFresh(entry)
      if (isExpired) refresh(key, entry, read, fetch)
      const outcome = isNew ? 'miss' : isExpired ? 'stale' : 'hit'
      return { body: entry.body, contentType: entry.contentType, isCached: entry.freshUntil !== NEVER_STALE, outcome }
    },
    purge: tags => purges.purge(tags),
  }
}
