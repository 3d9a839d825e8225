import { describe, expect, it } from 'vitest'
import { createLineLimit, leftOutText } from '../../../src/runtime/server/log/line-limit'

function held(options: { interval?: number, lines?: number, maxKinds?: number } = {}) {
  const clock = { now: 0 }
  return { clock, limit: createLineLimit({ ...options, now: () => clock.now }) }
}

describe('lines of the log', () => {
  it('are written once in a minute per kind, and the others are counted', () => {
    const { limit, clock } = held()
    expect([limit.admit('a'), limit.admit('a'), limit.admit('a'), limit.admit('b')]).toEqual([0, undefined, undefined, 0])
    clock.now = 59_999
    expect(limit.admit('a')).toBeUndefined()
    clock.now = 60_000
    expect([limit.admit('a'), limit.admit('b')]).toEqual([3, 0])
    clock.now = 120_000
    expect(limit.admit('a')).toBe(0)
  })

  it('may be several in an interval', () => {
    const { limit, clock } = held({ interval: 10, lines: 2 })
    expect([1, 2, 3, 4].map(() => limit.admit('a'))).toEqual([0, 0, undefined, undefined])
    clock.now = 10
    expect([1, 2, 3].map(() => limit.admit('a'))).toEqual([2, 0, undefined])
  })

  it('stay bounded, also when visitors invent kinds', () => {
    const { limit } = held({ maxKinds: 10 })
    limit.admit('a')
    limit.admit('a')
    for (let kind = 0; kind < 9; kind++) limit.admit(`kind ${kind}`)
    expect(limit.admit('a')).toBeUndefined()
    limit.admit('one more')
    expect(limit.admit('a')).toBe(0)
  })

  it('end with the count', () => {
    expect([leftOutText(0), leftOutText(14)]).toEqual(['', ' (14 more since the last line)'])
  })
})
