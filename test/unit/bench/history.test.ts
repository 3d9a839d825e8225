import { describe, expect, it } from 'vitest'
import { historyLine, parseHistory, regressions } from '../../../bench/lib/history.ts'
import type { Row } from '../../../bench/lib/rows.ts'

const row = (name: string, value: number, more: Partial<Row> = {}): Row => ({ name, part: 'part', label: name, value, unit: 'ratio', better: 'more', ...more })

describe('the history', () => {
  it('keeps what can be compared between machines, by the number that decides', () => {
    const rows = [row('rate', 0.8), row('trick', 1.05, { cpuRatio: 1.2, by: 'cpu' }), row('size', 1000, { unit: 'bytes' }), row('start', 250, { unit: 'ms' }), row('build', 9, { unit: 'seconds' })]
    expect(historyLine(rows, '2026-01-01', 'abc')).toEqual({ at: '2026-01-01', commit: 'abc', numbers: { rate: 0.8, trick: 1.2, size: 1000 } })
  })

  it('is read line by line', () => {
    const lines = [historyLine([row('a', 1)], '2026-01-01', 'abc'), historyLine([row('b', 2)], '2026-01-02', 'def')]
    expect(parseHistory(lines.map(line => `${JSON.stringify(line)}\n`).join(''))).toEqual(lines)
    expect(parseHistory('')).toEqual([])
  })
})

describe('regressions', () => {
  const HISTORY = [historyLine([row('rate', 2), row('size', 1)], '2026-01-01', 'abc'), historyLine([row('rate', 1)], '2026-01-02', 'def')]
  const names = (rows: readonly Row[]) => regressions(rows, HISTORY).map(({ name, before, now, at }) => [name, before, now, at])

  it.each([[0.91, false], [0.89, true], [2, false]])('are against the last number that was kept: a rate of %d', (value, isWorse) => {
    expect(names([row('rate', value)])).toEqual(isWorse ? [['rate', 1, value, '2026-01-02']] : [])
  })

  it.each([[1.09, false], [1.11, true], [0.1, false]])('look the other way where less is better: a size of %d', (value, isWorse) => {
    expect(names([row('size', value, { better: 'less' })])).toEqual(isWorse ? [['size', 1, value, '2026-01-01']] : [])
  })

  it('are found by CPU where that decides', () => {
    expect(names([row('rate', 0.5, { cpuRatio: 0.95, by: 'cpu' })])).toEqual([])
  })

  it('are not about new rows, or about what differs between machines', () => {
    expect(names([row('new', 0), row('rate', 0.1, { unit: 'ms' })])).toEqual([])
  })
})
