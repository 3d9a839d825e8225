import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { answersWithin } from '../../../src/runtime/server/time/answers-within'
import { settlesWithin } from '../../../src/runtime/server/time/sleep'
import { answeringServer } from './answering-server'

const LIMIT = 400

/** For tests about the order of timers and answers: how long a busy machine needs for them does not matter. */
const timeStandsStill = () => 0

describe('an answer that arrives while the process is blocked', () => {
  it('is missed by a single timer', async () => {
    const { ask, blockProcess } = await answeringServer()
    const isInTime = settlesWithin(ask(), LIMIT)
    await blockProcess(LIMIT * 1.5)
    expect(await isInTime).toBe(false)
  })

  it('counts', async () => {
    const { ask, blockProcess } = await answeringServer()
    const isInTime = answersWithin(ask(), LIMIT, timeStandsStill)
    await blockProcess(LIMIT * 1.5)
    expect(await isInTime).toBe(true)
  })

  it('counts when a second one is needed, and the process is blocked twice', async () => {
    const { ask, blockProcess } = await answeringServer()
    const isInTime = answersWithin(ask().then(ask), LIMIT, timeStandsStill)
    await blockProcess(LIMIT * 0.8)
    await blockProcess(LIMIT * 0.8)
    expect(await isInTime).toBe(true)
  })

  it('does not count after twice the limit', async () => {
    const { ask, blockProcess } = await answeringServer()
    const isInTime = answersWithin(ask(), LIMIT)
    await blockProcess(LIMIT * 2.2)
    expect(await isInTime).toBe(false)
  })
})

describe('an answer that does not come', () => {
  const never = new Promise(() => undefined)

  /** Waits with a clock of the test's own. */
  function waiting() {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const clock = { time: 0 }
    const ended = vi.fn()
    void answersWithin(never, LIMIT, () => clock.time).then(ended)
    return { clock, ended }
  }

  it('is waited for as long as the limit says', async () => {
    const { ended } = waiting()
    await vi.advanceTimersByTimeAsync(LIMIT - 1)
    expect(ended).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(ended).toHaveBeenCalledExactlyOnceWith(false)
  })

  it('is waited for no longer than twice the limit by a process that was blocked', async () => {
    const { clock, ended } = waiting()
    clock.time = LIMIT * 2 - 10
    await vi.advanceTimersByTimeAsync(LIMIT / 4)
    expect(ended).not.toHaveBeenCalled()
    clock.time += 10
    await vi.advanceTimersByTimeAsync(10)
    expect(ended).toHaveBeenCalledExactlyOnceWith(false)
  })
})

it('a rejected promise counts as an answer', async () => {
  expect(await answersWithin(Promise.reject(new Error('refused')), LIMIT)).toBe(true)
})
