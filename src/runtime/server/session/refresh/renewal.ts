import { SapccError } from '../../../sdk/errors'
import type { OAuthUserTokenResponse } from '../../../sdk/token'
import { refreshFailure, refreshRefused, serverUnavailable } from '../../oauth/errors'
import { refreshTokenOfFailedResponse } from '../../oauth/tokens'
import { BoundedMap } from '../../storage/bounded-map'
import type { RefreshLock } from '../../storage/lock'
import { isStoreUnavailable } from '../../storage/storage-unavailable'
import type { Clock } from '../../time/clock'
import { settlesWithin, sleep } from '../../time/sleep'
import type { CallingRequest } from '../../upstream/watch-call'
import { sessionFromTokens } from '../session'
import type { Session } from '../session'
import type { RefreshRequest } from '../shared-refresh'
import type { NewestSession, SessionStore } from '../store'
import { createCircuitBreaker } from './circuit-breaker'
import type { Verdict } from './circuit-breaker'
import { INTENT_LIFETIME, useOfToken } from './intents'
import type { BegunIntent, RefreshIntents, TokenUse } from './intents'
import { ended, unavailableOutcome, sessionEnded } from './outcome'
import type { Outcome } from './outcome'
import { createRefreshTimes } from './refresh-interval'
import { createSessionFailures } from './session-failures'

/** Options of {@link createRenewal}. */
export interface RenewalOptions {
  /** Sends the token request. It must run until the signal aborts it, without a shorter timeout of its own. */
  refresh: (refreshToken: string, options: RefreshRequest & { session: Session }) => Promise<OAuthUserTokenResponse>
  store: SessionStore
  lock: RefreshLock
  intents: RefreshIntents
  clock: Clock
  /** Minimum milliseconds between two refreshes of a session. */
  minInterval: (session: Session) => number
  /** Whether sessions are refreshed while the shared storage is unavailable. */
  withoutStorage: boolean
  /** Called with an error that the operator has to fix, or with what has ended a session. */
  report: (error: SapccError, kind: 'trouble' | 'session-over') => void
  /**
   * Called with the new tokens of a session that ended during its refresh: no session holds them.
   *
   * @param sent the refresh token that they were requested with.
   */
  onOrphaned: (session: Session, sent: string) => void
  /** Called with work that continues after the refresh. */
  track: (work: Promise<unknown>) => void
}

/** What started a refresh, and whether it is still needed. */
export interface RefreshStart {
  /** Whether a caller is still waiting. If none is, polling for the result of another process stops. */
  isAwaited: () => boolean
  /** The request that wants the tokens; absent where none does. */
  onBehalfOf: CallingRequest | undefined
}

/** Refreshes sessions. The coordinator handles callers and their timeouts. */
export interface Renewal {
  run: (session: Session, start: RefreshStart) => Promise<Outcome>
  /** Whether a refresh that starts now would have to wait. */
  isPausing: (session?: Session) => boolean
  /** Runs the work under the lock of a session. */
  exclusively: <Result>(key: string, work: () => Promise<Result>) => Promise<Result>
}

/** Time limit of a token request. The request must end before its intent expires. Milliseconds. */
export const REQUEST_LIMIT = 50_000

/** A suspended process runs its timers before it reads a response that has arrived, so the response is accepted for this long after the timeout. Milliseconds. */
const THAW = 1000

/** The request must be sent within this time after the intent was written: later the session may have changed, and the request could outlive the intent. Milliseconds. */
const SEND_WITHIN = 5000

/** How long a caller waits until its new tokens are stored. The tokens are valid already; the write continues in the background. Milliseconds. */
const SAVE_PATIENCE = 1000

/** A refresh waits for a pause of its session up to this length; for a longer pause the callers get `Retry-After`. Milliseconds. */
const PAUSE_PATIENCE = 500

/** Poll interval for the result of another process: it grows from `first` to `last`. Milliseconds. */
const POLL = { first: 20, last: 250 }

/** A token request usually ends within this time. After that the sending process may be dead, and callers wait only for `MOMENT`. Milliseconds. */
const USUAL_REQUEST = 10_000
const MOMENT = 1000

/** Upper bound of `Retry-After` while another process sends the request: the result may arrive at any time. Milliseconds. */
const LONGEST_RETRY_AFTER = 10_000

const MAX_BLOCKED = 10_000

/** Error type of a session without a refresh token. */
const NO_REFRESH_TOKEN = 'NoRefreshTokenError'

