import { describe, expect, it } from 'vitest'
import { MemoryAnswers } from '../../../src/runtime/server/public-cache/memory-answers'

const entry = (bytes: number) => ({ body: new Uint8Array(bytes), contentType: 'application/json', fetchedAt: 0, stamp: { epoch: '', revision: 0 }, tags: [], freshUntil: 0, staleUntil: 0, retryAt: 0 })

describe('the memory of a process', () => {
  it('never takes more bytes or entries than it may, whatever is put into it', () => {
    const memory = new MemoryAnswers({ maxEntries: 50, maxBytes: 100_000 })
    let state = 7
    const random = (below: number) => (state = (state * 1103515245 + 12345) % 2147483648) % below
    for (let step = 0; step < 5000; step++) {
      memory.set(`key-${random(200)}`, entry(random(8000)))
      if (step % 7 === 0) memory.delete(`key-${random(200)}`)
      expect(memory.size).toBeLessThanOrEqual(50)
      expect(memory.bytes).toBeLessThanOrEqual(100_000)
    }
    for (let key = 0; key < 200; key++) memory.delete(`key-${key}`)
    expect([memory.size, memory.bytes]).toEqual([0, 0])
  })

  it('keeps nothing that is larger than all of it', () => {
    const memory = new MemoryAnswers({ maxEntries: 10, maxBytes: 1000 })
    memory.set('small', entry(10))
    memory.set('large', entry(10_000))
    expect([memory.size, memory.bytes]).toEqual([0, 0])
  })
})
