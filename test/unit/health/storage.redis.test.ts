import { Redis } from 'ioredis'
import { describe, expect, it, onTestFinished } from 'vitest'
import { checkHealth } from '../../../src/runtime/server/health/answer-health'
import { createHealthChecks } from '../../../src/runtime/server/health/create-checks'
import { createSharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import { useRedis } from '../../harness/use-redis'
import { useRedisConnections } from '../storage/redis-connections'

const timing = { maxAge: 0, timeout: 2000, required: ['configuration', 'storage'] as const }

describe('the health of a Redis that answers reads and refuses writes', () => {
  const redis = useRedis()
  const connect = useRedisConnections()

  /** The health of a process, and the connection by which the test changes the Redis. */
  function server() {
    const admin = new Redis(redis.url)
    onTestFinished(() => admin.disconnect())
    const { storage: mounted, client } = connect({ url: redis.url })
    const storage = createSharedStorage(mounted, 'sapcc', { connection: client })
    const noCall = () => Promise.reject(new Error('is not asked'))
    const { storage: reads, storageWrites } = createHealthChecks({ api: { uri: 'https://sap.example/occ/v2', baseSiteId: 'electronics' }, callSap: noCall, oauth: { reach: noCall }, failures: { note: () => {} }, storage: () => storage })
    return { admin, health: () => checkHealth({ storage: reads!, storageWrites: storageWrites! }, timing) }
  }

  const READY = { status: 'ready', checks: { storage: { status: 'up' }, storageWrites: { status: 'up' } } }
  const DEGRADED = { status: 'degraded', checks: { storage: { status: 'up' }, storageWrites: { status: 'down' } } }

  it('is degraded while its memory is full', async () => {
    const { admin, health } = server()
    expect(await health()).toMatchObject(READY)
    // What is written for the check expires by itself.
    const [key] = await admin.keys('*:health')
    expect(await admin.ttl(key!)).toBeGreaterThan(50)
    await admin.config('SET', 'maxmemory-policy', 'noeviction')
    await admin.config('SET', 'maxmemory', '1')
    try {
      expect(await health()).toMatchObject(DEGRADED)
    }
    finally {
      await admin.config('SET', 'maxmemory', '0')
    }
    expect(await health()).toMatchObject(READY)
  })

  it('is degraded while it is a replica', async () => {
    const { admin, health } = server()
    expect(await health()).toMatchObject(READY)
    // Of a primary that does not answer: a replica goes on answering reads with what it has.
    await admin.replicaof('127.0.0.1', 1)
    try {
      expect(await health()).toMatchObject(DEGRADED)
    }
    finally {
      await admin.replicaof('NO', 'ONE')
    }
    // The module has made a new connection, to find the new primary.
    await expect.poll(health, { timeout: 5000 }).toMatchObject(READY)
  })
})
