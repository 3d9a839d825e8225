import type { ConsolaInstance } from 'consola'
import type { SapccSignInConfig } from '../../config/types'
import { platformAead } from '../../crypto/aead'
import { SapccError } from '../../../sdk/errors'
import type { Measure } from '../../hooks'
import { comparableUserName } from '../../occ/user-names'
import type { ServerRequest } from '../../platform/types'
import { repeatedly } from '../../storage/repeatedly'
import { isStoreUnavailable } from '../../storage/storage-unavailable'
import { sleep } from '../../time/sleep'
import type { AttemptCounts, AttemptOutcome } from './attempt-counts'
import { clientAddress } from './client-address'

/** The kind of a sign-in attempt. */
export type SignInAttempt
  /** A password. */
  = | { kind: 'password', username: string }
  /** A password with which a one-time code is requested: SAP's response shows whether the password is right. */
    | { kind: 'code-request', username: string }
  /** A one-time code. @param tokenId identifies the code that was sent. */
    | { kind: 'code', tokenId: string }

/** Makes guessing passwords and one-time codes slow: failed attempts are limited per user name, per code and per client address. */
export interface SignInLimit {
  /**
   * Runs an attempt, if the limits allow it.
   *
   * @throws SapccError 429 `TooManySignInsError`, the same for user names that
   * exist and for others; or the error of the sign-in.
   */
  guard: <Result>(request: ServerRequest, attempt: SignInAttempt, signIn: () => Promise<Result>) => Promise<Result>
}

/** Options of {@link createSignInLimit}. */
export interface SignInLimitOptions {
  config: SapccSignInConfig
  /** The key of the hashes is derived from it. */
  password: string
  /** Shared by all processes, if there is a storage. */
  counts: AttemptCounts
  /** Used while that storage is unavailable. */
  fallback: AttemptCounts
  /** Gets how attempts ended. */
  measure?: Measure
  log: Pick<ConsolaInstance, 'warn'>
}

/** How long an attempt waits for other attempts of the same user to be settled. Milliseconds. */
const PATIENCE = 5000

/** Poll interval of that wait. Milliseconds. */
const POLL = 25

/**
 * 18 bits of the hash: so many counts and no more, also in storages that never
 * forget. Two names with the same count do no harm before hundreds of thousands
 * are tried within one window; and no user name can be read from it.
 */
const HASH_LENGTH = 3

/** One attempt as it is counted. */
interface Line {
  key: string
  limit: number
  /** A success must not reset the address counter, or an attacker could clear it with their own account. */
  keepFailures: boolean
  /** Each attempt counts, unless its outcome is unknown. */
  countsSuccesses?: boolean
}

