import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startRedisPair } from '../../harness/redis-pair.ts'
import type { RedisPair } from '../../harness/redis-pair.ts'
import { startTcpRelay } from '../../harness/tcp-relay.ts'

describe('a Redis with a replica', () => {
  let pair: RedisPair
  beforeAll(async () => {
    pair = await startRedisPair()
  }, 30_000)
  afterAll(() => pair?.dispose())

  it('fails over without a loss, and what was the primary takes no writes', async () => {
    const before = pair.primary()
    const old = new Redis(before)
    await old.set('a', '1')
    await pair.failOver()
    const current = new Redis(pair.primary())
    try {
      expect(pair.primary()).not.toBe(before)
      expect(await current.get('a')).toBe('1')
      await expect(old.set('a', '2')).rejects.toThrow(/READONLY/)
    }
    finally {
      old.disconnect()
      current.disconnect()
    }
  }, 30_000)

  it('keeps what was written when it is killed, and can fail over again', async () => {
    const current = new Redis(pair.primary())
    await current.set('b', '1')
    current.on('error', () => {})
    await pair.kill()
    current.disconnect()
    await pair.revive()
    await pair.failOver()
    const after = new Redis(pair.primary())
    expect(await after.get('b')).toBe('1')
    after.disconnect()
  }, 30_000)

  it('can be paused', async () => {
    const current = new Redis(pair.primary())
    await current.ping()
    await pair.pause(400)
    const startedAt = performance.now()
    await current.get('b')
    expect(performance.now() - startedAt).toBeGreaterThan(300)
    current.disconnect()
  })
})

describe('a wire that can be cut', () => {
  it('holds back what is sent while it is cut, and delivers it afterwards or never', async () => {
    const pair = await startRedisPair()
    const relay = await startTcpRelay(pair.primary())
    const redis = new Redis(relay.port, { retryStrategy: () => null, maxRetriesPerRequest: 0 })
    redis.on('error', () => {})
    try {
      await redis.set('a', '1')
      relay.cut()
      const held = redis.get('a')
      expect(await Promise.race([held, new Promise(resolve => setTimeout(resolve, 200, 'nothing'))])).toBe('nothing')
      relay.mend('resume')
      expect(await held).toBe('1')
      relay.cut()
      const lost = redis.get('a')
      relay.mend('reset')
      await expect(lost).rejects.toThrow()
    }
    finally {
      redis.disconnect()
      await relay.close()
      await pair.dispose()
    }
  }, 30_000)
})
