import { decisive, isComparable } from './rows.ts'
import type { Row } from './rows.ts'

/** A line of `bench/history.jsonl`: the numbers of one run that can be compared between machines. */
export interface HistoryLine {
  at: string
  /** Of the repository, abbreviated; with a `+` when there were changes. */
  commit: string
  numbers: Record<string, number>
}

/** A number that is worse than the last one that was kept. */
export interface Regression {
  name: string
  label: string
  before: number
  now: number
  /** When the former number was measured. */
  at: string
}

/** By how much a number may be worse than the last one. */
const TOLERANCE = 0.1

/** What a run adds to the history. */
export function historyLine(rows: readonly Row[], at: string, commit: string): HistoryLine {
  return { at, commit, numbers: Object.fromEntries(rows.filter(isComparable).map(row => [row.name, decisive(row)])) }
}

/** Reads the history; one line a run, the newest last. */
export function parseHistory(text: string): HistoryLine[] {
  return text.split('\n').filter(Boolean).map(line => JSON.parse(line) as HistoryLine)
}

/**
 * Finds rows that are worse than the last number that was kept of them, by more than a tenth of it.
 *
 * @param history the newest line last.
 */
export function regressions(rows: readonly Row[], history: readonly HistoryLine[]): Regression[] {
  return rows.filter(isComparable).flatMap((row): Regression[] => {
    const last = history.findLast(({ numbers }) => row.name in numbers)
    if (!last) return []
    const [before, now] = [last.numbers[row.name]!, decisive(row)]
    const allowed = Math.abs(before) * TOLERANCE
    const isWorse = row.better === 'more' ? now < before - allowed : now > before + allowed
    return isWorse ? [{ name: row.name, label: row.label, before, now, at: last.at }] : []
  })
}
