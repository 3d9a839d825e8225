import type { Plan, Started } from './measure.ts'
import type { Comparison } from './ratios.ts'
import type { BenchServer } from './servers.ts'
import type { BuildName } from './shop.ts'

/** What a part of the bench is given. */
export interface PartContext {
  /** Origin of the stand-in for SAP. */
  upstream: string
  /** Notes a server that is being started, so that it is stopped even when the start of another one fails. */
  keep: (starting: Promise<BenchServer>) => Promise<BenchServer>
  /** Writes one `Cookie` header per line into a temporary file. @returns the file's path. */
  writeCookies: (cookies: readonly string[]) => string
}

/** A set of servers that are measured together, in alternating rounds. */
export interface Part {
  builds: readonly BuildName[]
  plan: Plan
  start: (context: PartContext) => Promise<Started>
  comparisons: readonly Comparison[]
}

/** Customers of a shop with a crowd. */
export const SESSIONS = 10_000

/** A plan for `--quick`, which shows that the bench works and measures little. */
export const QUICK_PLAN: Plan = { starts: 1, rounds: 2, seconds: 2 }
