import type { Regression } from './history.ts'
import type { Measurement } from './measure.ts'
import { printed, printedGoal } from './rows.ts'
import type { Row } from './rows.ts'

/** Prints one table: what was measured, how it compares, and which goals are reached. */
export function printResults(measurements: Readonly<Record<string, Measurement>>, rows: readonly Row[]): void {
  if (Object.keys(measurements).length > 0) line('measured (medians)', ['requests/s', 'p50 ms', 'p99 ms', 'CPU µs'])
  for (const { label, requestsPerSecond, latency, cpuPerRequest } of Object.values(measurements)) {
    line(label, [String(requestsPerSecond), String(latency.p50), String(latency.p99), String(cpuPerRequest ?? '–')])
  }
  line('result', ['', 'quartiles', 'by CPU', 'goal'])
  for (const row of rows) {
    const outcome = row.isReached === undefined ? '' : row.isReached ? 'reached' : 'MISSED'
    line(row.label, [
      printed(row.value, row.unit),
      row.quartiles?.map(quartile => quartile.toFixed(2)).join('–') ?? '',
      row.cpuRatio?.toFixed(2) ?? '',
      printedGoal(row),
    ], [outcome, row.note ?? ''].filter(Boolean).join('  '))
  }
}

/** Says what is worse than it was. */
export function printRegressions(found: readonly Regression[]): void {
  for (const { label, before, now, at } of found) console.log(`Worse by more than a tenth: ${label}: ${now}, ${before} on ${at.slice(0, 10)}`)
}

function line(label: string, cells: readonly string[], outcome = ''): void {
  console.log(`${label.padEnd(64)}${cells.map(cell => cell.padStart(15)).join('')}  ${outcome}`.trimEnd())
}
