import { BoundedMap } from '../../storage/bounded-map'
import type { Clock } from '../../time/clock'
import type { RecordStorage } from './record-storage'
import type { Session } from '../session'
import { recordKey } from '../record-key'
import { sessionOfRecord } from './record'
import type { SessionRecord } from './record'

/** A session, and when its record expires if it is not used: milliseconds since 1970. */
export interface StoredSession {
  session: Session
  until: number
}

/** Reads sessions, also those whose tokens are in another session's record. */
export interface SessionReader {
  /** The session whose record has this key, read from the storage. @throws SapccError as `RecordStorage.readOrFail`. */
  read: (key: string) => Promise<StoredSession | undefined>
  /** As {@link SessionReader.read}, from what this process has read last; for outages. */
  remembered: (key: string) => Promise<StoredSession | undefined>
  /** The key of the token set of a session, if it is known here that this is not the session's own record. */
  knownSetOf: (key: string) => string | undefined
  /** As {@link SessionReader.knownSetOf}, but reads the session's record when nothing is known. */
  setOf: (key: string) => Promise<string | undefined>
  noteMember: (key: string, setKey: string) => void
  forgetMember: (key: string) => void
}

/** Options of {@link createSessionReader}. */
export interface SessionReaderOptions {
  records: RecordStorage
  /** Whether several sessions may have the same tokens. */
  sharedTokens: boolean
  clock: Clock
}

/** The key of a member's token set hardly ever changes, and a record says so itself: it may be cached for long. Milliseconds. */
const MEMBERSHIP_CACHE = 24 * 60 * 60 * 1000

const MAX_CACHED = 10_000

export function createSessionReader({ records, sharedTokens, clock: { now, monotonic } }: SessionReaderOptions): SessionReader {
  /** For sessions whose tokens are in another session's record: the key of that record. */
  const memberships = new BoundedMap<string, string>({ maxEntries: MAX_CACHED, ttl: MEMBERSHIP_CACHE, now: monotonic })

  async function sessionAt(key: string, record: SessionRecord | undefined, read: (setKey: string) => Promise<SessionRecord | undefined>): Promise<StoredSession | undefined> {
    if (!record) return undefined
    const isMember = record.kind === 'member'
    const setKey = isMember ? record.set : key
    const found = isMember ? await read(setKey) : record
    if (found?.kind !== 'set') return undefined
    // A record that was copied to another key is not accepted.
    if (isMember && await recordKey(found.session.id) !== setKey) return undefined
    const set = await records.latest(setKey, found)
    if (isMember) memberships.set(key, setKey)
    const session = sessionOfRecord(isMember ? record : set, set, now())
    return session && { session, until: record.until }
  }

  return {
    async read(key) {
      const { readOrFail, readBothOrFail } = records
      const known = memberships.get(key)
      if (known === undefined) return await sessionAt(key, await readOrFail(key), readOrFail)
      // Read both records at the same time: the key of the token set hardly ever changes.
      const [own, set] = await readBothOrFail(key, known)
      return await sessionAt(key, own, setKey => setKey === known ? set() : readOrFail(setKey))
    },
    async remembered(key) {
      const { remembered } = records
      return await sessionAt(key, await remembered(key), remembered)
    },
    knownSetOf: key => memberships.get(key),
    async setOf(key) {
      const known = memberships.get(key)
      if (known !== undefined || !sharedTokens) return known
      const record = await records.remembered(key) ?? await records.read(key)
      return record?.kind === 'member' ? record.set : undefined
    },
    noteMember: (key, setKey) => memberships.set(key, setKey),
    forgetMember: key => memberships.delete(key),
  }
}
