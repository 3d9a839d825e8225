import type { Mount } from './mount'

/** Why an unstorage driver is not safe for sessions. */
export interface DriverSafety {
  /**
   * `refused`: the module does not keep sessions there in production;
   * `warned`: it does, and logs the reason as a warning.
   */
  verdict: 'refused' | 'warned'
  reason: string
  /** The lock is all that it lacks. */
  lacksLockOnly?: true
}

const STALE_READS = 'its reads may be minutes old: a session would be renewed with a spent token, and one that was ended would live on'
const SWALLOWED_ERRORS = 'it answers a failed read like a missing entry: in an outage customers would be signed out'
const IN_THE_BROWSER = 'it keeps entries in a browser'
const NO_EXPIRY = 'it never removes entries that have expired, and several instances have no lock: the storage grows until you clear it, two instances may spend one refresh token, and each may count attempts to sign in and anonymous calls alone'
const NO_LOCK = 'several instances have no lock there: two of them may spend one refresh token, and each may count attempts to sign in and anonymous calls alone'
const TORN_WRITES = 'its writes are not atomic and entries never expire: a crash in the middle of one loses that session. It serves one process only'

/** A driver that is not one of `unstorage`'s own. */
const UNKNOWN: DriverSafety = {
  verdict: 'warned',
  reason: `the module does not know it. It serves if its reads are never old, throw when they fail, and honour \`ttl\`; and ${NO_LOCK}`,
}

/** Named `redis`, but without the client of unstorage's driver. */
const OTHER_REDIS: DriverSafety = { verdict: 'warned', reason: `it is not unstorage's with \`ioredis\`, so ${NO_LOCK}` }

/** Keyed by the name that a driver gives itself. */
const DRIVERS: Readonly<Record<string, DriverSafety>> = {
  'cloudflare-kv-binding': { verdict: 'refused', reason: STALE_READS },
  'cloudflare-kv-http': { verdict: 'refused', reason: STALE_READS },
  'netlify-blobs': { verdict: 'refused', reason: STALE_READS },
  'vercel-blob': { verdict: 'refused', reason: STALE_READS },
  'vercel-runtime-cache': { verdict: 'refused', reason: 'it is a cache of one region, which drops entries at any time' },
  'uploadthing': { verdict: 'refused', reason: STALE_READS },
  'azure-app-configuration': { verdict: 'refused', reason: SWALLOWED_ERRORS },
  'azure-storage-blob': { verdict: 'refused', reason: SWALLOWED_ERRORS },
  'azure-storage-table': { verdict: 'refused', reason: SWALLOWED_ERRORS },
  'azure-key-vault': { verdict: 'refused', reason: 'it is throttled to a few writes per second, and keeps the name of a removed entry' },
  'github': { verdict: 'refused', reason: 'it cannot be written to' },
  'null': { verdict: 'refused', reason: 'it keeps nothing' },
  'localstorage': { verdict: 'refused', reason: IN_THE_BROWSER },
  'session-storage': { verdict: 'refused', reason: IN_THE_BROWSER },
  'idb-keyval': { verdict: 'refused', reason: IN_THE_BROWSER },
  'capacitor-preferences': { verdict: 'refused', reason: IN_THE_BROWSER },
  'fs': { verdict: 'warned', reason: TORN_WRITES },
  'fs-lite': { verdict: 'warned', reason: TORN_WRITES },
  'memory': { verdict: 'warned', reason: 'it ends with the process, and no other instance knows its sessions' },
  'lru-cache': { verdict: 'warned', reason: 'it ends with the process, and signs customers out when it is full' },
  'overlay': { verdict: 'warned', reason: 'what it promises depends on its layers; mount the first of them instead' },
  'http': { verdict: 'warned', reason: NO_LOCK, lacksLockOnly: true },
  'upstash': { verdict: 'warned', reason: `${NO_LOCK}; and a database with replicas in several regions answers with old entries`, lacksLockOnly: true },
  'vercel-kv': { verdict: 'warned', reason: `${NO_LOCK}; and a database with replicas in several regions answers with old entries`, lacksLockOnly: true },
  'deno-kv': { verdict: 'warned', reason: NO_LOCK, lacksLockOnly: true },
  'deno-kv-node': { verdict: 'warned', reason: NO_LOCK, lacksLockOnly: true },
  'mongodb': { verdict: 'warned', reason: NO_EXPIRY },
  'db0': { verdict: 'warned', reason: NO_EXPIRY },
  'planetscale': { verdict: 'warned', reason: NO_EXPIRY },
  's3': { verdict: 'warned', reason: NO_EXPIRY },
  'cloudflare-r2-binding': { verdict: 'warned', reason: NO_EXPIRY },
  'azure-cosmos': { verdict: 'warned', reason: `${NO_EXPIRY}; and unless the account's consistency is "Strong" its reads may be old` },
}

/** @returns `undefined` for what is safe: unstorage's `redis`. */
export function driverSafety({ driver, redis }: Pick<Mount, 'driver' | 'redis'>): DriverSafety | undefined {
  if (redis) return undefined
  if (driver === 'redis') return OTHER_REDIS
  return driver !== undefined && Object.hasOwn(DRIVERS, driver) ? DRIVERS[driver] : UNKNOWN
}

/** Drivers that report a failed removal as done. */
export function hidesFailedRemovals(driver: string | undefined): boolean {
  return driver === 'fs' || driver === 'fs-lite'
}