/** Counts nothing when both limits are 0. */
export function createSignInLimit(options: SignInLimitOptions): SignInLimit {
  const { config, counts, fallback, measure = () => {}, log } = options
  const window = Math.ceil(config.window * 1000)
  let mac: ReturnType<ReturnType<typeof platformAead>['deriveMac']> | undefined
  let warned = false

  async function shorten(text: string): Promise<string> {
    mac ??= platformAead().deriveMac(options.password, 'nuxt-sapcc/sign-in')
    const hash = await mac
    return (await hash(text)).slice(0, HASH_LENGTH)
  }

  async function linesOf(request: ServerRequest, attempt: SignInAttempt): Promise<Line[]> {
    const lines: Line[] = []
    const { attemptsPerUser: limit } = config
    if (limit > 0 && attempt.kind === 'code') {
      lines.push({ key: `sign-in:code:${await shorten(`code ${comparableUserName(attempt.tokenId)}`)}`, limit, keepFailures: true })
    }
    else if (limit > 0 && attempt.kind !== 'code') {
      const user = await shorten(`user ${comparableUserName(attempt.username)}`)
      lines.push({ key: `sign-in:user:${user}`, limit, keepFailures: false })
      // Each code can be guessed, so the number of codes is limited even with the right password.
      if (attempt.kind === 'code-request') lines.push({ key: `sign-in:codes:${user}`, limit, keepFailures: true, countsSuccesses: true })
    }
    const address = config.attemptsPerAddress > 0 ? addressOf(request) : undefined
    if (address !== undefined) lines.push({ key: `sign-in:address:${await shorten(`address ${address}`)}`, limit: config.attemptsPerAddress, keepFailures: true })
    return lines
  }

  function addressOf(request: ServerRequest): string | undefined {
    const { address, isBehindUnknownProxy } = clientAddress(request, config)
    // The development server puts a proxy of its own in front.
    if (isBehindUnknownProxy && !warned && !import.meta.dev) {
      warned = true
      log.warn(`Requests come through a proxy: ${address === undefined ? 'sign-in attempts are limited by user name only' : 'sign-in attempts of all its clients are counted as one address'}. Name the header in which your proxy puts the client's address: NUXT_SAPCC_SIGN_IN_ADDRESS_HEADER, for example x-forwarded-for.`)
    }
    return address
  }

  /** During a storage outage this process counts alone, so that guessing stays limited and signing in stays possible. */
  async function ask({ key, limit }: Line, attempt: string): Promise<{ at: AttemptCounts, answer: Awaited<ReturnType<AttemptCounts['take']>> }> {
    try {
      return { at: counts, answer: await counts.take(key, attempt, limit, window) }
    }
    catch (error) {
      if (!isStoreUnavailable(error)) throw error
      return { at: fallback, answer: await fallback.take(key, attempt, limit, window) }
    }
  }

  /** @returns where the attempt is counted. */
  async function take(line: Line, attempt: string): Promise<AttemptCounts> {
    const deadline = Date.now() + PATIENCE
    for (;;) {
      const { at, answer } = await ask(line, attempt)
      if (answer === 'taken') return at
      if (answer !== 'busy') throw tooMany(Math.ceil(answer / 1000))
      if (Date.now() >= deadline) throw tooMany(1)
      await sleep(POLL)
    }
  }

  async function settle({ key, keepFailures, countsSuccesses }: Line, at: AttemptCounts, attempt: string, outcome: AttemptOutcome): Promise<void> {
    const work = () => at.settle(key, attempt, countsSuccesses && outcome === 'succeeded' ? 'failed' : outcome, window, keepFailures)
    try {
      await work()
    }
    catch (error) {
      if (!isStoreUnavailable(error)) throw error
      // Where it is counted, and not in this process: otherwise it would stay counted there.
      void repeatedly(work, window)
    }
  }

  return {
    async guard(request, attempt, signIn) {
      const id = crypto.randomUUID()
      const taken: { line: Line, at: AttemptCounts }[] = []
      let outcome: AttemptOutcome = 'unknown'
      let isLimited = true
      try {
        for (const line of await linesOf(request, attempt)) {
          taken.push({ line, at: await take(line, id) })
        }
        isLimited = false
        const result = await signIn()
        outcome = 'succeeded'
        return result
      }
      catch (error) {
        if (isFailure(attempt, error)) outcome = 'failed'
        throw error
      }
      finally {
        measure({ name: 'sign-in', kind: attempt.kind, outcome: isLimited ? 'limited' : outcome })
        await Promise.all(taken.map(({ line, at }) => settle(line, at, id, outcome)))
      }
    },
  }
}

/** An outage says nothing about the password: it does not count as a failed attempt. */
function isFailure({ kind }: SignInAttempt, error: unknown): boolean {
  if (!(error instanceof SapccError)) return false
  // OCC has several error types for a wrong password, and customized shops have others, so every refusal counts.
  if (kind === 'code-request') return error.status >= 400 && error.status < 500 && error.status !== 429
  return error.data.type === 'BadCredentialsError'
}

function tooMany(retryAfter: number): SapccError {
  return new SapccError('There were too many attempts to sign in. Try again later.', { status: 429, data: { type: 'TooManySignInsError', retryAfter } })
}
