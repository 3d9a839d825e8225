import type { Clock } from '../../time/clock'
import type { RecordStorage } from './record-storage'
import type { Session } from '../session'
import { useInterval } from '../session-lifetime'
import type { TokenIndex } from './token-index'
import type { UserIndex } from './user-index'

/** Keeps the records of sessions that are used from expiring. */
export interface RecordLifetime {
  /**
   * Extends a session's lifetime between refreshes, and for sessions whose tokens another session refreshes.
   *
   * @param until when its record expires: milliseconds since 1970.
   */
  extendIfDue: (key: string, until: number) => void
  /** Renews a session's entry in the list of the customer's sessions, which expires. */
  relist: <Listed extends Pick<Session, 'userId' | 'listedAt'>>(key: string, session: Listed) => Promise<Listed>
}

/** Options of {@link createRecordLifetime}. */
export interface RecordLifetimeOptions {
  records: RecordStorage
  index: UserIndex
  tokenIndex: TokenIndex
  withRecordLock: <Result>(key: string, work: () => Promise<Result>) => Promise<Result>
  /** Seconds a session is kept after it was last used. */
  maxAge: number
  /** Whether several sessions may have the same tokens. */
  sharedTokens: boolean
  now: Clock['now']
}

export function createRecordLifetime({ records, index, tokenIndex, withRecordLock, maxAge, sharedTokens, now }: RecordLifetimeOptions): RecordLifetime {
  const half = maxAge * 1000 / 2
  /** Keys of records whose lifetime is being extended; bounded by the requests in progress. */
  const extending = new Set<string>()

  /** Whether the last saved use is older than the interval in which uses are saved; or was saved with a longer `maxAge` than now. */
  function isDue(until: number): boolean {
    const sinceUse = now() - (until - maxAge * 1000)
    return sinceUse < 0 || sinceUse > useInterval(maxAge)
  }

  async function extend(key: string): Promise<void> {
    await withRecordLock(key, async () => {
      const record = await records.read(key)
      if (!record || record.until <= now() || !isDue(record.until)) return
      const usedAt = now()
      const until = usedAt + maxAge * 1000
      if (record.kind === 'member') await records.write(key, { ...await relist(key, record), usedAt, until })
      else await records.write(key, { ...record, session: { ...await relist(key, record.session), usedAt }, until })
      if (sharedTokens) await extendTokens(record.kind === 'member' ? record.set : key, until)
    })
  }

  /** Extends the shared token set, which must live as long as each session that uses it. The caller holds its lock. */
  async function extendTokens(setKey: string, until: number): Promise<void> {
    const set = await records.read(setKey)
    if (set?.kind !== 'set') return
    if (set.shared && set.shared.until < until) await records.write(setKey, { ...set, shared: { ...set.shared, until } })
    await tokenIndex.renew(await tokenIndex.keyOf(set.session), { set: setKey, generation: set.session.generation })
  }

  async function relist<Listed extends Pick<Session, 'userId' | 'listedAt'>>(key: string, session: Listed): Promise<Listed> {
    const { userId, listedAt = 0 } = session
    if (userId === undefined || now() - listedAt < half) return session
    try {
      await index.add(userId, key)
      return { ...session, listedAt: now() }
    }
    catch {
      // The storage logs its outages itself; the next refresh tries again.
      return session
    }
  }

  return {
    extendIfDue(key, until) {
      if (!isDue(until) || extending.has(key)) return
      extending.add(key)
      // After a failure the next call tries again.
      void extend(key).catch(() => undefined).finally(() => extending.delete(key))
    },
    relist,
  }
}
