import { EXEMPTIONS } from './exemptions.ts'
import type { Loss } from './exemptions.ts'
import type { RoundResult } from './round.ts'

/** The result of many rounds. */
export class Tally {
  actions = 0
  sessions = 0
  refreshes = 0
  violations = 0
  failedRounds = 0
  readonly exempt: Partial<Record<Loss, number>> = {}

  add(result: RoundResult): void {
    this.actions += result.actions
    this.sessions += result.sessions
    this.refreshes += result.refreshes
    this.violations += result.violations.length
    if (result.violations.length > 0) this.failedRounds++
    for (const [loss, count] of Object.entries(result.exempt) as [Loss, number][]) this.exempt[loss] = (this.exempt[loss] ?? 0) + count
  }

  /** How many sessions were lost that cannot be saved, by name. */
  exemptions(): string {
    const named = (Object.entries(this.exempt) as [Loss, number][]).map(([loss, count]) => `${count} × ${EXEMPTIONS[loss]}`)
    return named.length > 0 ? named.join(', ') : 'none'
  }

  /** @param disturbed how often what took place */
  summary(disturbed: Readonly<Record<string, number | undefined>>): string {
    const disturbances = Object.entries(disturbed).map(([name, count]) => `${name} ${count}`).join(', ')
    return `${this.sessions} sessions, ${this.actions} actions, ${this.refreshes} refreshes, disturbances: ${disturbances || 'none'}, `
      + `${this.violations} violations. Exempt: ${this.exemptions()}.`
  }
}
