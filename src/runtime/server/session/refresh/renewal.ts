import { SapccError } from '../../../sdk/errors'
import type { OAuthUserTokenResponse } from '../../../sdk/token'
import { refreshFailure, refreshRefused, serverUnavailable } from '../../oauth/errors'
import { rescuedRefreshToken } from '../../oauth/tokens'
import { BoundedMap } from '../../storage/bounded-map'
import { createLocalLock } from '../../storage/lock'
import type { RefreshLock } from '../../storage/lock'
import { isStoreUnavailable } from '../../storage/storage-unavailable'
import type { Clock } from '../../time/clock'
import { settlesWithin, sleep } from '../../time/sleep'
import { sessionFromTokens } from '../session'
import type { Session } from '../session'
import type { NewestSession, SessionStore } from '../store'
import { createCircuitBreaker } from './circuit-breaker'
import type { Verdict } from './circuit-breaker'
import { INTENT_LIFETIME, createMemoryIntents } from './intents'
import type { BegunIntent, BlockingIntent, RefreshIntents, TokenUse } from './intents'
import { ended, notNow, sessionEnded } from './outcome'
import type { Outcome } from './outcome'
import { createRefreshTimes } from './refresh-interval'
import { createSessionFailures } from './session-failures'

/** What renewals need. */
export interface RenewalOptions {
  /** Asks the authorization server. It must give up when the signal says so, and not much earlier. */
  refresh: (refreshToken: string, options: { signal: AbortSignal, session: Session }) => Promise<OAuthUserTokenResponse>
  store: SessionStore
  lock: RefreshLock
  intents: RefreshIntents
  clock: Clock
  /** Milliseconds for which a session is not renewed again. */
  minInterval: (session: Session) => number
  /** Whether a session is renewed while the shared storage is away. */
  withoutStorage: boolean
  /** Told of an error that is the operator's to cure. */
  report: (error: SapccError) => void
  /** New tokens of a session that ended while they were requested: no session holds them. */
  onOrphaned: (session: Session) => void
  /** Told of work that outlives the renewal. */
  track: (work: Promise<unknown>) => void
}

/** Renews sessions. Callers and their timeouts are the coordinator's part. */
export interface Renewal {
  /** @param isAwaited whether a caller still waits. Without one, the result of another process is not waited for. */
  run: (session: Session, isAwaited: () => boolean) => Promise<Outcome>
  /** Whether a renewal begun now would have to wait. */
  isPausing: (session?: Session) => boolean
  /** Works on a session while no other process does. */
  exclusively: <Result>(key: string, work: () => Promise<Result>) => Promise<Result>
}

/** How long a token request may take. With what surrounds it, it ends before its intent does. Milliseconds. */
const REQUEST_LIMIT = 50_000

/** A process that was frozen handles its timers before the answer that has arrived: the answer still counts for this long. Milliseconds. */
const THAW = 1000

/** An intent must be acted upon within this time: afterwards the session may have changed, and the request could outlive the intent. Milliseconds. */
const SEND_WITHIN = 5000

/** How long a caller waits for its new tokens to be safe. They are good already; the write goes on without it. Milliseconds. */
const SAVE_PATIENCE = 1000

/** A renewal waits so long for its session's pause; beyond it, callers are told to come again. Milliseconds. */
const PAUSE_PATIENCE = 500

/** How often another process's result is looked for: at first, and in the end. Milliseconds. */
const POLL = { first: 20, last: 250 }

/** Results usually arrive within this time. After it the sender may be dead, and callers wait for `MOMENT` only. Milliseconds. */
const USUAL_REQUEST = 10_000
const MOMENT = 1000

/** Upper bound of `Retry-After` while another process has the request: its result may arrive at any time. Milliseconds. */
const LONGEST_RETRY_AFTER = 10_000

const MAX_BLOCKED = 10_000

/** Error type of a session that nothing can renew. */
const NO_REFRESH_TOKEN = 'NoRefreshTokenError'

/** The tokens of a session, and the right to send the refresh token. */
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

/** The request was given up. Whether the token is spent is not known. */
class RequestTimeout extends Error {}

