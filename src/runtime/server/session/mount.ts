import type { Driver, Storage } from 'unstorage'
import { isRecord } from '../../core/errors'
import type { RedisCommands } from '../refresh/redis-lock'

/** A storage that the shop mounted for its sessions. */
export interface Mount {
  storage: Storage
  /** Behind unstorage's `redis` driver: its own connection. */
  redis?: { client: RedisCommands, prefix: string }
}

/** @returns `undefined` when nothing is mounted by that name. */
export function findMount(storage: Storage, name: string): Mount | undefined {
  const { base, driver } = storage.getMount(`${name}:`)
  if (base !== `${name}:`) return undefined
  const client = redisOf(driver)
  return { storage, ...(client ? { redis: { client, prefix: prefixOf(driver, name) } } : {}) }
}

function redisOf(driver: Driver): RedisCommands | undefined {
  if (driver.name !== 'redis') return undefined
  const client: unknown = driver.getInstance?.()
  if (!isRedis(client)) return undefined
  // Without a listener the client writes every failed attempt to connect to the console; the storage reports an outage once.
  client.on?.('error', () => undefined)
  return client
}

function isRedis(value: unknown): value is RedisCommands & { on?: (event: 'error', listener: () => void) => unknown } {
  return isRecord(value) && typeof value.set === 'function' && typeof value.eval === 'function'
}

/** The driver's own prefix, so that shops that share a Redis keep apart. */
function prefixOf(driver: Driver, name: string): string {
  const options: unknown = driver.options
  const base = isRecord(options) && typeof options.base === 'string' ? options.base.replace(/:$/, '') : ''
  return base === '' ? name : base
}
