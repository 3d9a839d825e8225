import { performance } from 'node:perf_hooks'
import { SapccError } from '../../src/runtime/sdk/errors'
import { hasChangedSince } from './browser.ts'
import type { ChaosBrowser } from './browser.ts'
import type { Call } from './call.ts'
import type { ClientWrite, Violation } from './check.ts'
import { describe, endingIn } from './errors.ts'
import type { Ghost } from './ghosts.ts'
import type { ChaosSession } from './sessions.ts'
import type { Setting } from './setting.ts'

/** One round, while it is played. */
export interface Stage {
  setting: Setting
  records: Records
  browsers: readonly ChaosBrowser[]
  /** The customers that take part. */
  users: readonly string[]
  /** Whether access tokens end only by a refresh or where a round ends them: not by themselves, and not by a session elsewhere that has the same ones. */
  hasLastingTokens: boolean
  /** Of the round; no other has it. */
  name: string
}

/** What a browser was told in a round that only a session's end would justify. */
export interface Denial {
  session: ChaosSession
  reason: string
}

/** What is written down about a round, as its browsers see it. */
export class Records {
  readonly violations: Violation[] = []
  readonly denials: Denial[] = []
  readonly writes: ClientWrite[] = []
  readonly sessions: ChaosSession[] = []
  /** Cookies of sessions that were signed out of. */
  readonly ghosts: Ghost[] = []
  /** Every action, to understand a violation by. */
  readonly trace: string[] = []
  readonly #breaksConnections: boolean
  /** Customers whose other sessions are being ended. */
  readonly #endingOthers: string[] = []
  readonly #startedAt = performance.now()

  /** @param breaksConnections whether processes end in this round, and connections with them */
  constructor(breaksConnections: boolean) {
    this.#breaksConnections = breaksConnections
  }

  note(text: string): void {
    this.trace.push(`${new Date().toISOString()} +${(performance.now() - this.#startedAt).toFixed(0)} ${text}`)
  }

  /** "Sign out everywhere else" has begun: it also ends sessions of this customer that begin before its list of them is read. @returns to be called when it is done */
  beginEndingOthers(user: string | undefined): () => void {
    if (user === undefined) return () => {}
    this.#endingOthers.push(user)
    return () => void this.#endingOthers.splice(this.#endingOthers.indexOf(user), 1)
  }

  areOthersEnding(user: string): boolean {
    return this.#endingOthers.includes(user)
  }

  /**
   * A call was answered as for a visitor who is not signed in. That is right only when its session was about to end, or when the
   * browser signed out or was in another session meanwhile: of two sign-ins at once both sessions live.
   */
  deny(browser: Pick<ChaosBrowser, 'changes'>, call: Call, reason: string): void {
    this.note(`denied: ${reason}, meant for ${String(call.meant)}`)
    if (call.meant && !call.meant.mayBeOver() && !hasChangedSince(browser, call.sentAt)) this.denials.push({ session: call.meant, reason })
  }

  /** Calls may fail during faults, but with an error that names the reason, and never as for a visitor who is not signed in. */
  failed(action: string, browser: ChaosBrowser, error: unknown, call: Call): void {
    const after = call.sentAt === undefined ? '' : ` after ${(performance.now() - call.sentAt).toFixed(0)} ms`
    this.note(`${action} of ${browser.name} failed${after}: ${describe(error)}`)
    const ending = endingIn(error)
    if (ending !== undefined) this.deny(browser, call, `${action} of ${browser.name} failed with ${ending}`)
    else if (!this.#isExpected(error)) this.violations.push(`${action} failed with ${describe(error)}`)
  }

  #isExpected(error: unknown): boolean {
    if (error instanceof SapccError) return error.status !== 500 || error.data.type !== 'InternalError'
    if (!(error instanceof Error)) return false
    if (error.name === 'AbortError' || error.name === 'TimeoutError') return true
    // Raw requests know nothing of a process that has ended but that the connection broke.
    return this.#breaksConnections && error instanceof TypeError && /fetch failed|terminated/.test(error.message)
  }
}
