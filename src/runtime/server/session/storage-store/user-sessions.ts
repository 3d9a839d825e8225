import type { Device, Session } from '../session'
import { recordKey } from '../record-key'
import type { UserSessions } from '../session-store'
import type { UserIndex } from './user-index'
import { comparableUserName } from '../../occ/user-names'
import { createRetryingWriter } from '../../storage/retrying-writer'
import { settlesWithin } from '../../time/sleep'

/** The parts of the store that {@link createUserSessions} needs. */
export interface UserSessionsOptions {
  index: UserIndex
  /** The session whose record has a key; `undefined` when it has ended. */
  session: (key: string) => Promise<Session | undefined>
  /** Changes properties in a session's record. */
  update: (key: string, change: Pick<Session, 'userId' | 'listedAt' | 'device'>) => Promise<void>
  withRecordLock: <Result>(key: string, work: () => Promise<Result>) => Promise<Result>
  /** Milliseconds since 1970. */
  now: () => number
}

/** How long a sign-in waits until its session is listed; the write continues after that. Milliseconds. */
const LISTING_WAIT = 1000

/** The sessions of each customer, if sessions are kept on the server. */
export function createUserSessions(options: UserSessionsOptions): UserSessions & { drained: () => Promise<void> } {
  const { index, session: sessionOf, update, withRecordLock, now } = options

  const assigning = createRetryingWriter<{ userId: string, device?: Device }>(async (key, { userId, device }) => {
    await withRecordLock(key, async () => {
      if (!await sessionOf(key)) return
      await index.add(userId, key)
      await update(key, { userId, listedAt: now(), ...(device === undefined ? {} : { device }) })
    })
  })

  return {
    async assign(session, userName, device) {
      const key = await recordKey(session.id)
      await settlesWithin(assigning.write(key, { userId: comparableUserName(userName), ...(device === undefined ? {} : { device }) }), LISTING_WAIT)
    },
    async list(userName) {
      const userId = comparableUserName(userName)
      const sessions = await Promise.all((await index.keys(userId)).map(async (key) => {
        const session = await sessionOf(key)
        return session && await recordKey(session.id) === key && session.userId === userId ? session : undefined
      }))
      return sessions.filter(session => session !== undefined)
    },
    handle: async session => (await recordKey(session.id)).slice('session:'.length),
    drained: () => assigning.drained(),
  }
}
