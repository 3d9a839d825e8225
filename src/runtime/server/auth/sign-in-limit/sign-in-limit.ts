import type { SapccSignInConfig } from '../../config/types'
import { platformAead } from '../../crypto/aead'
import { SapccError } from '../../../sdk/errors'
import { isUnauthorized } from '../../../sdk/refresh/is-unauthorized'
import type { Measure } from '../../hooks'
import type { ServerLog } from '../../log/server-log'
import { comparableUserName, withoutSite } from '../../occ/user-names'
import type { ServerRequest } from '../../platform/types'
import { retryUntilDone } from '../../storage/retry-until-done'
import { isStorageUnavailable } from '../../storage/storage-unavailable'
import { systemClock } from '../../time/clock'
import { sleep } from '../../time/sleep'
import type { AttemptCounts, AttemptOutcome } from './attempt-counts'
import type { CallCounts } from './call-counts'
import { clientAddress } from './client-address'
import { describeUnknownProxy } from './unknown-proxy'

/** The kind of a sign-in attempt. */
export type SignInAttempt
  /** A password. */
  = | { kind: 'password', username: string }
  /** A password with which a one-time code is requested: SAP's response shows whether the password is right. */
    | { kind: 'code-request', username: string }
  /** A one-time code. @param tokenId identifies the code that was sent. It counts as a user name: SAP takes either in the other's place. */
    | { kind: 'code', tokenId: string }
  /** A one-time code with which a customer registers. */
    | { kind: 'registration-code', tokenId: string }
  /** The password of a customer who is signed in, asked for a new password or a new login: a stolen session must not be enough to guess it. */
    | { kind: 'password-check', sessionId?: string | undefined }
  /** The code of a link to a new password. It is too long to be guessed for one customer, so only addresses are counted. */
    | { kind: 'reset' }
  /** SAP is asked to send such a link. Each request counts, for the customer and for the address, because each sends a message. */
    | { kind: 'reset-request', username: string }

/** Makes guessing passwords and one-time codes slow: failed attempts are limited per user name, per code and per client address. */
export interface SignInLimit {
  /**
   * Runs an attempt, if the limits allow it.
   *
   * @param signIn calls `onSend` before a call goes to OCC. An attempt that the module refuses before `onSend` does not
   * count as failed. While an attempt is in progress it does, so that parallel attempts cannot pass the limit.
   * @throws SapccError 429 `TooManySignInsError`, the same for user names that
   * exist and for others; or the error of the sign-in.
   */
  limitAttempt: <Result>(request: ServerRequest, attempt: SignInAttempt, signIn: (onSend: () => void) => Promise<Result>) => Promise<Result>
  /**
   * Counts a call of a visitor who is not signed in, for their address. Not counted: requests of the server to itself, and
   * clients whose address is not known.
   *
   * @throws SapccError 429 `TooManyCallsError`.
   */
  countAnonymousCall: (request: ServerRequest) => Promise<void>
}

/** Options of {@link createSignInLimit}. */
export interface SignInLimitOptions {
  config: SapccSignInConfig
  /** Of visitors who are not signed in, per address; 0: no limit. The fallback is used while Redis is unavailable. */
  anonymousCalls?: { limit: number, counts: CallCounts, fallback: CallCounts }
  /** The key of the hashes is derived from it. */
  password: string
  /** Shared by all processes, if there is a storage. */
  counts: AttemptCounts
  /** Used while that storage is unavailable. */
  fallback: AttemptCounts
  /** Gets how attempts ended. */
  measure?: Measure
  log: Pick<ServerLog, 'warn'>
}

/** How long an attempt waits for other attempts of the same user to be settled. Milliseconds. */
const OTHER_ATTEMPTS_WAIT = 5000

/** Poll interval of that wait. Milliseconds. */
const POLL = 25

/**
 * Characters of base64url, 18 bits: at most 262,144 counters of each kind, also in storages that never remove an entry. Two
 * user names may share a counter, which does no harm before hundreds of thousands are tried within one window. No user
 * name can be read from the hash.
 */
