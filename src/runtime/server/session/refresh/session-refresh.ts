import type { LoginTokens } from '../../oauth'
import { refreshFailure } from '../../oauth/errors'
import { isStorageUnavailable } from '../../storage/storage-unavailable'
import { sleep } from '../../time/sleep'
import type { CallingRequest } from '../../upstream/watch-call'
import type { Session } from '../session'
import { createOtherProcessWait } from './await-other-process'
import { createCircuitBreaker } from './circuit-breaker'
import type { Verdict } from './circuit-breaker'
import { afterFailedRequest, endWithoutRefreshToken } from './failed-request'
import { keepTokens } from './keep-tokens'
import { NO_REFRESH_TOKEN } from '../session-errors'
import { unavailableOutcome } from './outcome'
import type { Outcome } from './outcome'
import { createRefreshContext } from './refresh-context'
import type { RefreshContext, SessionRefreshOptions } from './refresh-context'
import { claimToken, outcomeWithoutRequest } from './token-claim'
import type { ClaimResult } from './token-claim'
import { RequestTimeout, requestTokens } from './token-request'

/** What started a refresh, and whether it is still needed. */
export interface RefreshStart {
  /** Whether a caller is still waiting. If none is, polling for the result of another process stops. */
  isAwaited: () => boolean
  /** The request that wants the tokens; absent where none does. */
  onBehalfOf: CallingRequest | undefined
  /** See `RefreshCall`. */
  isNewestRefused: boolean
}

/** Refreshes sessions. The coordinator handles callers and their timeouts. */
export interface SessionRefresh extends Pick<RefreshContext, 'exclusively'> {
  run: (session: Session, start: RefreshStart) => Promise<Outcome>
  /** Whether a refresh that starts now would have to wait. */
  isPausing: (session?: Session) => boolean
}

/** A refresh waits for a pause of its session up to this length; for a longer pause the callers get `Retry-After`. Milliseconds. */
const LONGEST_PAUSE_WAIT = 500

/** The process was suspended after it wrote the intent, for so long that the token must not be sent any more. */
interface TooLate {
  kind: 'too-late'
}

/** Tells the circuit breaker that no request was sent. */
class NotAsked extends Error {}

export function createSessionRefresh(options: SessionRefreshOptions): SessionRefresh {
  const context = createRefreshContext(options)
  const { failures, clock: { monotonic } } = context
  const breaker = createCircuitBreaker({ verdict, now: monotonic })
  const others = createOtherProcessWait(context)

  /** Repeats the attempt until it has an outcome. */
  async function attemptUntilOutcome(session: Session, start: RefreshStart): Promise<Outcome> {
    const key = await options.store.lockKey(session)
    for (;;) {
      const pause = failures.pause(session.id)
      if (pause > 0 || breaker.isOpen()) {
        const outcome = await outcomeWithoutRequest(context, session, start.isNewestRefused)
        if (outcome) return outcome
        if (pause > LONGEST_PAUSE_WAIT) return unavailableOutcome(failures.lastError(session.id), pause)
        await sleep(pause)
      }
      const outcome = await attempt(session, key, start)
      if (outcome) return outcome
    }
  }

  /** @returns `undefined` when the attempt must be repeated. */
  async function attempt(session: Session, key: string, { isAwaited, onBehalfOf, isNewestRefused }: RefreshStart): Promise<Outcome | undefined> {
    /** What came of the claim. Stays empty while the circuit is open, because the work below does not run then. */
    const attempted: { result?: ClaimResult | TooLate } = {}
    let tokens: LoginTokens | undefined
    let error: unknown
    try {
      tokens = await breaker.run(async () => {
        const claim = attempted.result = await claimToken(context, session, key, isNewestRefused)
        if (claim.kind !== 'send') throw new NotAsked()
        if (monotonic() <= claim.sendBy) return await requestTokens(options.refresh, claim, onBehalfOf)
        options.track(claim.clear())
        attempted.result = { kind: 'too-late' }
        throw new NotAsked()
      }, session.userId ?? session.id)
    }
    catch (thrown) {
      error = thrown
    }
    const { result } = attempted
    // The error is that of another session's attempt, which this one has waited for; or the storage is unavailable.
    if (result === undefined) return unavailableOutcome(error)
    switch (result.kind) {
      case 'done': return result.outcome
      case 'too-late': return undefined
      case 'blocked': return await others.waitForResult(session, result, isNewestRefused, isAwaited)
      case 'send': return tokens ? await keepTokens(context, result, tokens) : await afterFailedRequest(context, result, error)
    }
  }

  return {
    async run(session, start) {
      try {
        const outcome = await attemptUntilOutcome(session, start)
        return outcome.kind === 'ended' && outcome.error.data.type === NO_REFRESH_TOKEN ? await endWithoutRefreshToken(context, session, outcome) : outcome
      }
      catch (error) {
        if (isStorageUnavailable(error)) return unavailableOutcome(error)
        throw error
      }
    },
    isPausing: session => breaker.isOpen() || (session !== undefined && (failures.pause(session.id) > 0 || others.isBlocked(session))),
    exclusively: context.exclusively,
  }
}

function verdict(error: unknown): Verdict {
  if (error instanceof NotAsked || isStorageUnavailable(error)) return 'none'
  if (error instanceof RequestTimeout) return 'down'
  const failure = refreshFailure(error)
  return failure === 'down' || failure === 'doubtful' ? failure : 'up'
}
