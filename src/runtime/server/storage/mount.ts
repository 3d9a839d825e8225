import type { Driver, Storage } from 'unstorage'
import { isRecord } from '../../sdk/errors'
import type { RedisCommands } from './redis-lock'
import type { StorageConnection } from './shared-storage'

/** A storage that the shop mounted for its sessions. */
export interface Mount {
  storage: Storage
  /** The name that the driver gives itself, e.g. `redis`. */
  driver?: string
  /** The connection of unstorage's `redis` driver. */
  redis?: RedisMount
}

/** The parts of a mount in Redis that are used directly. */
export interface RedisMount {
  client: RedisClient
  /** The prefix of keys that are not entries of the storage. */
  prefix: string
  /** The key in Redis of an entry of the mount. */
  entryKey: (key: string) => string
}

/** The part of an `ioredis` client (single or cluster) that is used. */
export type RedisClient = RedisCommands & StorageConnection

/** @returns `undefined` when nothing is mounted by that name. */
export function findMount(storage: Storage, name: string): Mount | undefined {
  const { base, driver } = storage.getMount(`${name}:`)
  if (base !== `${name}:`) return undefined
  const client = redisOf(driver)
  return { storage, ...(driver.name === undefined ? {} : { driver: driver.name }), ...(client ? { redis: redisMount(driver, client, name) } : {}) }
}

function redisOf(driver: Driver): RedisClient | undefined {
  if (driver.name !== 'redis') return undefined
  const client: unknown = driver.getInstance?.()
  return isRedis(client) ? client : undefined
}

function isRedis(value: unknown): value is RedisClient {
  return isRecord(value) && [value.set, value.eval, value.on].every(method => typeof method === 'function')
}

function redisMount(driver: Driver, client: RedisClient, name: string): RedisMount {
  const options: unknown = driver.options
  // The driver's key prefix, which separates shops that share a Redis.
  const base = isRecord(options) && typeof options.base === 'string' ? options.base.replace(/:$/, '') : ''
  return { client, prefix: base === '' ? name : base, entryKey: key => joinKeys(base, key) }
}

/** Joins keys as `unstorage` does. */
function joinKeys(...keys: readonly string[]): string {
  return keys.map(key => key.replace(/[:/\\]/g, ':').replace(/^:|:$/g, '')).filter(Boolean).join(':')
}
