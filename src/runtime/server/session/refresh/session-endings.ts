import { BoundedMap } from '../../storage/bounded-map'
import type { Clock } from '../../time/clock'
import { settlesWithin, sleep } from '../../time/sleep'
import type { Session } from '../session'
import type { SessionStore } from '../session-store'
import { tokenUseOf } from './intents'
import type { RefreshIntents } from './intents'
import type { Outcome } from './outcome'
import type { SessionRefresh } from './session-refresh'

/** Options of {@link createSessionEndings}. */
export interface SessionEndingsOptions extends Pick<SessionRefresh, 'exclusively'> {
  store: SessionStore
  intents: RefreshIntents
  monotonic: Clock['monotonic']
  /** The refresh of a session that is in progress in this process. */
  refreshOf: (session: Session) => Promise<Outcome> | undefined
}

/** Ends sessions while refreshes of them may be in progress. */
export interface SessionEndings {
  /** Whether a session is being ended. */
  isEnding: (session: Session) => boolean
  /** See `RefreshCoordinator.end`. */
  end: (session: Session) => Promise<Session | undefined>
  /** See `RefreshCoordinator.blockedFor`. */
  blockedFor: (session: Session) => Promise<number>
}

/** How long a sign-out waits for the result of a refresh, to revoke its tokens. Tokens that come later are revoked as orphaned. Milliseconds. */
const REFRESH_WAIT = 5000

/** How often a sign-out polls for the result of another process. Milliseconds. */
const OTHER_PROCESS_POLL = 50

/** Maximum number of sessions whose last tokens are kept until the storage has confirmed their end. */
const MAX_UNCONFIRMED = 10_000

/** How long these tokens are kept, for another attempt to end the session. Milliseconds. */
const KEEP_LAST_TOKENS_FOR = 60 * 60 * 1000

export function createSessionEndings({ store, intents, monotonic, refreshOf, exclusively }: SessionEndingsOptions): SessionEndings {
  /** Sessions that are being ended; bounded by the requests in progress. */
  const ending = new Set<string>()
  /** Last tokens of sessions whose end the storage has not confirmed; the end may have been stored nevertheless. */
  const unconfirmed = new BoundedMap<string, Session>({ maxEntries: MAX_UNCONFIRMED, ttl: KEEP_LAST_TOKENS_FOR, now: monotonic })

  async function remainingFor({ generation, refreshToken }: Session, key: string): Promise<number> {
    return refreshToken === undefined ? 0 : await intents.remaining(tokenUseOf(store, key, generation, refreshToken))
  }

  /** @returns `undefined` while another process may be refreshing the session. */
  function tryToEnd(session: Session, key: string, deadline: number): Promise<{ last: Session | undefined } | undefined> {
    return exclusively(key, async () => {
      const newest = (await store.newest(session, 'current'))?.session
      // The session had already ended: its tokens were revoked, or the authorization server refused them.
      if (!newest) return { last: unconfirmed.get(session.id) }
      if (monotonic() < deadline && await remainingFor(newest, key) > 0) return undefined
      unconfirmed.set(session.id, newest)
      return { last: await store.end(newest) }
    })
  }

  return {
    isEnding: session => ending.has(session.id),

    async end(session) {
      ending.add(session.id)
      try {
        const deadline = monotonic() + REFRESH_WAIT
        const refresh = refreshOf(session)
        // The new tokens of that refresh are then returned, and the sign-out revokes them.
        if (refresh) await settlesWithin(refresh, REFRESH_WAIT)
        const key = await store.lockKey(session)
        for (;;) {
          const done = await tryToEnd(session, key, deadline)
          if (done) {
            unconfirmed.delete(session.id)
            return done.last
          }
          await sleep(OTHER_PROCESS_POLL)
        }
      }
      finally {
        ending.delete(session.id)
      }
    },

    blockedFor: async session => await remainingFor(session, await store.lockKey(session)),
  }
}
