import type { Measurement } from './measure.ts'

/** What is printed; a part of what is written to `results.json`. */
export interface Results {
  measurements: Record<string, Measurement>
  ratios: { label: string, ratio: number, quartiles: [number, number], cpuRatio?: number, atLeast: number, isReached: boolean }[]
  bundle: { with: number, without: number, added: number, atMost: number, isReached: boolean }
}

/** Prints a table, and below it what was to be reached. */
export function printResults({ measurements, ratios, bundle }: Results): void {
  console.log(`\n${'medians'.padEnd(28)}${'requests/s'.padStart(12)}${'p50 ms'.padStart(9)}${'p99 ms'.padStart(9)}${'CPU µs'.padStart(9)}`)
  for (const { label, requestsPerSecond, latency, cpuPerRequest } of Object.values(measurements)) {
    console.log(label.padEnd(28) + String(requestsPerSecond).padStart(12) + String(latency.p50).padStart(9) + String(latency.p99).padStart(9) + String(cpuPerRequest ?? '–').padStart(9))
  }
  console.log(`\n${'ratios'.padEnd(40)}${'requests'.padStart(9)}${'half of rounds'.padStart(17)}${'by CPU'.padStart(9)}${'goal'.padStart(9)}`)
  for (const { label, ratio, quartiles, cpuRatio, atLeast, isReached } of ratios) {
    console.log(label.padEnd(40) + ratio.toFixed(2).padStart(9) + quartiles.map(quartile => quartile.toFixed(2)).join('–').padStart(17) + (cpuRatio?.toFixed(2) ?? '–').padStart(9) + String(atLeast).padStart(9) + (isReached ? '  reached' : '  missed'))
  }
  console.log(`\nThe browser downloads ${bundle.added} bytes for the module, gzipped (goal: at most ${bundle.atMost}): ${bundle.with} with it, ${bundle.without} without. ${bundle.isReached ? 'Reached' : 'Missed'}.`)
}
