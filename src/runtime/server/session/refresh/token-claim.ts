import type { Session } from '../session'
import type { NewestSession } from '../session-store'
import { SEND_WITHIN, tokenUseOf } from './intents'
import type { BegunIntent, TokenUse } from './intents'
import { noRefreshTokenError, spentTokenError } from '../session-errors'
import { ended, sessionEnded } from './outcome'
import type { Outcome } from './outcome'
import type { RefreshContext } from './refresh-context'

/** The tokens of a session, and the exclusive right to send the refresh token. */
export interface Claim {
  kind: 'send'
  key: string
  current: Session
  refreshToken: string
  /** Whether this refresh comes within the minimum interval after the last one. */
  isEarly: boolean
  /** The request must be sent before: monotonic milliseconds. */
  sendBy: number
  clear: BegunIntent['clear']
}

/** A claim, or why no request may be sent. */
export type ClaimResult
  = | Claim
    | { kind: 'done', outcome: Outcome }
  /** Another request with this token may be in progress, for so many milliseconds at the most. */
    | { kind: 'blocked', use: TokenUse, remaining: number }

/**
 * From when a token that SAP refuses may be renewed within the minimum interval. Before, a node of SAP's cluster may not know
 * the newest tokens yet. It would refuse the refresh token, too, which ends the session. Milliseconds.
 */
const EARLIEST = 2000

/**
 * Writes the intent to send the newest refresh token of a session, if a request is necessary.
 *
 * @param key of the session's lock.
 * @param isNewestRefused see `RefreshCall`.
 */
export function claimToken(context: RefreshContext, session: Session, key: string, isNewestRefused: boolean): Promise<ClaimResult> {
  const { store, intents, clock } = context
  return context.exclusively(key, async (): Promise<ClaimResult> => {
    const sendBy = clock.monotonic() + SEND_WITHIN
    const decision = decide(context, session, await context.newestOf(session), isNewestRefused)
    if (decision.kind !== 'send') return { kind: 'done', outcome: decision }
    const { current, refreshToken, isEarly } = decision
    const use = tokenUseOf(store, key, current.generation, refreshToken)
    const intent = await intents.begin(use)
    if ('retryAfterMs' in intent) return { kind: 'blocked', use, remaining: intent.retryAfterMs }
    return { kind: 'send', key, current, refreshToken, isEarly, sendBy, clear: intent.clear }
  })
}

/** @returns the outcome of a refresh, if it is known without a token request. */
export async function outcomeWithoutRequest(context: RefreshContext, session: Session, isNewestRefused: boolean): Promise<Outcome | undefined> {
  const decision = decide(context, session, await context.newestOf(session), isNewestRefused)
  return decision.kind === 'send' ? undefined : decision
}

/** @returns the refresh token to send, or the outcome that makes a request unnecessary. */
function decide({ times, minInterval }: RefreshContext, session: Session, newest: NewestSession | undefined, isNewestRefused: boolean): Pick<Claim, 'kind' | 'current' | 'refreshToken' | 'isEarly'> | Outcome {
  if (!newest) return sessionEnded()
  const current = newest.session
  // A newer generation may keep the access token (see `refreshTokenOfFailedResponse`), and the same generation may get a new one (see `TokenSharing.join`).
  if (current.generation >= session.generation && current.accessToken !== session.accessToken) return { kind: 'known', session: current }
  // The successors of these tokens are unknown here. Sending the spent refresh token would end the session that holds them.
  if (newest.isOutdated) return ended(spentTokenError())
  const isEarly = times.since(current) < minInterval(current)
  if (isEarly && !(isNewestRefused && times.surelySince(current) >= EARLIEST && !current.isRenewedEarly)) return { kind: 'known', session: current }
  const { refreshToken } = current
  return refreshToken === undefined
    ? ended(noRefreshTokenError())
    : { kind: 'send', current, refreshToken, isEarly }
}