/** The tokens of a session, and the exclusive right to send the refresh token. */
interface Claim {
  kind: 'send'
  key: string
  current: Session
  refreshToken: string
  sendBy: number
  clear: BegunIntent['clear']
}

type Claimed
  = | Claim
    | { kind: 'done', outcome: Outcome }
    | { kind: 'blocked', use: TokenUse, remaining: number }
  /** The process was suspended after it wrote the intent. */
    | { kind: 'late' }

/** Tells the circuit breaker that no request was sent. */
class NotAsked extends Error {}

/** The token request was aborted. It is unknown whether the refresh token is spent. */
class RequestTimeout extends Error {}

export function createRenewal(options: RenewalOptions): Renewal {
  const { store, lock, intents, clock, withoutStorage } = options
  const { monotonic } = clock
  const breaker = createCircuitBreaker({ verdict, now: monotonic })
  const failures = createSessionFailures({ now: monotonic })
  const times = createRefreshTimes(clock)
  /** Until when sessions are blocked by the intent of another process. */
  const blocked = new BoundedMap<string, number>({ maxEntries: MAX_BLOCKED, ttl: INTENT_LIFETIME, now: monotonic })

  async function exclusively<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const release = await lock.acquire(key)
    try {
      return await work()
    }
    finally {
      options.track(release())
    }
  }

  async function newestOf(session: Session): Promise<NewestSession | undefined> {
    return await store.newest(session, withoutStorage ? 'any' : 'certain')
  }

  /** @returns the refresh token to send, or the outcome that makes a request unnecessary. */
  function decide(session: Session, newest: NewestSession | undefined): { current: Session, refreshToken: string } | Outcome {
    if (!newest) return sessionEnded()
    const current = newest.session
    // A newer generation may keep the access token (see `refreshTokenOfFailedResponse`), and the same generation may get a new one (see `TokenSharing.join`).
    if (current.generation >= session.generation && current.accessToken !== session.accessToken) return { kind: 'known', session: current }
    // The successors of these tokens are unknown here. Sending the spent refresh token would end the session that holds them.
    if (newest.spent) return ended('The session was renewed elsewhere, too long ago.', 'SpentTokenError')
    if (times.since(current) < options.minInterval(current)) return { kind: 'known', session: current }
    const { refreshToken } = current
    return refreshToken === undefined
      ? ended('The session cannot be renewed: there is no refresh token.', NO_REFRESH_TOKEN)
      : { current, refreshToken }
  }

  /** @returns the outcome, if it is known without a token request. */
  async function look(session: Session): Promise<Outcome | undefined> {
    const decision = decide(session, await newestOf(session))
    return 'kind' in decision ? decision : undefined
  }

  /** Writes the intent to send the newest refresh token, if a request is necessary. */
  function claim(session: Session, key: string): Promise<Claimed> {
    return exclusively(key, async (): Promise<Claimed> => {
      const sendBy = monotonic() + SEND_WITHIN
      const decision = decide(session, await newestOf(session))
      if ('kind' in decision) return { kind: 'done', outcome: decision }
      const { current, refreshToken } = decision
      const use = useOfToken(store, key, current.generation, refreshToken)
      const intent = await intents.begin(use)
      if ('retryAfterMs' in intent) return { kind: 'blocked', use, remaining: intent.retryAfterMs }
      return { kind: 'send', key, current, refreshToken, sendBy, clear: intent.clear }
    })
  }

  async function send({ refreshToken, current }: Claim, onBehalfOf: CallingRequest | undefined): Promise<OAuthUserTokenResponse> {
    const abort = new AbortController()
    const request = options.refresh(refreshToken, { signal: abort.signal, session: current, onBehalfOf })
    if (await settlesWithin(request, REQUEST_LIMIT) || await settlesWithin(request, THAW)) return await request
    request.catch(() => undefined)
    abort.abort()
    throw new RequestTimeout('The authorization server did not answer in time.')
  }

  async function run(session: Session, start: RefreshStart): Promise<Outcome> {
    const key = await store.lockKey(session)
    for (;;) {
      const pause = failures.pause(session.id)
      if (pause > 0 || breaker.isOpen()) {
        const outcome = await look(session)
        if (outcome) return outcome
        if (pause > PAUSE_PATIENCE) return unavailableOutcome(failures.lastError(session.id), pause)
        await sleep(pause)
      }
      const outcome = await attempt(session, key, start)
      if (outcome) return outcome
    }
  }

  /** @returns `undefined` when the attempt must be repeated. */
  async function attempt(session: Session, key: string, { isAwaited, onBehalfOf }: RefreshStart): Promise<Outcome | undefined> {
    const made: { claimed?: Claimed } = {}
    let tokens: OAuthUserTokenResponse | undefined
    let error: unknown
    try {
      tokens = await breaker.run(async () => {
        const claimed = made.claimed = await claim(session, key)
        if (claimed.kind !== 'send') throw new NotAsked()
        if (monotonic() <= claimed.sendBy) return await send(claimed, onBehalfOf)
        options.track(claimed.clear())
        made.claimed = { kind: 'late' }
        throw new NotAsked()
      }, session.id)
    }
    catch (thrown) {
      error = thrown
    }
    const { claimed } = made
    // The attempt of another session failed, or the storage is unavailable.
    if (claimed === undefined) return unavailableOutcome(error)
    switch (claimed.kind) {
      case 'done': return claimed.outcome
      case 'late': return undefined
      case 'blocked': return await awaitOther(session, claimed, isAwaited)
      case 'send': return tokens ? await keep(claimed, tokens) : await failed(claimed, error)
    }
  }

  /** Waits for the result of another process's token request. */
  async function awaitOther(session: Session, { use, remaining }: { use: TokenUse, remaining: number }, isAwaited: () => boolean): Promise<Outcome | undefined> {
    blocked.set(session.id, monotonic() + remaining)
    const isOld = INTENT_LIFETIME - remaining > USUAL_REQUEST
    const deadline = monotonic() + Math.min(remaining, isOld ? MOMENT : INTENT_LIFETIME)
    let left = remaining
    for (let delay = POLL.first; isAwaited() && monotonic() < deadline; delay = Math.min(delay * 1.5, POLL.last)) {
      // With jitter, so that processes do not poll at the same moment.
      await sleep(delay * (1 + Math.random()))
      const outcome = await look(session)
      left = outcome ? 0 : await intents.remaining(use)
      if (left > 0) continue
      blocked.delete(session.id)
      return outcome
    }
    return unavailableOutcome(new Error('The session is being renewed elsewhere, and the result is not known.'), Math.min(left, LONGEST_RETRY_AFTER))
  }

  /** Stores the new tokens, unless the session has ended meanwhile. */
  async function keep(claim: Claim, tokens: OAuthUserTokenResponse): Promise<Outcome> {
    const { key, current, refreshToken } = claim
    const receivedAt = clock.now()
    failures.succeeded(current.id)
    const renewed = (base: Session) => sessionFromTokens(tokens, base, receivedAt)
    try {
      return await exclusively(key, async (): Promise<Outcome> => {
        const newest = await newestOf(current)
        if (!newest) {
          const orphan = renewed(current)
          // Other sessions may share the refresh token that was sent; they continue with the new tokens.
          if (!await store.keepForOthers?.(orphan, key)) options.onOrphaned(orphan, refreshToken)
          return sessionEnded()
        }
        // A newer generation with the same refresh token is not a successor: the session joined another one that shares this token.
        const isReplaced = newest.session.generation > current.generation && newest.session.refreshToken !== refreshToken
        return isReplaced ? { kind: 'known', session: newest.session } : await save(claim, renewed(newest.session))
      })
    }
    catch (error) {
      if (!isStoreUnavailable(error)) throw error
      // This process uses the new tokens from now on, and stores them once the storage is back.
      return await save(claim, renewed(current), { verify: true })
    }
  }

  async function save({ refreshToken, clear }: Claim, session: Session, how?: { verify: boolean }): Promise<Outcome> {
    times.note(session, true)
    // The authorization server keeps refresh tokens: this one is not spent, and the next refresh sends it again.
    const cleared = store.sharesTokens && session.refreshToken === refreshToken ? clear() : undefined
    if (cleared) options.track(cleared)
    await write(session, how)
    if (cleared) await settlesWithin(cleared, SAVE_PATIENCE)
    return { kind: 'renewed', session, refreshId: crypto.randomUUID() }
  }

  /** Waits for the write for a limited time; the write continues after that. */
  async function write(session: Session, how?: { verify: boolean }): Promise<void> {
    const saved = store.save(session, how)
    options.track(saved)
    await settlesWithin(saved, SAVE_PATIENCE)
  }

  /** Ends a session because the authorization server refuses this customer, and reports the reason to the operator. */
  async function refusedForCustomer(claim: Claim, error: unknown): Promise<Outcome> {
    const refusal = refreshRefused(error)
    options.report(refusal, 'trouble')
    return await refused(claim, refusal)
  }

  /** Maps a failed token request to the outcome for the session. */
  async function failed(claim: Claim, error: unknown): Promise<Outcome> {
    const { current } = claim
    // The authorization server may still process the request: keep the intent, so that the token is not sent again.
    if (error instanceof RequestTimeout) return unavailableOutcome(serverUnavailable({ cause: error }), INTENT_LIFETIME - REQUEST_LIMIT)
    const failure = refreshFailure(error)
    switch (failure) {
      case 'grant-over':
        if (error instanceof SapccError) options.report(error, 'session-over')
        return await refused(claim, error)
      case 'customer-refused':
        return await refusedForCustomer(claim, error)
      case 'customer-unclear':
      case 'client-unclear':
        if (failures.unclear(current.id, error, failure === 'client-unclear')) return await refusedForCustomer(claim, error)
        options.track(claim.clear())
        return unavailableOutcome(error, failures.pause(current.id))
      case 'doubtful':
        failures.doubtful(current.id, error)
        await rescue(claim, error)
        return unavailableOutcome(error)
      case 'down':
        if (error instanceof SapccError && error.status === 502) options.report(error, 'trouble')
        await settlesWithin(claim.clear(), SAVE_PATIENCE)
        return unavailableOutcome(error)
    }
  }

  /** The refresh token that was sent may be spent. If the failed response contained a new one, the next attempt must send that. */
  async function rescue({ key, current, clear }: Claim, error: unknown): Promise<void> {
    const refreshToken = refreshTokenOfFailedResponse(error)
    if (refreshToken === undefined) {
      await settlesWithin(clear(), SAVE_PATIENCE)
      return
    }
    const moved = { ...current, generation: current.generation + 1, refreshToken }
    times.note(moved, false)
    try {
      await exclusively(key, async () => {
        const newest = await newestOf(current)
        if (newest?.session.generation === current.generation) await write(moved)
      })
    }
    catch (storeError) {
      if (!isStoreUnavailable(storeError)) throw storeError
      await write(moved, { verify: true })
    }
  }

  async function refused({ key, current }: Claim, error: unknown): Promise<Outcome> {
    try {
      return await exclusively(key, async (): Promise<Outcome> => {
        // Another process may have refreshed the session while this one was suspended for longer than the intent's lifetime.
        const newest = await newestOf(current)
        if (newest && newest.session.generation > current.generation) return { kind: 'known', session: newest.session }
        await store.endGeneration(current)
        return { kind: 'refused', error }
      })
    }
    catch (storeError) {
      if (!isStoreUnavailable(storeError)) throw storeError
      // The outcome is still `refused`; the next refresh will be refused too, and end the session then.
      return { kind: 'refused', error }
    }
  }

  /** Ends a session whose access token is no longer valid and that has no refresh token; only one caller gets `isNew`. */
  async function endUnrenewable(session: Session, outcome: Outcome & { kind: 'ended' }): Promise<Outcome> {
    return await exclusively(await store.lockKey(session), async (): Promise<Outcome> => {
      const newest = await newestOf(session)
      if (!newest) return sessionEnded()
      if (newest.session.refreshToken !== undefined) return { kind: 'known', session: newest.session }
      await store.end(newest.session)
      return { ...outcome, isNew: true }
    })
  }

  return {
    async run(session, isAwaited) {
      try {
        const outcome = await run(session, isAwaited)
        return outcome.kind === 'ended' && outcome.error.data.type === NO_REFRESH_TOKEN ? await endUnrenewable(session, outcome) : outcome
      }
      catch (error) {
        if (isStoreUnavailable(error)) return unavailableOutcome(error)
        throw error
      }
    },
    isPausing: session => breaker.isOpen() || (session !== undefined && (failures.pause(session.id) > 0 || (blocked.get(session.id) ?? 0) > monotonic())),
    exclusively,
  }
}

function verdict(error: unknown): Verdict {
  if (error instanceof NotAsked || isStoreUnavailable(error)) return 'none'
  if (error instanceof RequestTimeout) return 'down'
  const failure = refreshFailure(error)
  return failure === 'down' || failure === 'doubtful' ? failure : 'up'
}