const HASH_LENGTH = 3

/** 48 bits for addresses whose calls are counted: many addresses are counted at a time, and no two must share a counter. */
const ADDRESS_HASH_LENGTH = 8

/** A counter to which an attempt is added: of a user, a code, a session or an address. */
interface Counter {
  key: string
  limit: number
  /** A success must not reset the address counter, or an attacker could clear it with their own account. */
  keepFailures: boolean
  /** Each attempt counts, unless its outcome is unknown. */
  countsSuccesses?: boolean
}

/** With both limits of `config` at 0 no attempt is counted; anonymous calls have a limit of their own. */
export function createSignInLimit(options: SignInLimitOptions): SignInLimit {
  const { config, anonymousCalls, counts, fallback, measure = () => {}, log } = options
  const window = Math.ceil(config.window * 1000)
  let mac: ReturnType<ReturnType<typeof platformAead>['deriveMac']> | undefined
  let warned = false

  async function shorten(text: string, length = HASH_LENGTH): Promise<string> {
    mac ??= platformAead().deriveMac(options.password, 'nuxt-sapcc/sign-in')
    const hash = await mac
    return (await hash(text)).slice(0, length)
  }

  async function countersOf(request: ServerRequest, attempt: SignInAttempt): Promise<Counter[]> {
    const counters: Counter[] = []
    if (config.attemptsPerUser > 0) counters.push(...await countersBesideAddress(attempt, config.attemptsPerUser))
    const address = config.attemptsPerAddress > 0 ? addressOf(request) : undefined
    if (address !== undefined) counters.push({ key: `sign-in:address:${await shorten(`address ${address}`)}`, limit: config.attemptsPerAddress, keepFailures: true, countsSuccesses: attempt.kind === 'reset-request' })
    return counters
  }

  /** What is counted beside the address. */
  async function countersBesideAddress(attempt: SignInAttempt, limit: number): Promise<Counter[]> {
    switch (attempt.kind) {
      case 'password-check':
        return attempt.sessionId === undefined ? [] : [{ key: `sign-in:session:${await shorten(`session ${attempt.sessionId}`)}`, limit, keepFailures: false }]
      case 'reset':
        return []
    }
    // The id of a code counts as a user name, because SAP reads both from one field: else each would have a limit of its own in the other's place.
    const isCode = 'tokenId' in attempt
    const user = await shorten(`user ${comparableUserName(withoutSite(isCode ? attempt.tokenId : attempt.username))}`)
    if (attempt.kind === 'reset-request') return [{ key: `sign-in:resets:${user}`, limit, keepFailures: true, countsSuccesses: true }]
    const failures = { key: `sign-in:user:${user}`, limit, keepFailures: isCode }
    // Each code can be guessed, so the number of codes is limited even with the right password.
    return attempt.kind === 'code-request' ? [failures, { key: `sign-in:codes:${user}`, limit, keepFailures: true, countsSuccesses: true }] : [failures]
  }

  function addressOf(request: ServerRequest): string | undefined {
    const { address, isBehindUnknownProxy } = clientAddress(request, config)
    // The development server puts a proxy of its own in front.
    if (isBehindUnknownProxy && !warned && !import.meta.dev) {
      warned = true
      log.warn(describeUnknownProxy(request, config, address))
    }
    return address
  }

  /** During a storage outage this process counts alone, so that guessing stays limited and signing in stays possible. */
  async function ask({ key, limit }: Counter, attempt: string): Promise<{ at: AttemptCounts, answer: Awaited<ReturnType<AttemptCounts['take']>> }> {
    try {
      return { at: counts, answer: await counts.take(key, attempt, limit, window) }
    }
    catch (error) {
      if (!isStorageUnavailable(error)) throw error
      return { at: fallback, answer: await fallback.take(key, attempt, limit, window) }
    }
  }

  /** @returns where the attempt is counted. */
  async function take(counter: Counter, attempt: string): Promise<AttemptCounts> {
    const deadline = systemClock.monotonic() + OTHER_ATTEMPTS_WAIT
    for (;;) {
      const { at, answer } = await ask(counter, attempt)
      if (answer === 'taken') return at
      if (answer !== 'busy') throw tooMany(Math.ceil(answer / 1000))
      if (systemClock.monotonic() >= deadline) throw tooMany(1)
      await sleep(POLL)
    }
  }

  async function recordOutcome({ key, keepFailures, countsSuccesses }: Counter, at: AttemptCounts, attempt: string, outcome: AttemptOutcome): Promise<void> {
    const work = () => at.recordOutcome(key, attempt, countsSuccesses && outcome === 'succeeded' ? 'failed' : outcome, window, keepFailures)
    try {
      await work()
    }
    catch (error) {
      if (!isStorageUnavailable(error)) throw error
      // Tried again where the attempt was counted. Recorded in the fallback instead, it would stay pending in the storage.
      void retryUntilDone(work, window)
    }
  }

  async function countCall({ limit, counts: shared, fallback: own }: NonNullable<SignInLimitOptions['anonymousCalls']>, key: string): Promise<number> {
    try {
      return await shared.count(key, limit)
    }
    catch (error) {
      if (!isStorageUnavailable(error)) throw error
      return await own.count(key, limit)
    }
  }

  return {
    async limitAttempt(request, attempt, signIn) {
      const id = crypto.randomUUID()
      const taken: { counter: Counter, at: AttemptCounts }[] = []
      let outcome: AttemptOutcome = 'unknown'
      let isLimited = true
      let wasSent = false
      try {
        for (const counter of await countersOf(request, attempt)) {
          taken.push({ counter, at: await take(counter, id) })
        }
        isLimited = false
        const result = await signIn(() => {
          wasSent = true
        })
        outcome = 'succeeded'
        return result
      }
      catch (error) {
        if (isFailure(attempt, error, wasSent)) outcome = 'failed'
        throw error
      }
      finally {
        measure({ name: 'sign-in', kind: attempt.kind, outcome: isLimited ? 'limited' : outcome })
        await Promise.all(taken.map(({ counter, at }) => recordOutcome(counter, at, id, outcome)))
      }
    },
    async countAnonymousCall(request) {
      const address = anonymousCalls && anonymousCalls.limit > 0 && !request.isInner ? addressOf(request) : undefined
      if (!anonymousCalls || address === undefined) return
      const wait = await countCall(anonymousCalls, `anonymous:${await shorten(`anonymous ${address}`, ADDRESS_HASH_LENGTH)}`)
      if (wait > 0) throw tooManyCalls(Math.ceil(wait / 1000))
    },
  }
}

/** Whether an error means a wrong password or code. An outage does not, so it is not counted. */
function isFailure({ kind }: SignInAttempt, error: unknown, wasSent: boolean): boolean {
  if (!(error instanceof SapccError)) return false
  // The authorization server has one type for it, which nothing else has.
  if (kind === 'password' || kind === 'code') return error.data.type === 'BadCredentialsError'
  if (!wasSent) return false
  // An expired token says nothing about the password; the SDK refreshes it and calls again.
  if (kind === 'password-check' && isUnauthorized(error)) return false
  // OCC has several error types for a wrong password, and customized shops have others, so every other refusal of SAP's counts.
  return error.status >= 400 && error.status < 500 && error.status !== 429
}

function tooManyCalls(retryAfter: number): SapccError {
  return new SapccError('There were too many calls from this address. Try again later.', { status: 429, data: { type: 'TooManyCallsError', retryAfter } })
}

function tooMany(retryAfter: number): SapccError {
  return new SapccError('There were too many attempts to sign in. Try again later.', { status: 429, data: { type: 'TooManySignInsError', retryAfter } })
}
