import { performance } from 'node:perf_hooks'

/** Why a session ended, where that is right. */
export type EndReason = 'signed out' | 'replaced by another sign-in' | 'revoked' | 'ended from another session'

/** Something that ends a session, from when it began to when it was confirmed. Milliseconds of `performance.now()`. */
export interface Ending {
  reason: EndReason
  from: number
  confirmedAt: number | undefined
  /** The session of the sign-in that replaces it. */
  replacement?: ChaosSession | undefined
}

/** One sign-in and what follows from it, as the rounds know it: the truth that the module is measured by. */
export class ChaosSession {
  readonly name: string
  readonly user: string
  /** Of its tokens at the stand-in; sessions that share tokens have the same. */
  family: string | undefined
  /** Hash of the refresh token that it began with. */
  root: string | undefined
  /** When its sign-in was acknowledged. */
  beganAt: number | undefined
  readonly #endings: Ending[] = []

  constructor(name: string, user: string) {
    this.name = name
    this.user = user
  }

  /** Something has begun that ends it. @returns what can be confirmed, or withdrawn. */
  end(reason: EndReason, replacement?: ChaosSession): Ending {
    const ending: Ending = { reason, from: performance.now(), confirmedAt: undefined, replacement }
    this.#endings.push(ending)
    return ending
  }

  /** What was to end it did certainly not take place. */
  withdraw(ending: Ending): void {
    this.#endings.splice(this.#endings.indexOf(ending), 1)
  }

  get endings(): readonly Ending[] {
    return this.#endings
  }

  /** Whether something had begun that may have ended it. */
  mayBeOver(at = performance.now()): boolean {
    return this.#endings.some(({ from }) => from <= at)
  }

  /** Whether its end had been confirmed. */
  isOver(at = performance.now()): boolean {
    return this.#endings.some(({ confirmedAt }) => confirmedAt !== undefined && confirmedAt <= at)
  }

  toString(): string {
    const endings = this.#endings.map(({ reason, confirmedAt }) => `${confirmedAt === undefined ? 'perhaps ' : ''}${reason}`)
    return `${this.name} of ${this.user}${endings.length > 0 ? ` (${endings.join(', ')})` : ''}`
  }
}

/** Confirms an ending, now. */
export function confirm(ending: Ending | undefined): void {
  if (ending) ending.confirmedAt = performance.now()
}
