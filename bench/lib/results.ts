import type { Measurement, Plan } from './measure.ts'
import type { Row } from './rows.ts'

/** When a part was measured, and how. */
export interface MeasuredPart {
  measuredAt: string
  machine: Machine
  plan?: Plan
}

export interface Machine {
  node: string
  platform: string
  cpus: number
  model: string
}

/** What `bench/results.json` contains: of each part what its last run has measured. */
export interface Results {
  /** Of the answer that the upstream gives. */
  answerBytes: number
  parts: Record<string, MeasuredPart>
  rows: Row[]
  measurements: Record<string, Measurement>
}

/** Results of a bench that has measured nothing yet. */
export function noResults(): Results {
  return { answerBytes: 3 * 1024, parts: {}, rows: [], measurements: {} }
}

/** What a run has measured of one part. */
export interface PartRun {
  part: string
  measured: MeasuredPart
  rows: readonly Row[]
  measurements?: Readonly<Record<string, Measurement>>
}

/**
 * Puts what a run has measured of one part in place of what the last one has.
 *
 * @param order names of all parts, in which rows are kept. Rows of parts that are no longer there go.
 * @returns new results; other parts' stay as they are.
 */
export function withPart(results: Results, { part, measured, rows, measurements = {} }: PartRun, order: readonly string[]): Results {
  const known = new Set(order)
  const all = [...results.rows.filter(row => row.part !== part && known.has(row.part)), ...rows]
  return {
    ...results,
    parts: { ...Object.fromEntries(Object.entries(results.parts).filter(([name]) => known.has(name))), [part]: measured },
    rows: order.flatMap(name => all.filter(row => row.part === name)),
    measurements: { ...results.measurements, ...measurements },
  }
}
