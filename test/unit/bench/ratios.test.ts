import { describe, expect, it } from 'vitest'
import { compare } from '../../../bench/lib/ratios.ts'

const MEASURED = {
  on: { label: 'on', requestsPerSecond: 200, latency: { p50: 1, p99: 2 }, cpuPerRequest: 50, rounds: [100, 300, 200, 440] },
  off: { label: 'off', requestsPerSecond: 100, latency: { p50: 2, p99: 4 }, cpuPerRequest: 80, rounds: [100, 100, 100, 400] },
  unknown: { label: 'a system that does not tell CPU time', requestsPerSecond: 100, latency: { p50: 2, p99: 4 }, rounds: [100, 100, 100, 100] },
}

describe('compare', () => {
  it('compares round by round, so that a disturbed round disturbs both sides', () => {
    // The rounds' ratios are 1, 3, 2 and 1.1; the ratio of the medians would be 2.5.
    expect(compare(MEASURED, { name: 'a', label: 'A', of: 'on', to: 'off' })).toEqual({ name: 'a', label: 'A', ratio: 1.55, quartiles: [1.08, 2.25], cpuRatio: 1.6 })
  })

  it.each([[1.55, true], [1.56, false]])('tells whether a goal of %d is reached', (atLeast, isReached) => {
    expect(compare(MEASURED, { name: 'a', label: 'A', of: 'on', to: 'off', atLeast })).toMatchObject({ atLeast, isReached })
  })

  it.each([[1.6, true], [1.61, false]])('decides by CPU time where a comparison wants that: a goal of %d', (atLeast, isReached) => {
    expect(compare(MEASURED, { name: 'a', label: 'A', of: 'on', to: 'off', atLeast, by: 'cpu' })).toMatchObject({ ratio: 1.55, by: 'cpu', isReached })
  })

  it('decides by requests per second where the system does not tell CPU time', () => {
    const compared = compare(MEASURED, { name: 'a', label: 'A', of: 'on', to: 'unknown', atLeast: 2.4, by: 'cpu' })
    expect(compared).toMatchObject({ ratio: 2.5, isReached: true })
    expect(compared).not.toHaveProperty('by')
  })

  it('leaves out CPU time where one side has none', () => {
    expect(compare(MEASURED, { name: 'a', label: 'A', of: 'on', to: 'unknown' })).not.toHaveProperty('cpuRatio')
  })

  it('refuses to compare what was not measured', () => {
    expect(() => compare(MEASURED, { name: 'typo', label: 'A', of: 'on', to: 'of' })).toThrow('typo')
  })
})
