import { isRecord } from '../../sdk/errors'
import { parseJson } from '../../sdk/parse-json'
import { platformAead } from '../crypto/aead'
import type { KeyedLock } from '../storage/lock'
import type { SharedStorage } from '../storage/shared-storage'
import type { CachedAnswer } from './cached-answer'
import { STORED_FORMAT } from './stored-format'

/** The answers that all processes share. A storage that is not available counts as an empty one, so nothing here rejects because of an outage. */
export interface SharedAnswers {
  get: (key: string) => Promise<CachedAnswer | undefined>
  /** @param ttl seconds. */
  set: (key: string, answer: CachedAnswer, ttl: number) => Promise<void>
  remove: (key: string) => Promise<void>
  /** Does work for a key that only one process does at a time, where there is a lock for all processes. */
  withLock: <Result>(key: string, work: () => Promise<Result>) => Promise<Result>
}

/** Options of {@link createSharedAnswers}. */
export interface SharedAnswersOptions {
  storage: Pick<SharedStorage, 'get' | 'set' | 'remove'>
  /** Absent where the storage has no lock. */
  lock?: KeyedLock | undefined
}

export function createSharedAnswers({ storage, lock }: SharedAnswersOptions): SharedAnswers {
  // URLs are long, and contain characters that keys of some storages cannot contain.
  const nameOf = async (key: string) => `answer:${await platformAead().hash(key)}`

  return {
    async get(key) {
      try {
        const [text] = await storage.get(await nameOf(key))
        return text === undefined ? undefined : parseAnswer(text)
      }
      catch {
        return undefined
      }
    },
    async set(key, answer, ttl) {
      try {
        const text = formatAnswer(answer)
        if (text !== undefined) await storage.set(await nameOf(key), text, ttl)
      }
      catch {
        // An outage of the storage only costs a cached answer.
      }
    },
    async remove(key) {
      try {
        await storage.remove(await nameOf(key))
      }
      catch {
        // In an outage of the storage the answer stays there until it expires.
      }
    },
    async withLock(key, work) {
      // Without the lock each process asks SAP for itself.
      const release = await lock?.acquire(await nameOf(key)).catch(() => undefined)
      try {
        return await work()
      }
      finally {
        await release?.()
      }
    },
  }
}

/** A line about the answer, then its body. @returns `undefined` for a body that is no text. */
function formatAnswer({ body, ...about }: CachedAnswer): string | undefined {
  try {
    return `${STORED_FORMAT}${JSON.stringify(about)}\n${new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)}`
  }
  catch {
    return undefined
  }
}

function parseAnswer(text: string): CachedAnswer | undefined {
  const end = text.indexOf('\n')
  const about = text.startsWith(STORED_FORMAT) && end > 0 ? parseJson(text.slice(STORED_FORMAT.length, end)) : undefined
  if (!isRecord(about) || typeof about.contentType !== 'string' || !isNumber(about.fetchedAt)) return undefined
  const { contentType, fetchedAt, stamp, tags } = about
  if (!isRecord(stamp) || typeof stamp.epoch !== 'string' || !isNumber(stamp.revision)) return undefined
  if (!Array.isArray(tags) || !tags.every((tag): tag is string => typeof tag === 'string')) return undefined
  return { contentType, fetchedAt, stamp: { epoch: stamp.epoch, revision: stamp.revision }, tags, body: new TextEncoder().encode(text.slice(end + 1)) }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
