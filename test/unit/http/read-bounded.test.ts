import { describe, expect, it } from 'vitest'
import { readBounded } from '../../../src/runtime/server/http/read-bounded'

/** A stream that gives these chunks one by one, and tells whether it was cancelled. */
function streamOf(chunks: readonly string[], error?: Error) {
  const left = [...chunks]
  const state = { isCancelled: false, left }
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = left.shift()
      if (next !== undefined) controller.enqueue(new TextEncoder().encode(next))
      else if (error) controller.error(error)
      else controller.close()
    },
    cancel: () => void (state.isCancelled = true),
  }, { highWaterMark: 0 })
  return { stream, state }
}

const textOf = (body: Uint8Array | undefined) => body && new TextDecoder().decode(body)

describe('readBounded', () => {
  it.each([
    [[], ''],
    [['abc'], 'abc'],
    [['ab', '', 'cde', 'f'], 'abcdef'],
    [['1234567890'], '1234567890'],
    [['12345', '67890'], '1234567890'],
  ])('gives the whole of %j', async (chunks, expected) => {
    const { stream, state } = streamOf(chunks)
    expect(textOf(await readBounded(stream, 10))).toBe(expected)
    expect(state.isCancelled).toBe(false)
  })

  it.each([[['12345678901']], [['12345', '678901', 'never', 'read']]])('gives up %j as soon as there is too much', async (chunks) => {
    const { stream, state } = streamOf(chunks)
    expect(await readBounded(stream, 10)).toBeUndefined()
    expect(state.isCancelled).toBe(true)
    expect(state.left).toEqual(chunks.slice(2))
  })

  it('fails with the error of a body that breaks off', async () => {
    await expect(readBounded(streamOf(['abc'], new Error('broken')).stream, 10)).rejects.toThrow('broken')
  })
})
