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
  redis?: { client: RedisClient, prefix: string }
}

/** The part of an `ioredis` client (single or cluster) that is used. */
export type RedisClient = RedisCommands & StorageConnection

/** @returns `undefined` when nothing is mounted by that name. */
export function findMount(storage: Storage, name: string): Mount | undefined {
  const { base, driver } = storage.getMount(`${name}:`)
  if (base !== `${name}:`) return undefined
  const client = redisOf(driver)
  return { storage, ...(driver.name === undefined ? {} : { driver: driver.name }), ...(client ? { redis: { client, prefix: prefixOf(driver, name) } } : {}) }
}

function redisOf(driver: Driver): RedisClient | undefined {
  if (driver.name !== 'redis') return undefined
  const client: unknown = driver.getInstance?.()
  return isRedis(client) ? client : undefined
}

function isRedis(value: unknown): value is RedisClient {
  return isRecord(value) && [value.set, value.eval, value.on].every(method => typeof method === 'function')
}

/** The driver's key prefix, which separates shops that share a Redis. */
function prefixOf(driver: Driver, name: string): string {
  const options: unknown = driver.options
  const base = isRecord(options) && typeof options.base === 'string' ? options.base.replace(/:$/, '') : ''
  return base === '' ? name : base
}
