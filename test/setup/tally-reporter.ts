import process from 'node:process'
import type { Reporter, SerializedError, TestModule, TestRunEndReason } from 'vitest/node'

/** How many tests passed, failed and were skipped. */
export interface Tally {
  passed: number
  failed: number
  skipped: number
}

/** Vitest's reporter of the last line of a run, `12 passed, 0 failed`, and of such a line for each suite. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[], reason: TestRunEndReason): void {
    const suites = new Map<string, Tally>()
    for (const module of modules) {
      const name = module.project.name
      suites.set(name, sumOf([suites.get(name), tallyOf(module)]))
    }
    if (suites.size > 1) {
      console.log()
      for (const [name, tally] of suites) console.log(`${name.padEnd(8)} ${formatTally(tally)}`)
    }
    const sum = sumOf(suites.values())
    const hasRun = sum.passed + sum.failed > 0
    // An error outside of any test, an interrupted run and one without tests must not look clean.
    if (sum.failed === 0 && (errors.length > 0 || reason !== 'passed' || !hasRun)) sum.failed = 1
    console.log(`\n${formatTally(sum)}`)
    if (sum.failed > 0) process.exitCode = 1
  }
}

/** The tally of a test file. Errors outside of its tests, as of an import or a hook, are failures too. */
function tallyOf(module: TestModule): Tally {
  const tally: Tally = { passed: 0, failed: module.errors().length, skipped: 0 }
  for (const suite of module.children.allSuites()) tally.failed += suite.errors().length
  for (const test of module.children.allTests()) {
    const { state } = test.result()
    if (state === 'passed') tally.passed++
    else if (state === 'failed') tally.failed++
    else tally.skipped++
  }
  return tally
}

export function sumOf(tallies: Iterable<Readonly<Tally> | undefined>): Tally {
  const sum: Tally = { passed: 0, failed: 0, skipped: 0 }
  for (const tally of tallies) {
    sum.passed += tally?.passed ?? 0
    sum.failed += tally?.failed ?? 0
    sum.skipped += tally?.skipped ?? 0
  }
  return sum
}

/** The closing line of a run, e.g. `12 passed, 0 failed`. */
export function formatTally({ passed, failed, skipped }: Readonly<Tally>): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
