import { describe, expect, it } from 'vitest'
import { createSessionFailures } from '../../../src/runtime/server/session/refresh/session-failures'

function setting() {
  const clock = { now: 1000 }
  return { clock, failures: createSessionFailures({ now: () => clock.now }) }
}

const error = new Error('refused')

describe('createSessionFailures', () => {
  it('lets only the session wait whose refresh failed, and longer each time', () => {
    const { clock, failures } = setting()
    const pauses = Array.from({ length: 7 }, () => {
      failures.noteUnclear('a', error, false)
      const pause = failures.pause('a')
      clock.now += pause
      expect(failures.pause('a')).toBe(0)
      return pause
    })
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
    expect(failures.pause('b')).toBe(0)
    expect(failures.lastError('a')).toBe(error)
    failures.succeeded('a')
    expect(failures.pause('a')).toBe(0)
  })

  it('makes short pauses where the answer said nothing about the customer, and never ends a session for it', () => {
    const { clock, failures } = setting()
    for (let attempt = 0; attempt < 100; attempt++) {
      failures.noteDoubtful('a', error)
      expect(failures.pause('a')).toBeLessThanOrEqual(500)
      clock.now += 60_000
    }
    // The first error of OAuth's is the first attempt that counts.
    expect(failures.noteUnclear('a', error, false)).toBe(false)
  })

  it('takes a customer for refused after three attempts over half a minute', () => {
    const { clock, failures } = setting()
    expect(failures.noteUnclear('a', error, false)).toBe(false)
    clock.now += 15_000
    expect(failures.noteUnclear('a', error, false)).toBe(false)
    clock.now += 14_999
    expect(failures.noteUnclear('a', error, false)).toBe(false)
    clock.now += 1
    expect(failures.noteUnclear('a', error, false)).toBe(true)

    expect(failures.noteUnclear('b', error, false)).toBe(false)
    clock.now += 60_000
    expect(failures.noteUnclear('b', error, false)).toBe(false)
    expect(failures.noteUnclear('b', error, false)).toBe(true)
  })

  it('waits for a sign that the client works where the client may be the reason', () => {
    const { clock, failures } = setting()
    failures.succeeded('other')
    clock.now += 1
    for (let attempt = 0; attempt < 20; attempt++) {
      expect(failures.noteUnclear('a', error, true)).toBe(false)
      clock.now += 60_000
    }
    failures.succeeded('other')
    expect(failures.noteUnclear('a', error, true)).toBe(true)
  })

  it('does not leave such a session undecided without end', () => {
    const { clock, failures } = setting()
    failures.noteUnclear('a', error, true)
    clock.now += 1_800_000
    expect(failures.noteUnclear('a', error, true)).toBe(false)
    clock.now += 1_800_000
    expect(failures.noteUnclear('a', error, true)).toBe(true)
  })
})
