import type { Measurement, Plan } from './measure.ts'
import type { Ratio } from './ratios.ts'

/** What `bench/results.json` contains. */
export interface Results {
  /** Of the last run that measured everything. */
  measuredAt: string
  machine: { node: string, platform: string, cpus: number, model: string }
  /** By part, and what is the same in all of them. */
  plan: Record<string, number | (Plan & { measuredAt: string })>
  measurements: Record<string, Measurement>
  ratios: Ratio[]
  /** Only measured by a run of all parts. */
  bundle?: { with: number, without: number, added: number, atMost: number, isReached: boolean }
}

/** Results of a run that has measured nothing yet. */
export function noResults(machine: Results['machine'], sessions: number): Results {
  return { measuredAt: new Date().toISOString(), machine, plan: { answerBytes: 3 * 1024, sessions }, measurements: {}, ratios: [] }
}

/**
 * Puts the rows of a run with `--only` into the results of the last whole run.
 *
 * @returns new results; rows that the run did not measure stay as they are.
 */
export function replaceRows(whole: Results, run: Results): Results {
  const measured = new Map(run.ratios.map(ratio => [ratio.name, ratio]))
  return {
    ...whole,
    plan: { ...whole.plan, ...run.plan },
    measurements: { ...whole.measurements, ...run.measurements },
    ratios: [...whole.ratios.filter(({ name }) => !measured.has(name)), ...run.ratios],
  }
}
