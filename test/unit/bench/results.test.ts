import { describe, expect, it } from 'vitest'
import { noResults, withPart } from '../../../bench/lib/results.ts'
import type { MeasuredPart, Results } from '../../../bench/lib/results.ts'
import { judged, printed, printedGoal } from '../../../bench/lib/rows.ts'
import type { Row } from '../../../bench/lib/rows.ts'

const measured = (measuredAt: string): MeasuredPart => ({ measuredAt, machine: { node: 'v22.0.0', platform: 'linux x64', cpus: 2, model: 'A' } })
const row = (part: string, name: string, value: number): Row => ({ name, part, label: name, value, unit: 'ratio', better: 'more' })
const measurement = (label: string) => ({ label, requestsPerSecond: 1, latency: { p50: 1, p99: 1 }, rounds: [1] })

const BEFORE: Results = {
  ...noResults(),
  parts: { first: measured('2026-01-01'), second: measured('2026-01-01'), gone: measured('2026-01-01') },
  rows: [row('first', 'kept', 1), row('second', 'again', 2), row('second', 'no longer', 2), row('gone', 'old', 1)],
  measurements: { kept: measurement('kept'), again: measurement('before') },
}

describe('withPart', () => {
  const after = withPart(BEFORE, { part: 'second', measured: measured('2026-02-02'), rows: [row('second', 'again', 3), row('second', 'added', 4)], measurements: { again: measurement('after') } }, ['second', 'first', 'third'])

  it('replaces the rows of the part, and keeps those of other parts that there still are, in the order of the parts', () => {
    expect(after.rows.map(({ name, value }) => [name, value])).toEqual([['again', 3], ['added', 4], ['kept', 1]])
    expect(after.measurements).toMatchObject({ kept: { label: 'kept' }, again: { label: 'after' } })
  })

  it('says when each part was measured', () => {
    expect(after.parts).toMatchObject({ first: { measuredAt: '2026-01-01' }, second: { measuredAt: '2026-02-02' } })
    expect(after.parts).not.toHaveProperty('gone')
  })
})

describe('a row', () => {
  const sized: Row = { ...row('size', 'size', 2_000_000), unit: 'bytes', better: 'less' }

  it.each([[{ atMost: 2_000_000 }, true], [{ atMost: 1_999_999 }, false], [{ atLeast: 2_000_001 }, false]])('reaches a goal or not: %o', (goal, isReached) => {
    expect(judged({ ...sized, goal })).toMatchObject({ isReached })
  })

  it('without a goal is not judged', () => {
    expect(judged(sized)).not.toHaveProperty('isReached')
  })

  it('is printed with its unit and its goal', () => {
    expect([printed(1.5, 'ratio'), printed(1.004, 'ratio'), printed(2_000_000, 'bytes'), printed(40.4, 'ms'), printed(8, 'requests'), printed(1.25, 'seconds')]).toEqual(['1.50', '1.004', '1953 KB', '40 ms', '8', '1.3 s'])
    expect([printedGoal(sized), printedGoal({ ...sized, goal: { atMost: 1024 * 1024 } }), printedGoal({ ...row('a', 'a', 1), goal: { atLeast: 1.1 }, by: 'cpu' })]).toEqual(['–', 'at most 1024 KB', 'at least 1.1 by CPU'])
  })
})
