import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../../scripts/lib/run.ts'
import { readPanels, withRateInterval } from './dashboard.ts'
import type { Prometheus, Series } from './prometheus.ts'
import { SCRAPE_INTERVAL } from './targets.ts'

/** What Prometheus answered to the dashboard's queries about a chaos run. */
export interface MeasuredRun {
  /** How the run was started. */
  command: string
  date: string
  /** Version of Prometheus. */
  prometheus: string
  /** Seconds between two values. */
  step: number
  /** By the dashboard's expressions. */
  answers: Record<string, Series[]>
}

/** Values of each series, about; more would not be seen in the picture. */
const STEPS = 90

const FILE = join(root, 'test', 'chaos', 'metrics', 'run.json')

/** The run that the picture in docs/production.md shows. */
export function readMeasuredRun(): MeasuredRun {
  return JSON.parse(readFileSync(FILE, 'utf8')) as MeasuredRun
}

/** A line for each series, so that the file can be compared. */
export function writeMeasuredRun({ answers, ...run }: MeasuredRun): void {
  const expressions = Object.entries(answers).map(([expr, series]) => `    ${JSON.stringify(expr)}: [\n${series.map(one => `      ${JSON.stringify(one)}`).join(',\n')}\n    ]`)
  writeFileSync(FILE, `${JSON.stringify(run, undefined, 2).slice(0, -2)},\n  "answers": {\n${expressions.join(',\n')}\n  }\n}\n`)
}

/**
 * Asks Prometheus what Grafana would ask it for the dashboard.
 *
 * @param from seconds since 1970; until now.
 */
export async function askDashboard(prometheus: Prometheus, from: number): Promise<Pick<MeasuredRun, 'step' | 'answers'>> {
  const to = Date.now() / 1000
  const step = Math.max(SCRAPE_INTERVAL, Math.ceil((to - from) / STEPS))
  const answers: Record<string, Series[]> = {}
  for (const { expr } of readPanels().flatMap(({ targets }) => targets)) {
    answers[expr] = await prometheus.query(withRateInterval(expr, step, SCRAPE_INTERVAL), { from, to, step })
  }
  return { step, answers }
}

/**
 * Expressions to which there is no answer: in a run with all disturbances each has one. A rate of zero is none, a quantile
 * may be zero.
 */
export function unanswered(answers: MeasuredRun['answers']): string[] {
  const isAnswer = (expr: string, value: number | null) => value !== null && (value > 0 || expr.includes('histogram_quantile'))
  return Object.entries(answers).filter(([expr, series]) => !series.some(({ values }) => values.some(value => isAnswer(expr, value)))).map(([expr]) => expr)
}
