import { OutageCause } from '../../http/operator-note'
import { BoundedMap } from '../../storage/bounded-map'
import { sleep } from '../../time/sleep'
import type { Session } from '../session'
import { INTENT_LIFETIME } from './intents'
import type { TokenUse } from './intents'
import { unavailableOutcome } from './outcome'
import type { Outcome } from './outcome'
import type { RefreshContext } from './refresh-context'
import { outcomeWithoutRequest } from './token-claim'

/** Waits for the token requests of other processes. */
export interface OtherProcessWait {
  /**
   * Waits for the result of another process's token request.
   *
   * @param blocked the use that the other's intent blocks, and for how many milliseconds.
   * @param isNewestRefused see `RefreshCall`.
   * @param isAwaited whether a caller is still waiting. If none is, this stops.
   * @returns `undefined` when the other request ended without a result: this process may try now.
   */
  waitForResult: (session: Session, blocked: { use: TokenUse, remaining: number }, isNewestRefused: boolean, isAwaited: () => boolean) => Promise<Outcome | undefined>
  /** Whether the last refresh of this session was blocked by another process, and the intent may still be valid. */
  isBlocked: (session: Session) => boolean
}

/** Poll interval for the result of another process: it grows from `first` to `last`. Milliseconds. */
const POLL = { first: 20, last: 250 }

/** A token request usually ends within this time. After that the sending process may be dead, and callers wait only for `MOMENT`. Milliseconds. */
const USUAL_REQUEST = 10_000
const MOMENT = 1000

/** Upper bound of `Retry-After` while another process sends the request: the result may arrive at any time. Milliseconds. */
const LONGEST_RETRY_AFTER = 10_000

const MAX_BLOCKED = 10_000

export function createOtherProcessWait(context: RefreshContext): OtherProcessWait {
  const { intents, clock: { monotonic } } = context
  /** Until when sessions are blocked by the intent of another process. */
  const blocked = new BoundedMap<string, number>({ maxEntries: MAX_BLOCKED, ttl: INTENT_LIFETIME, now: monotonic })

  return {
    async waitForResult(session, { use, remaining }, isNewestRefused, isAwaited) {
      blocked.set(session.id, monotonic() + remaining)
      const isOld = INTENT_LIFETIME - remaining > USUAL_REQUEST
      const deadline = monotonic() + Math.min(remaining, isOld ? MOMENT : INTENT_LIFETIME)
      let left = remaining
      for (let delay = POLL.first; isAwaited() && monotonic() < deadline; delay = Math.min(delay * 1.5, POLL.last)) {
        // With jitter, so that processes do not poll at the same moment.
        await sleep(delay * (1 + Math.random()))
        const outcome = await outcomeWithoutRequest(context, session, isNewestRefused)
        left = outcome ? 0 : await intents.remaining(use)
        if (left > 0) continue
        blocked.delete(session.id)
        return outcome
      }
      return unavailableOutcome(new OutageCause('Another process renews the session, or was killed while it did. The refresh token is not sent again until the time limit of that request has passed.'), Math.min(left, LONGEST_RETRY_AFTER))
    },
    isBlocked: ({ id }) => (blocked.get(id) ?? 0) > monotonic(),
  }
}
