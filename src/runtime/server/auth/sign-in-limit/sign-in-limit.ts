import type { ConsolaInstance } from 'consola'
import type { SapccSignInConfig } from '../../config/types'
import { platformAead } from '../../crypto/aead'
import { SapccError } from '../../../sdk/errors'
import type { ServerRequest } from '../../platform/types'
import { isStoreUnavailable } from '../../storage/storage-unavailable'
import { sleep } from '../../time/sleep'
import type { AttemptCounts, AttemptOutcome } from './attempt-counts'
import { clientAddress } from './client-address'

/** Makes guessing passwords slow: failed sign-ins are limited per user name and per client address. */
export interface SignInLimit {
  /**
   * Carries out a sign-in, if there may be one.
   *
   * @throws SapccError 429 `TooManySignInsError`, the same for user names that
   * exist and for others; or whatever the sign-in throws.
   */
  guard: <Result>(request: ServerRequest, username: string, signIn: () => Promise<Result>) => Promise<Result>
}

/** Options of {@link createSignInLimit}. */
export interface SignInLimitOptions {
  config: SapccSignInConfig
  /** The key of the hashes comes from it. */
  password: string
  /** Known to all processes, if there is a storage for it. */
  counts: AttemptCounts
  /** Takes over while that storage is away. */
  fallback: AttemptCounts
  log: Pick<ConsolaInstance, 'warn'>
}

/** How long an attempt waits for others of the same user to be settled. Milliseconds. */
const PATIENCE = 5000

/** Between two looks. Milliseconds. */
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
}

/** With both limits at 0 nothing is counted. */
export function createSignInLimit(options: SignInLimitOptions): SignInLimit {
  const { config, counts, fallback, log } = options
  const window = Math.ceil(config.window * 1000)
  let mac: ReturnType<ReturnType<typeof platformAead>['deriveMac']> | undefined
  let warned = false

  async function shorten(text: string): Promise<string> {
    mac ??= platformAead().deriveMac(options.password, 'nuxt-sapcc/sign-in')
    const hash = await mac
    return (await hash(text)).slice(0, HASH_LENGTH)
  }

  async function linesOf(request: ServerRequest, username: string): Promise<Line[]> {
    const lines: Line[] = []
    // SAP compares e-mail addresses in lower case.
    if (config.attemptsPerUser > 0) lines.push({ key: `sign-in:user:${await shorten(`user ${username.trim().toLowerCase()}`)}`, limit: config.attemptsPerUser, keepFailures: false })
    const address = config.attemptsPerAddress > 0 ? addressOf(request) : undefined
    if (address !== undefined) lines.push({ key: `sign-in:address:${await shorten(`address ${address}`)}`, limit: config.attemptsPerAddress, keepFailures: true })
    return lines
  }

  function addressOf(request: ServerRequest): string | undefined {
    const { address, isBehindUnknownProxy } = clientAddress(request, config)
    if (isBehindUnknownProxy && !warned) {
      warned = true
      log.warn(`Requests come through a proxy: ${address === undefined ? 'sign-in attempts are limited by user name only' : 'sign-in attempts of all its clients are counted as one address'}. Name the header in which your proxy puts the client's address: NUXT_SAPCC_SIGN_IN_ADDRESS_HEADER, for example x-forwarded-for.`)
    }
    return address
  }

  /** While the storage is away this process counts for itself: guessing must not become free then, nor signing in impossible. */
  async function counted<Result>(work: (counts: AttemptCounts) => Promise<Result>): Promise<Result> {
    try {
      return await work(counts)
    }
    catch (error) {
      if (!isStoreUnavailable(error)) throw error
      return await work(fallback)
    }
  }

  async function take({ key, limit }: Line): Promise<void> {
    const deadline = Date.now() + PATIENCE
    for (;;) {
      const answer = await counted(counts => counts.take(key, limit, window))
      if (answer === 'taken') return
      if (answer !== 'busy') throw tooMany(Math.ceil(answer / 1000))
      if (Date.now() >= deadline) throw tooMany(1)
      await sleep(POLL)
    }
  }

  async function settle(lines: readonly Line[], outcome: AttemptOutcome): Promise<void> {
    await Promise.all(lines.map(({ key, keepFailures }) => counted(counts => counts.settle(key, outcome, window, keepFailures))))
  }

  return {
    async guard(request, username, signIn) {
      const taken: Line[] = []
      let outcome: AttemptOutcome = 'unknown'
      try {
        for (const line of await linesOf(request, username)) {
          await take(line)
          taken.push(line)
        }
        const result = await signIn()
        outcome = 'succeeded'
        return result
      }
      catch (error) {
        // An outage says nothing about the password: it does not count as a failed attempt.
        if (error instanceof SapccError && error.data.type === 'BadCredentialsError') outcome = 'failed'
        throw error
      }
      finally {
        await settle(taken, outcome)
      }
    },
  }
}

function tooMany(retryAfter: number): SapccError {
  return new SapccError('There were too many attempts to sign in. Try again later.', { status: 429, data: { type: 'TooManySignInsError', retryAfter } })
}
