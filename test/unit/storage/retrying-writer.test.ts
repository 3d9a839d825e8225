import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createRetryingWriter } from '../../../src/runtime/server/storage/retrying-writer'

interface Attempt {
  value: object
  isRetry: boolean
  succeed: () => void
  fail: () => void
}

/** A writer whose attempts end when the test says so. */
function heldWriter() {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const attempts: Attempt[] = []
  const writer = createRetryingWriter<object>((_key, value, isRetry) => new Promise((resolve, reject) => {
    attempts.push({ value, isRetry, succeed: () => resolve(), fail: () => reject(new Error('connect ECONNREFUSED')) })
  }))
  return { writer, attempts, passTime: () => vi.advanceTimersByTimeAsync(1000) }
}

const [older, newer] = [{ tokens: 1 }, { tokens: 2 }]

describe('a write that is tried again', () => {
  it('is pending until it succeeds', async () => {
    const { writer, attempts, passTime } = heldWriter()
    const writing = writer.write('key', older)
    attempts[0]!.fail()
    await passTime()
    expect(writer.pending('key')).toBe(older)
    expect(attempts.map(({ isRetry }) => isRetry)).toEqual([false, true])
    attempts[1]!.succeed()
    await writing
    expect(writer.pending('key')).toBeUndefined()
  })

  it('does not wait for an older one of the same key, which is not tried again', async () => {
    const { writer, attempts, passTime } = heldWriter()
    void writer.write('key', older)
    const second = writer.write('key', newer)
    expect(attempts.map(({ value, isRetry }) => ({ value, isRetry }))).toEqual([{ value: older, isRetry: false }, { value: newer, isRetry: false }])
    attempts[0]!.fail()
    await passTime()
    expect(writer.pending('key')).toBe(newer)
    attempts[1]!.succeed()
    await second
    await writer.drained()
    expect(attempts).toHaveLength(2)
  })

  it('is not tried again when it was cancelled', async () => {
    const { writer, attempts, passTime } = heldWriter()
    const writing = writer.write('key', older)
    writer.cancel('key')
    attempts[0]!.fail()
    await passTime()
    await writing
    expect(attempts).toHaveLength(1)
  })
})

describe('a flush', () => {
  it('waits for the attempt that is under way, and makes none of its own when that succeeds', async () => {
    const { writer, attempts, passTime } = heldWriter()
    void writer.write('key', older)
    const flushed = vi.fn()
    const flushing = writer.flush('key').then(flushed)
    await passTime()
    expect(attempts).toHaveLength(1)
    expect(flushed).not.toHaveBeenCalled()
    attempts[0]!.succeed()
    await flushing
    expect(attempts).toHaveLength(1)
  })

  it('makes one attempt for all who flush when the running one fails; they fail with it', async () => {
    const { writer, attempts, passTime } = heldWriter()
    const writing = writer.write('key', older)
    const flushing = [writer.flush('key'), writer.flush('key')].map(flush => expect(flush).rejects.toThrow('connect ECONNREFUSED'))
    attempts[0]!.fail()
    await vi.advanceTimersByTimeAsync(0)
    expect(attempts).toHaveLength(2)
    expect(attempts[1]!.isRetry).toBe(true)
    attempts[1]!.fail()
    await Promise.all(flushing)
    await passTime()
    attempts[2]!.succeed()
    await writing
  })

  it('ends the repetition when it succeeds', async () => {
    const { writer, attempts, passTime } = heldWriter()
    const writing = writer.write('key', older)
    attempts[0]!.fail()
    await vi.advanceTimersByTimeAsync(0)
    const flushing = writer.flush('key')
    await vi.advanceTimersByTimeAsync(0)
    expect(attempts).toHaveLength(2)
    attempts[1]!.succeed()
    await flushing
    await passTime()
    await writing
    expect(attempts).toHaveLength(2)
  })

  it('makes no attempt when nothing is pending', async () => {
    const { writer, attempts } = heldWriter()
    await writer.flush('key')
    expect(attempts).toEqual([])
  })
})
