import { SapccError } from '../../src/runtime/sdk/errors'
import type { ChaosBrowser } from './browser.ts'
import type { ClientWrite, Violation } from './check.ts'
import type { Setting } from './setting.ts'

/** One round, while it is played. */
export interface Stage {
  setting: Setting
  records: Records
  /** Of the round; no other has it. */
  name: string
}

/** What a browser was told in a round that only a session's end would justify. */
export interface Denial {
  browser: ChaosBrowser
  reason: string
}

/** What is written down about a round, as its browsers see it. */
export class Records {
  readonly violations: Violation[] = []
  readonly denials: Denial[] = []
  readonly writes: ClientWrite[] = []
  readonly carts = new Map<ChaosBrowser, string>()
  /** Every action, for whoever has to understand a violation. */
  readonly trace: string[] = []
  readonly #kills: boolean
  readonly #startedAt = Date.now()

  /** @param kills whether processes are killed in this round */
  constructor(kills: boolean) {
    this.#kills = kills
  }

  note(text: string): void {
    this.trace.push(`${new Date().toISOString()} +${Date.now() - this.#startedAt} ${text}`)
  }

  /** On a bad day calls fail; but with an error that tells why, and never as if nobody were signed in. */
  failed(action: string, browser: ChaosBrowser, error: unknown): void {
    this.note(`${action} of ${browser.name} failed: ${describe(error)}`)
    const ending = endingIn(error)
    if (ending !== undefined) this.denials.push({ browser, reason: `${action} failed with ${ending}` })
    else if (!this.#isExpected(error)) this.violations.push(`${action} failed with ${describe(error)}`)
  }

  #isExpected(error: unknown): boolean {
    if (error instanceof SapccError) return error.status !== 500 || error.data.type !== 'InternalError'
    if (!(error instanceof Error)) return false
    if (error.name === 'AbortError' || error.name === 'TimeoutError') return true
    // Raw requests know nothing of a process that was killed but that the connection broke.
    return this.#kills && error instanceof TypeError && /fetch failed|terminated/.test(error.message)
  }
}

/** Errors that say that a session is over, by the module's and by RFC 6749's names. */
const ENDINGS: ReadonlySet<string> = new Set(['invalid_grant', 'invalid_token', 'NoSessionError', 'SessionEndedError', 'SpentTokenError', 'NoRefreshTokenError'])

/** Which of them an error is, or was caused by. */
export function endingIn(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if (error instanceof SapccError && error.status === 401 && ENDINGS.has(error.data.type)) return error.data.type
  return endingIn(error.cause)
}

/** An error and what caused it, in one line. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const type = error instanceof SapccError ? ` (${error.status} ${error.data.type})` : ''
  return `${error.name}: ${error.message}${type}${error.cause === undefined ? '' : `, caused by ${describe(error.cause)}`}`
}
