import { SapccError, isRecord } from '../../sdk/errors'
import { parseJson } from '../../sdk/parse-json'
import { encodeBase64Url } from '../crypto/aead'
import type { SharedStorage } from '../storage/shared-storage'
import { systemClock } from '../time/clock'
import { settlesWithin, sleep } from '../time/sleep'
import { STORED_FORMAT } from './stored-format'

/** Counts the purges that an answer includes: a later purge of one of its tags makes it void. */
export interface Stamp {
  /** Identifies the count: when the stored count was lost, a new one begins with another epoch. */
  readonly epoch: string
  readonly revision: number
}

/** Which answers have been purged. */
export interface Purges {
  /**
   * Learns of the purges of other processes, at most once a second. A slow storage delays no call: until it has
   * answered, this process uses what it knows already.
   *
   * @param keepAlive keeps the process alive until the storage has answered: the platform's `waitUntil`.
   * @returns a promise to wait for, which never rejects; `undefined` if a call need not wait.
   */
  sync: (keepAlive: (work: Promise<unknown>) => void) => Promise<void> | undefined
  /** The revision for an answer that is requested now. */
  stamp: () => Stamp
  /** Whether none of the tags was purged since. */
  isCurrent: (stamp: Stamp, tags: readonly string[]) => boolean
  /**
   * Makes answers void: one write, however many there are. Purges of one process are made one after another.
   *
   * @param tags `everything` for all answers.
   * @throws SapccError 503 `CacheUnavailableError`: nothing was purged.
   */
  purge: (tags: readonly string[] | 'everything') => Promise<void>
}

/** Options of {@link createPurges}. */
export interface PurgesOptions {
  /** The storage in which all processes find the purges; absent when this process is the only one. */
  storage?: Pick<SharedStorage, 'get' | 'replace'> | undefined
  /**
   * Whether the storage compares and writes in one step, as Redis does. Otherwise another process may overwrite what was
   * written, so it is read back after {@link SETTLING} and written once more when it is not there.
   *
   * @default false
   */
  isAtomic?: boolean
  /** Milliseconds that a purge waits at most for the one before it. @default 5000 */
  maxWait?: number
  /** Milliseconds. @default the monotonic clock */
  now?: () => number
}

/** The last revision at which each tag was purged. */
interface State extends Stamp {
  readonly everything: number
  readonly tags: Readonly<Record<string, number>>
}

const KEY = 'purges'
/** Seconds for which purges are kept: longer than any lifetime of an answer. */
const TTL = 90 * 24 * 60 * 60
/** Milliseconds after which a purge of another process takes effect here. */
const INTERVAL = 1000
/** Milliseconds that calls wait for the first read of the storage, without which no shared answer can be used. */
const FIRST_WAIT = 1000
/** Milliseconds that calls wait for each further read. */
const WAIT = 50
/** With more tags than this everything is purged, because one key holds all of them. */
const MAX_TAGS = 1000
/** Milliseconds after which another process, which had read the same state, has written its own. */
const SETTLING = 50
/** Attempts to write, because other processes may write at the same time. */
const ATTEMPTS = 10

/** One read of the storage. */
interface Check {
  startedAt: number
  work: Promise<void>
}

/**
 * Purges are counted. An answer keeps the count that was current when SAP was asked for it, and each tag the count of
 * its last purge; so an answer that was under way during a purge is void, too, and no clocks are compared.
 */