export function createRenewal(options: RenewalOptions): Renewal {
  const { store, lock, intents, clock, withoutStorage } = options
  const { monotonic } = clock
  const breaker = createCircuitBreaker({ verdict, now: monotonic })
  const failures = createSessionFailures({ now: monotonic })
  const times = createRefreshTimes(clock)
  /** Sessions that wait for another process's intent: until when. */
  const blocked = new BoundedMap<string, number>({ maxEntries: MAX_BLOCKED, ttl: INTENT_LIFETIME, now: monotonic })
  /** Stand in for the shared ones where the shop renews without the storage. */
  const own = { lock: createLocalLock(), intents: createMemoryIntents(monotonic) }

  async function orWithoutStorage<Result>(work: () => Promise<Result>, instead: () => Promise<Result>): Promise<Result> {
    if (!withoutStorage) return await work()
    try {
      return await work()
    }
    catch (error) {
      if (!isStoreUnavailable(error)) throw error
      return await instead()
    }
  }

  async function exclusively<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const release = await orWithoutStorage(() => lock.acquire(key), () => own.lock.acquire(key))
    try {
      return await work()
    }
    finally {
      options.track(release())
    }
  }

  async function newestOf(session: Session): Promise<NewestSession | undefined> {
    return await orWithoutStorage(
      async () => await store.newest(session, 'certain'),
      async () => await store.newest(session, 'any'),
    )
  }

  function begin(use: TokenUse): Promise<BegunIntent | BlockingIntent> {
    return orWithoutStorage(() => intents.begin(use), () => own.intents.begin(use))
  }

  /** @returns what is to be sent, or why nothing is. */
  function decide(session: Session, newest: NewestSession | undefined): { current: Session, refreshToken: string } | Outcome {
    if (!newest) return sessionEnded()
    const current = newest.session
    // A newer generation may have the same access token, see `rescuedRefreshToken`; and the same one another, see `TokenSharing.join`.
    if (current.generation >= session.generation && current.accessToken !== session.accessToken) return { kind: 'known', session: current }
    // The tokens that replaced these are forgotten. Sending the spent one would end the living session too.
    if (newest.spent) return ended('The session was renewed elsewhere, too long ago.', 'SpentTokenError')
    if (times.since(current) < options.minInterval(current)) return { kind: 'known', session: current }
    const { refreshToken } = current
    return refreshToken === undefined
      ? ended('The session cannot be renewed: there is no refresh token.', NO_REFRESH_TOKEN)
      : { current, refreshToken }
  }

  /** What is known without sending anything. */
  async function look(session: Session): Promise<Outcome | undefined> {
    const decision = decide(session, await newestOf(session))
    return 'kind' in decision ? decision : undefined
  }

  /** Writes down the intent to send the newest refresh token, if it is to be sent. */
  function claim(session: Session, key: string): Promise<Claimed> {
    return exclusively(key, async (): Promise<Claimed> => {
      const sendBy = monotonic() + SEND_WITHIN
      const decision = decide(session, await newestOf(session))
      if ('kind' in decision) return { kind: 'done', outcome: decision }
      const { current, refreshToken } = decision
      const use = { session: key, generation: current.generation, refreshToken }
      const intent = await begin(use)
      if ('blockedFor' in intent) return { kind: 'blocked', use, remaining: intent.blockedFor }
      return { kind: 'send', key, current, refreshToken, sendBy, clear: intent.clear }
    })
  }

  async function send({ refreshToken, current }: Claim): Promise<OAuthUserTokenResponse> {
    const abort = new AbortController()
    const request = options.refresh(refreshToken, { signal: abort.signal, session: current })
    if (await settlesWithin(request, REQUEST_LIMIT) || await settlesWithin(request, THAW)) return await request
    request.catch(() => undefined)
    abort.abort()
    throw new RequestTimeout('The authorization server did not answer in time.')
  }

  async function run(session: Session, isAwaited: () => boolean): Promise<Outcome> {
    const key = await store.lockKey(session)
    for (;;) {
      const pause = failures.pause(session.id)
      if (pause > 0 || breaker.isPausing()) {
        const outcome = await look(session)
        if (outcome) return outcome
        if (pause > PAUSE_PATIENCE) return notNow(failures.lastError(session.id), pause)
        await sleep(pause)
      }
      const outcome = await attempt(session, key, isAwaited)
      if (outcome) return outcome
    }
  }

  /** @returns `undefined` when it has to be tried again. */
  async function attempt(session: Session, key: string, isAwaited: () => boolean): Promise<Outcome | undefined> {
    const made: { claimed?: Claimed } = {}
    let tokens: OAuthUserTokenResponse | undefined
    let error: unknown
    try {
      tokens = await breaker.run(async () => {
        const claimed = made.claimed = await claim(session, key)
        if (claimed.kind !== 'send') throw new NotAsked()
        if (monotonic() <= claimed.sendBy) return await send(claimed)
        options.track(claimed.clear())
        made.claimed = { kind: 'late' }
        throw new NotAsked()
      }, session.id)
    }
    catch (thrown) {
      error = thrown
    }
    const { claimed } = made
    // Another session's attempt failed, or the storage is away.
    if (claimed === undefined) return notNow(error)
    switch (claimed.kind) {
      case 'done': return claimed.outcome
      case 'late': return undefined
      case 'blocked': return await awaitOther(session, claimed, isAwaited)
      case 'send': return tokens ? await keep(claimed, tokens) : await failed(claimed, error)
    }
  }

  /** Waits for the result of a request that another process has under way. */
  async function awaitOther(session: Session, { use, remaining }: { use: TokenUse, remaining: number }, isAwaited: () => boolean): Promise<Outcome | undefined> {
    blocked.set(session.id, monotonic() + remaining)
    const isOld = INTENT_LIFETIME - remaining > USUAL_REQUEST
    const deadline = monotonic() + Math.min(remaining, isOld ? MOMENT : INTENT_LIFETIME)
    let left = remaining
    for (let delay = POLL.first; isAwaited() && monotonic() < deadline; delay = Math.min(delay * 1.5, POLL.last)) {
      // With some chance in it, so that processes do not march in step.
      await sleep(delay * (1 + Math.random()))
      const outcome = await look(session)
      left = outcome ? 0 : await intents.remaining(use)
      if (left > 0) continue
      blocked.delete(session.id)
      return outcome
    }
    return notNow(new Error('The session is being renewed elsewhere, and the result is not known.'), Math.min(left, LONGEST_RETRY_AFTER))
  }

  /** Keeps what a request brought, unless the session has ended meanwhile. */
  async function keep({ key, current, refreshToken }: Claim, tokens: OAuthUserTokenResponse): Promise<Outcome> {
    const receivedAt = clock.now()
    failures.succeeded(current.id)
    const renewed = (base: Session) => sessionFromTokens(tokens, base, receivedAt)
    try {
      return await exclusively(key, async (): Promise<Outcome> => {
        const newest = await newestOf(current)
        if (!newest) {
          const orphan = renewed(current)
          // Other sessions may have shared the token that was sent; they go on with these.
          if (!await store.passOn?.(orphan, key)) options.onOrphaned(orphan)
          return sessionEnded()
        }
        // With the token that was sent it has none of its successor: it joined another session that has the same.
        const isReplaced = newest.session.generation > current.generation && newest.session.refreshToken !== refreshToken
        return isReplaced ? { kind: 'known', session: newest.session } : await save(renewed(newest.session))
      })
    }
    catch (error) {
      if (!isStoreUnavailable(error)) throw error
      // This process answers with them from now on, and writes them down once the storage is back.
      return await save(renewed(current), { verify: true })
    }
  }

  async function save(session: Session, how?: { verify: boolean }): Promise<Outcome> {
    times.note(session, true)
    await write(session, how)
    return { kind: 'renewed', session, refreshId: crypto.randomUUID() }
  }

  /** Waits for the write for a limited time; it goes on after that. */
  async function write(session: Session, how?: { verify: boolean }): Promise<void> {
    const saved = store.save(session, how)
    options.track(saved)
    await settlesWithin(saved, SAVE_PATIENCE)
  }

  /** Ends a session whose customer may not go on, for a reason that the operator can look into. */
  async function refusedForCustomer(claim: Claim, error: unknown): Promise<Outcome> {
    const refusal = refreshRefused(error)
    options.report(refusal)
    return await refused(claim, refusal)
  }

  /** Decides what a failed request means for the session. */
  async function failed(claim: Claim, error: unknown): Promise<Outcome> {
    const { current } = claim
    // The server may still be working on it: the intent stays, so that the token is not sent again.
    if (error instanceof RequestTimeout) return notNow(serverUnavailable({ cause: error }), INTENT_LIFETIME - REQUEST_LIMIT)
    const failure = refreshFailure(error)
    switch (failure) {
      case 'grant-over':
        return await refused(claim, error)
      case 'customer-refused':
        return await refusedForCustomer(claim, error)
      case 'customer-unclear':
      case 'client-unclear':
        if (failures.unclear(current.id, error, failure === 'client-unclear')) return await refusedForCustomer(claim, error)
        options.track(claim.clear())
        return notNow(error, failures.pause(current.id))
      case 'doubtful':
        failures.doubtful(current.id, error)
        await rescue(claim, error)
        return notNow(error)
      case 'down':
        if (error instanceof SapccError && error.status === 502) options.report(error)
        await settlesWithin(claim.clear(), SAVE_PATIENCE)
        return notNow(error)
    }
  }

  /** The token that was sent may be spent: the next attempt has to send the one that came with the failure, if any. */
  async function rescue({ key, current, clear }: Claim, error: unknown): Promise<void> {
    const refreshToken = rescuedRefreshToken(error)
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
        // Another process may have renewed it while this one was suspended for longer than an intent lives.
        const newest = await newestOf(current)
        if (newest && newest.session.generation > current.generation) return { kind: 'known', session: newest.session }
        await store.endUpTo(current)
        return { kind: 'refused', error }
      })
    }
    catch (storeError) {
      if (!isStoreUnavailable(storeError)) throw storeError
      // Still refused; the next refresh finds that out again, and ends it then.
      return { kind: 'refused', error }
    }
  }

  /** A session is asked to be renewed when its token is not good any more. Where nothing can renew it, it is over, once. */
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
        if (isStoreUnavailable(error)) return notNow(error)
        throw error
      }
    },
    isPausing: session => breaker.isPausing() || (session !== undefined && (failures.pause(session.id) > 0 || (blocked.get(session.id) ?? 0) > monotonic())),
    exclusively,
  }
}

function verdict(error: unknown): Verdict {
  if (error instanceof NotAsked || isStoreUnavailable(error)) return 'none'
  if (error instanceof RequestTimeout) return 'down'
  const failure = refreshFailure(error)
  return failure === 'down' || failure === 'doubtful' ? failure : 'up'
}
