import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { addTallies, formatTally, readVitestReport } from '../../../scripts/lib/tally.ts'
import { temporaryFolder } from '../temporary-folder'

function reportFile(content: unknown): string {
  const file = join(temporaryFolder(), 'report.json')
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

const clean = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] }
const brokenFile = { status: 'failed', assertionResults: [] }

describe('readVitestReport', () => {
  it.each([
    ['a clean run', clean, 0, { passed: 3, failed: 0, skipped: 0 }],
    ['a failed test', { ...clean, numFailedTests: 1, testResults: [{ status: 'failed', assertionResults: [{ status: 'failed' }] }] }, 1, { passed: 3, failed: 1, skipped: 0 }],
    ['a file that breaks before its first test', { ...clean, testResults: [brokenFile, brokenFile] }, 1, { passed: 3, failed: 2, skipped: 0 }],
    ['an error outside of any test', clean, 1, { passed: 3, failed: 1, skipped: 0 }],
    ['a run without any test', { ...clean, numPassedTests: 0 }, 0, { passed: 0, failed: 1, skipped: 0 }],
    ['skipped and unwritten tests', { ...clean, numPendingTests: 2, numTodoTests: 1 }, 0, { passed: 3, failed: 0, skipped: 3 }],
    ['a report of another shape', { tests: 3 }, 0, { passed: 0, failed: 1, skipped: 0 }],
    ['a report that was cut off', '{"numPassedTests":', 0, { passed: 0, failed: 1, skipped: 0 }],
  ])('counts %s', (_, report, exitCode, expected) => {
    expect(readVitestReport(reportFile(report), exitCode)).toEqual(expected)
  })

  it('counts a report that was never written as a failure', () => {
    expect(readVitestReport('/nowhere/report.json', 0).failed).toBe(1)
  })
})

describe('formatTally', () => {
  it('names skipped tests only when there are some', () => {
    const tallies = [{ passed: 1, failed: 0, skipped: 0 }, { passed: 2, failed: 1, skipped: 0 }]
    expect(formatTally(addTallies(tallies))).toBe('3 passed, 1 failed')
    expect(formatTally(addTallies([...tallies, { passed: 0, failed: 0, skipped: 4 }]))).toBe('3 passed, 1 failed, 4 skipped')
  })
})