export function createPurges({ storage, isAtomic = false, maxWait = 5000, now = systemClock.monotonic }: PurgesOptions): Purges {
  let state: State = newState()
  let checkAt = -Infinity
  let checking: Check | undefined
  let isFirst = true
  let lastPurge: Promise<unknown> = Promise.resolve()

  async function check(shared: NonNullable<typeof storage>): Promise<void> {
    const before = state
    try {
      const [text] = await shared.get(KEY)
      // The first process stores it, so that all processes have the same epoch.
      if (!parseState(text) && await shared.replace(KEY, text, formatState(before), TTL)) return
      const found = parseState(text) ?? parseState((await shared.get(KEY))[0])
      // A purge that became known meanwhile, usually one of this process, is newer than what was read.
      if (found && state === before) state = found
    }
    catch {
      // The storage logs its outages itself; this process continues with what it knows.
    }
  }

  function waitFor({ startedAt, work }: Check, time: number): Promise<void> | undefined {
    const rest = startedAt + (isFirst ? FIRST_WAIT : WAIT) - time
    if (rest <= 0) return undefined
    return settlesWithin(work, rest).then(() => {
      isFirst = false
    })
  }

  async function write(shared: NonNullable<typeof storage>, tags: readonly string[] | 'everything'): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const [text] = await shared.get(KEY)
      const next = purged(parseState(text) ?? newState(), tags)
      if (!await shared.replace(KEY, text, formatState(next), TTL)) continue
      const stored = isAtomic ? next : await readBack(shared)
      if (!stored || !contains(stored, next, tags)) continue
      state = stored
      return
    }
    throw new Error('Other processes purge at the same time.')
  }

  async function readBack(shared: NonNullable<typeof storage>): Promise<State | undefined> {
    await sleep(SETTLING)
    return parseState((await shared.get(KEY))[0])
  }

  /** Waits for the purge before, for a limited time: on some platforms that purge may have been stopped with its request. */
  async function afterOthers(work: () => Promise<void>): Promise<void> {
    const done = settlesWithin(lastPurge, maxWait).then(work)
    lastPurge = done.catch(() => undefined)
    await done
  }

  return {
    sync(keepAlive) {
      if (!storage) return undefined
      const time = now()
      // Check even if an earlier check has not ended: it may have been stopped with the request that began it.
      if (time >= checkAt) {
        checkAt = time + INTERVAL
        const own: Check = {
          startedAt: time,
          work: check(storage).finally(() => {
            isFirst = false
            if (checking === own) checking = undefined
          }),
        }
        checking = own
        keepAlive(own.work)
      }
      return checking && waitFor(checking, time)
    },
    stamp: () => ({ epoch: state.epoch, revision: state.revision }),
    isCurrent({ epoch, revision }, tags) {
      if (epoch !== state.epoch || revision < state.everything) return false
      return tags.every(tag => !Object.hasOwn(state.tags, tag) || revision >= state.tags[tag]!)
    },
    async purge(tags) {
      if (!storage) {
        state = purged(state, tags)
        return
      }
      try {
        await afterOthers(() => write(storage, tags))
      }
      catch (cause) {
        throw new SapccError('Nothing was purged, because the storage of the cache does not answer. Try again.', { status: 503, data: { type: 'CacheUnavailableError', retryAfter: 1 }, cause })
      }
    },
  }
}

function newState(): State {
  return { epoch: encodeBase64Url(crypto.getRandomValues(new Uint8Array(9))), revision: 0, everything: 0, tags: {} }
}

function purged({ epoch, revision, everything, tags }: State, purgedTags: readonly string[] | 'everything'): State {
  const next = revision + 1
  const known = purgedTags === 'everything' ? {} : { ...tags, ...Object.fromEntries(purgedTags.map(tag => [tag, next])) }
  if (purgedTags === 'everything' || Object.keys(known).length > MAX_TAGS) return { epoch, revision: next, everything: next, tags: {} }
  return { epoch, revision: next, everything, tags: known }
}

/** Whether a state has a purge: `next` was written with it. */
function contains(found: State, { epoch, revision }: State, tags: readonly string[] | 'everything'): boolean {
  if (found.epoch !== epoch) return false
  return found.everything >= revision || (tags !== 'everything' && tags.every(tag => Object.hasOwn(found.tags, tag) && found.tags[tag]! >= revision))
}

function formatState(state: State): string {
  return STORED_FORMAT + JSON.stringify(state)
}

function parseState(text: string | undefined): State | undefined {
  const found = text?.startsWith(STORED_FORMAT) ? parseJson(text.slice(STORED_FORMAT.length)) : undefined
  if (!isRecord(found) || typeof found.epoch !== 'string' || !isCount(found.revision) || !isCount(found.everything) || !isRecord(found.tags)) return undefined
  const tags = Object.entries(found.tags).filter((entry): entry is [string, number] => isCount(entry[1]))
  return { epoch: found.epoch, revision: found.revision, everything: found.everything, tags: Object.fromEntries(tags) }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
