import { readFileSync } from 'node:fs'

/** How many tests passed, failed and were skipped. */
export interface Tally {
  passed: number
  failed: number
  skipped: number
}

/** The tally of a suite that produced no result, which counts as one failure. */
export const CRASHED: Readonly<Tally> = Object.freeze({ passed: 0, failed: 1, skipped: 0 })

export function addTallies(tallies: Iterable<Readonly<Tally>>): Tally {
  const sum: Tally = { passed: 0, failed: 0, skipped: 0 }
  for (const tally of tallies) {
    sum.passed += tally.passed
    sum.failed += tally.failed
    sum.skipped += tally.skipped
  }
  return sum
}

/** The closing line of a run, e.g. `12 passed, 0 failed`. */
export function formatTally({ passed, failed, skipped }: Readonly<Tally>): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/**
 * Reads the report of vitest's JSON reporter.
 *
 * A test file that breaks before its first test, an error outside of any test and a run in which no test was executed
 * are failures too, although no test has failed: each counts as one, so that the sum cannot look clean.
 *
 * @param exitCode exit code of vitest itself
 */
export function readVitestReport(file: string, exitCode: number): Tally {
  let report: unknown
  try {
    report = JSON.parse(readFileSync(file, 'utf8'))
  }
  catch {
    return { ...CRASHED }
  }
  if (!isVitestReport(report)) return { ...CRASHED }
  const tally: Tally = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.testResults.filter(isBrokenFile).length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
  const executed = tally.passed + tally.failed > 0
  if (tally.failed === 0 && (exitCode !== 0 || !executed)) tally.failed = 1
  return tally
}

interface VitestFile {
  status: string
  assertionResults: { status: string }[]
}

interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: VitestFile[]
}

function isVitestReport(value: unknown): value is VitestReport {
  if (typeof value !== 'object' || value === null) return false
  const report = value as Partial<Record<keyof VitestReport, unknown>>
  return typeof report.numPassedTests === 'number'
    && typeof report.numFailedTests === 'number'
    && typeof report.numPendingTests === 'number'
    && typeof report.numTodoTests === 'number'
    && Array.isArray(report.testResults)
}

/** Whether a file failed although none of its tests did, because an import or a hook failed. */
function isBrokenFile(file: VitestFile): boolean {
  return file.status === 'failed' && !file.assertionResults.some(test => test.status === 'failed')
}
