import { describe, expect, it, vi } from 'vitest'
import { createApplicationToken } from '../../../src/runtime/server/oauth/application-token'

const tokens = (name: string, expires_in = 300) => ({ access_token: name, token_type: 'bearer', expires_in, scope: 'basic' })

describe('createApplicationToken', () => {
  it('is fetched when first needed, once for all callers', async () => {
    const fetchToken = vi.fn(async () => tokens('t1'))
    const token = createApplicationToken({ fetchToken, retryInterval: 10_000 })
    expect(fetchToken).not.toHaveBeenCalled()
    expect(new Set(await Promise.all(Array.from({ length: 50 }, () => token.get())))).toEqual(new Set(['t1']))
    expect(fetchToken).toHaveBeenCalledTimes(1)
  })

  it('is renewed before it expires, but never before half its life', async () => {
    let now = 0
    const fetchToken = vi.fn().mockResolvedValueOnce(tokens('t1', 300)).mockResolvedValueOnce(tokens('t2', 10)).mockResolvedValue(tokens('t3'))
    const token = createApplicationToken({ fetchToken, retryInterval: 10_000, now: () => now })
    await token.get()
    now = 269_000
    expect(await token.get()).toBe('t1')
    now = 271_000
    expect(await token.get()).toBe('t2')
    now += 4_900
    expect(await token.get()).toBe('t2')
    now += 200
    expect(await token.get()).toBe('t3')
  })

  it('is renewed after SAP refused it, and only the one that was refused', async () => {
    const fetchToken = vi.fn().mockResolvedValueOnce(tokens('t1')).mockResolvedValue(tokens('t2'))
    const token = createApplicationToken({ fetchToken, retryInterval: 10_000 })
    const first = await token.get()
    token.discard('another')
    expect(await token.get()).toBe('t1')
    token.discard(first)
    expect(await token.get()).toBe('t2')
  })

  it('waits after a failure instead of hammering', async () => {
    let now = 0
    const down = new Error('down')
    const fetchToken = vi.fn().mockRejectedValueOnce(down).mockResolvedValue(tokens('t1'))
    const token = createApplicationToken({ fetchToken, retryInterval: 10_000, now: () => now })
    for (let attempt = 0; attempt < 5; attempt++) await expect(token.get()).rejects.toBe(down)
    expect(fetchToken).toHaveBeenCalledTimes(1)
    now = 10_001
    expect(await token.get()).toBe('t1')
  })
})
