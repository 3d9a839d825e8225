import type { Results } from './results.ts'

/** Prints one table: what was measured, how it compares, and which goals are reached. */
export function printResults({ measurements, ratios, bundle }: Results): void {
  row('measured (medians)', ['requests/s', 'p50 ms', 'p99 ms', 'CPU µs'])
  for (const { label, requestsPerSecond, latency, cpuPerRequest } of Object.values(measurements)) {
    row(label, [String(requestsPerSecond), String(latency.p50), String(latency.p99), String(cpuPerRequest ?? '–')])
  }
  row('ratio', ['requests/s', 'quartiles', 'by CPU', 'goal'])
  for (const { label, ratio, quartiles, cpuRatio, by, atLeast, isReached } of ratios) {
    const outcome = isReached === undefined ? '' : isReached ? 'reached' : 'missed'
    row(label, [ratio.toFixed(2), quartiles.map(quartile => quartile.toFixed(2)).join('–'), cpuRatio?.toFixed(2) ?? '–', atLeast === undefined ? '–' : by === 'cpu' ? `${atLeast} by CPU` : String(atLeast)], outcome)
  }
  if (!bundle) return
  row('download, gzipped', ['with', 'without', 'added', 'at most'])
  row('bytes of the browser\'s scripts', [bundle.with, bundle.without, bundle.added, bundle.atMost].map(String), bundle.isReached ? 'reached' : 'missed')
}

function row(label: string, cells: readonly string[], outcome = ''): void {
  console.log(`${label.padEnd(56)}${cells.map(cell => cell.padStart(14)).join('')}  ${outcome}`.trimEnd())
}
