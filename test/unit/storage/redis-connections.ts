import type { Storage } from 'unstorage'
import { createStorage } from 'unstorage'
import redisDriver from 'unstorage/drivers/redis'
import { afterEach } from 'vitest'
import { findMount } from '../../../src/runtime/server/storage/mount'
import type { RedisMount } from '../../../src/runtime/server/storage/mount'

export type RedisDriverOptions = Parameters<typeof redisDriver>[0]

/** A process's connection to a shop's Redis: what it has mounted, and the connection itself. */
export interface RedisConnection extends RedisMount {
  storage: Storage
}

/** Connects processes with a Redis, until the test that did it has ended. */
export function useRedisConnections(): (options: RedisDriverOptions) => RedisConnection {
  const storages: Storage[] = []
  afterEach(() => Promise.all(storages.splice(0).map(storage => storage.dispose())))
  return (options) => {
    const storage = createStorage().mount('sapcc', redisDriver({ base: 'shop', ...options }))
    storages.push(storage)
    const mount = findMount(storage, 'sapcc')!
    return { ...mount.redis!, storage: mount.storage }
  }
}
