import { describe, expect, it } from 'vitest'
import { noResults, replaceRows } from '../../../bench/lib/results.ts'
import type { Results } from '../../../bench/lib/results.ts'

const MACHINE = { node: 'v22.0.0', platform: 'linux x64', cpus: 2, model: 'A' }
const ratio = (name: string, value: number) => ({ name, label: name, ratio: value, quartiles: [value, value] as [number, number] })
const measurement = (label: string) => ({ label, requestsPerSecond: 1, latency: { p50: 1, p99: 1 }, rounds: [1] })

const WHOLE: Results = {
  ...noResults(MACHINE, 10_000),
  measuredAt: '2026-01-01T00:00:00.000Z',
  measurements: { kept: measurement('kept'), again: measurement('before') },
  ratios: [ratio('kept', 1), ratio('again', 2)],
  bundle: { with: 2, without: 1, added: 1, atMost: 8, isReached: true },
}

describe('replaceRows', () => {
  const run: Results = {
    ...noResults(MACHINE, 10_000),
    plan: { again: { starts: 1, rounds: 1, seconds: 1, measuredAt: '2026-02-02T00:00:00.000Z' } },
    measurements: { again: measurement('after'), added: measurement('added') },
    ratios: [ratio('again', 3), ratio('added', 4)],
  }
  const replaced = replaceRows(WHOLE, run)

  it('replaces what was measured again, and nothing else', () => {
    expect(Object.fromEntries(replaced.ratios.map(({ name, ratio }) => [name, ratio]))).toEqual({ kept: 1, again: 3, added: 4 })
    expect(replaced.measurements).toMatchObject({ kept: { label: 'kept' }, again: { label: 'after' }, added: { label: 'added' } })
    expect(replaced.bundle).toEqual(WHOLE.bundle)
  })

  it('says when the rows were measured', () => {
    expect(replaced.measuredAt).toBe(WHOLE.measuredAt)
    expect(replaced.plan).toMatchObject({ sessions: 10_000, again: { measuredAt: '2026-02-02T00:00:00.000Z' } })
  })
})
