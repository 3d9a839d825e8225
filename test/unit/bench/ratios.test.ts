import { describe, expect, it } from 'vitest'
import { compare } from '../../../bench/lib/ratios.ts'

const MEASURED = {
  on: { label: 'on', requestsPerSecond: 200, latency: { p50: 1, p99: 2 }, cpuPerRequest: 50, rounds: [100, 300, 200, 440], cpuRounds: [50, 40, 60, 50], p99Rounds: [2, 3, 4, 5] },
  off: { label: 'off', requestsPerSecond: 100, latency: { p50: 2, p99: 4 }, cpuPerRequest: 80, rounds: [100, 100, 100, 400], cpuRounds: [80, 80, 90, 85], p99Rounds: [4, 4, 4, 4] },
  unknown: { label: 'a system that does not tell CPU time', requestsPerSecond: 100, latency: { p50: 2, p99: 4 }, rounds: [100, 100, 100, 100] },
  short: { label: 'fewer rounds', requestsPerSecond: 100, latency: { p50: 2, p99: 4 }, rounds: [100, 100] },
}
const comparison = { name: 'a', label: 'A', of: 'on', to: 'off' }

describe('compare', () => {
  it('compares round by round, so that a disturbed round disturbs both sides', () => {
    // The rounds' ratios are 1, 3, 2 and 1.1, and by CPU 1.6, 2, 1.5 and 1.7; the ratio of the medians would be 2.5.
    expect(compare(MEASURED, comparison, 'part')).toEqual({ name: 'a', part: 'part', label: 'A', value: 1.55, unit: 'ratio', better: 'more', quartiles: [1.08, 2.25], cpuRatio: 1.65 })
  })

  it.each([[1.55, true], [1.56, false]])('tells whether a goal of %d is reached', (atLeast, isReached) => {
    expect(compare(MEASURED, { ...comparison, goal: { atLeast } }, 'part')).toMatchObject({ goal: { atLeast }, isReached })
  })

  it.each([[1.65, true], [1.66, false]])('decides by CPU time where a comparison wants that: a goal of %d', (atLeast, isReached) => {
    expect(compare(MEASURED, { ...comparison, goal: { atLeast }, by: 'cpu' }, 'part')).toMatchObject({ value: 1.55, by: 'cpu', isReached })
  })

  it('decides by requests per second where the system does not tell CPU time', () => {
    const compared = compare(MEASURED, { ...comparison, to: 'unknown', goal: { atLeast: 2.4 }, by: 'cpu' }, 'part')
    expect(compared).toMatchObject({ value: 2.5, isReached: true })
    expect(compared).not.toHaveProperty('by')
    expect(compared).not.toHaveProperty('cpuRatio')
  })

  it.each([[0.71, true], [0.69, false]])('compares times as the inverse of rates, of which less is better: a goal of %d', (atMost, isReached) => {
    // The rounds' ratios are 1, 0.33, 0.5 and 0.91, and by CPU 0.63, 0.5, 0.67 and 0.59.
    expect(compare(MEASURED, { ...comparison, quantity: 'time', goal: { atMost } }, 'part')).toMatchObject({ value: 0.7, better: 'less', cpuRatio: 0.61, isReached })
  })

  it('compares latencies round by round', () => {
    expect(compare(MEASURED, { ...comparison, quantity: 'p99', goal: { atMost: 0.9 } }, 'part')).toMatchObject({ value: 0.88, better: 'less', isReached: true })
  })

  it('refuses to compare what was not measured, or not in the same rounds', () => {
    expect(() => compare(MEASURED, { ...comparison, name: 'typo', to: 'of' }, 'part')).toThrow('typo')
    expect(() => compare(MEASURED, { ...comparison, to: 'short' }, 'part')).toThrow('4 rounds with 2')
    expect(() => compare(MEASURED, { ...comparison, to: 'unknown', quantity: 'p99' }, 'part')).toThrow('4 rounds with 0')
  })
})
