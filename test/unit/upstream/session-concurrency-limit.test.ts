import { describe, expect, it } from 'vitest'
import { createSessionConcurrencyLimit } from '../../../src/runtime/server/upstream/session-concurrency-limit'
import type { SessionConcurrencyLimit } from '../../../src/runtime/server/upstream/session-concurrency-limit'

/** Calls that are under way until they are told to end. */
function holding() {
  const ends: (() => void)[] = []
  const state = { active: 0, most: 0, begun: 0, end: () => ends.shift()?.(), call: async () => {
    state.begun++
    state.most = Math.max(state.most, ++state.active)
    await new Promise<void>(resolve => ends.push(resolve))
    state.active--
    return 'answer'
  } }
  return state
}

/** A call that waits for its turn and gives its place back. */
async function inTurn<Result>(limit: SessionConcurrencyLimit, sessionId: string, call: () => Promise<Result>): Promise<Result> {
  const turn = limit.enter(sessionId)
  if (turn) await turn
  try {
    return await call()
  }
  finally {
    limit.leave(sessionId)
  }
}

const settle = () => new Promise(resolve => setTimeout(resolve, 5))

describe('the calls of a session', () => {
  it('are sent a few at a time, and each is answered', async () => {
    const limit = createSessionConcurrencyLimit({ callsPerSession: 3, waitingCallsPerSession: 1000, timeout: 60_000 })
    const sap = holding()
    const answers = Promise.all(Array.from({ length: 200 }, () => inTurn(limit, 'a', sap.call)))
    await settle()
    expect(sap.begun).toBe(3)
    const other = holding()
    void inTurn(limit, 'b', other.call)
    await settle()
    expect(other.begun).toBe(1)
    for (let ended = 0; ended < 200; ended++) {
      sap.end()
      await settle()
    }
    expect(new Set(await answers)).toEqual(new Set(['answer']))
    expect(sap.most).toBe(3)
    other.end()
  })

  it('keep their order', async () => {
    const limit = createSessionConcurrencyLimit({ callsPerSession: 1, waitingCallsPerSession: 10, timeout: 60_000 })
    const order: number[] = []
    await Promise.all([1, 2, 3, 4].map(number => inTurn(limit, 'a', async () => {
      await settle()
      order.push(number)
    })))
    expect(order).toEqual([1, 2, 3, 4])
  })

  it('give their place back when they fail', async () => {
    const limit = createSessionConcurrencyLimit({ callsPerSession: 1, waitingCallsPerSession: 10, timeout: 60_000 })
    const answers = await Promise.allSettled([
      inTurn(limit, 'a', () => Promise.reject(new Error('no'))),
      inTurn(limit, 'a', () => Promise.resolve(2)),
    ])
    expect(answers).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled', value: 2 }])
    expect(await inTurn(limit, 'a', () => Promise.resolve(3))).toBe(3)
  })

  it('are refused when too many wait', async () => {
    const limit = createSessionConcurrencyLimit({ callsPerSession: 1, waitingCallsPerSession: 2, timeout: 60_000 })
    const sap = holding()
    const waiting = [1, 2, 3].map(() => inTurn(limit, 'a', sap.call))
    await expect(inTurn(limit, 'a', sap.call)).rejects.toMatchObject({ status: 429, data: { type: 'TooManyCallsError', retryAfter: 1 } })
    for (const call of waiting) {
      sap.end()
      await call
    }
    expect(sap.begun).toBe(3)
  })

  it('are refused without being sent when they waited too long', async () => {
    const limit = createSessionConcurrencyLimit({ callsPerSession: 1, waitingCallsPerSession: 2, timeout: 20 })
    const sap = holding()
    const first = inTurn(limit, 'a', sap.call)
    await expect(inTurn(limit, 'a', sap.call)).rejects.toMatchObject({ status: 503, data: { type: 'TooManyCallsError', retryAfter: 1 } })
    sap.end()
    await first
    const next = inTurn(limit, 'a', sap.call)
    sap.end()
    expect(await next).toBe('answer')
    expect(sap.begun).toBe(2)
  })

  it('are not limited when that is switched off', async () => {
    const limit = createSessionConcurrencyLimit({ callsPerSession: 0, waitingCallsPerSession: 0, timeout: 20 })
    const sap = holding()
    for (let count = 0; count < 500; count++) void inTurn(limit, 'a', sap.call)
    expect(sap.active).toBe(500)
  })
})

it('calls that wait are measured, and others are not', async () => {
  const measured: unknown[] = []
  let now = 0
  const limit = createSessionConcurrencyLimit({ callsPerSession: 1, waitingCallsPerSession: 1, timeout: 60_000 }, value => measured.push(value), () => now)
  expect(limit.enter('a')).toBeUndefined()
  const waiting = limit.enter('a')
  await expect(limit.enter('a')).rejects.toMatchObject({ status: 429 })
  now = 70
  limit.leave('a')
  await waiting
  expect(measured).toEqual([
    { name: 'queue-wait', queue: 'session-calls', waiting: 1, duration: 0, outcome: 'refused' },
    { name: 'queue-wait', queue: 'session-calls', waiting: 0, duration: 70, outcome: 'entered' },
  ])
})
