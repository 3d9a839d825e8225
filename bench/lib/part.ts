import type { Loads } from './loads.ts'
import { measure } from './measure.ts'
import type { Measurement, Plan, Started } from './measure.ts'
import { compare } from './ratios.ts'
import type { Comparison } from './ratios.ts'
import type { Row } from './rows.ts'
import type { BenchServer } from './servers.ts'
import type { BuildName } from './shop.ts'

/** What a part of the bench is given. */
export interface PartContext {
  /** The part's own name, for its rows. */
  part: string
  /** Origin of the stand-in for SAP. */
  upstream: string
  /** Sends requests. */
  loads: Loads
  /** Measure little: it is only shown that the bench works. */
  isQuick: boolean
  /** Notes a server that is being started, so that it is stopped at the end of the part even when something fails. */
  keep: (starting: Promise<BenchServer>) => Promise<BenchServer>
  /** Writes one `Cookie` header per line into a temporary file. @returns the file's path. */
  writeCookies: (cookies: readonly string[]) => string
  /** Milliseconds that a build took, if it was made by this run. */
  buildTime: (name: BuildName) => number | undefined
}

/** What a part has measured. */
export interface PartResult {
  rows: Row[]
  measurements?: Record<string, Measurement>
  plan?: Plan
}

/** What is measured together. */
export interface Part {
  builds: readonly BuildName[]
  /** Packages of `bench/package.json` are needed. */
  needsNeighbours?: true
  /** Only measured when it is named: not what is decided already, or takes long. */
  isOnDemand?: true
  run: (context: PartContext) => Promise<PartResult>
}

/** A set of servers that are measured in alternating rounds. */
export interface RoundsPart extends Omit<Part, 'run'> {
  plan: Plan
  start: (context: PartContext) => Promise<Started>
  comparisons: readonly Comparison[]
}

/** Customers of a shop with a crowd. */
export const SESSIONS = 10_000

/** A plan for `--quick`. */
export const QUICK_PLAN: Plan = { starts: 1, rounds: 2, seconds: 1, warmUp: 1 }

/** How many customers a crowd is. */
export function crowdSize({ isQuick }: Pick<PartContext, 'isQuick'>): number {
  return isQuick ? 200 : SESSIONS
}

/** A part that only measures rounds. */
export function inRounds({ plan, start, comparisons, ...part }: RoundsPart): Part {
  return {
    ...part,
    async run(context) {
      const chosen = context.isQuick ? QUICK_PLAN : plan
      const measurements = await measure(context.loads, () => start(context), chosen)
      return { measurements, plan: chosen, rows: comparisons.map(comparison => compare(measurements, comparison, context.part)) }
    },
  }
}
