/** Why an unstorage driver is not safe for sessions. */
export interface DriverSafety {
  /**
   * `refused`: the module does not keep sessions there in production;
   * `warned`: it does, and logs the reason as a warning.
   */
  verdict: 'refused' | 'warned'
  reason: string
}

/** The safe alternatives, for the log. */
const INSTEAD = 'Use unstorage\'s driver "redis" (Redis or Valkey), or session.store "cookie".'

const STALE_READS = 'its reads may be minutes old: a session would be renewed with a spent token, and one that was ended would live on'
const SWALLOWED_ERRORS = 'it answers a failed read like a missing entry: in an outage customers would be signed out'
const IN_THE_BROWSER = 'it keeps entries in a browser'
const NO_EXPIRY = 'it never removes entries that have expired, and several instances have no lock: the storage grows until you clear it, and two instances may spend one refresh token'
const NO_LOCK = 'several instances have no lock there: two of them may spend one refresh token'
const TORN_WRITES = 'its writes are not atomic and entries never expire: a crash in the middle of one loses that session. It serves one process only'

/** Keyed by the name that a driver gives itself. `redis` is safe; drivers that are not listed are unknown. */
const DRIVERS: Readonly<Record<string, DriverSafety>> = {
  'cloudflare-kv-binding': { verdict: 'refused', reason: STALE_READS },
  'cloudflare-kv-http': { verdict: 'refused', reason: STALE_READS },
  'netlify-blobs': { verdict: 'refused', reason: STALE_READS },
  'vercel-blob': { verdict: 'refused', reason: STALE_READS },
  'vercel-runtime-cache': { verdict: 'refused', reason: 'it is a cache of one region, which drops entries at any time' },
  'uploadthing': { verdict: 'refused', reason: STALE_READS },
  'azure-app-configuration': { verdict: 'refused', reason: SWALLOWED_ERRORS },
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
  'http': { verdict: 'warned', reason: NO_LOCK },
  'upstash': { verdict: 'warned', reason: `${NO_LOCK}; and a database with replicas in several regions answers with old entries` },
  'vercel-kv': { verdict: 'warned', reason: `${NO_LOCK}; and a database with replicas in several regions answers with old entries` },
  'deno-kv': { verdict: 'warned', reason: NO_LOCK },
  'deno-kv-node': { verdict: 'warned', reason: NO_LOCK },
  'mongodb': { verdict: 'warned', reason: NO_EXPIRY },
  'db0': { verdict: 'warned', reason: NO_EXPIRY },
  'planetscale': { verdict: 'warned', reason: NO_EXPIRY },
  's3': { verdict: 'warned', reason: NO_EXPIRY },
  'cloudflare-r2-binding': { verdict: 'warned', reason: NO_EXPIRY },
  'azure-storage-blob': { verdict: 'warned', reason: NO_EXPIRY },
  'azure-cosmos': { verdict: 'warned', reason: `${NO_EXPIRY}; and unless the account's consistency is "Strong" its reads may be old` },
}

/** @param driver the name that a driver gives itself. */
export function driverSafety(driver: string | undefined): DriverSafety | undefined {
  return driver !== undefined && Object.hasOwn(DRIVERS, driver) ? DRIVERS[driver] : undefined
}

/** One line for the log. */
export function describeDriver(mount: string, driver: string, { reason }: DriverSafety): string {
  return `The storage mount \`${mount}\` has the driver "${driver}", which is not safe for sessions: ${reason}. ${INSTEAD}`
}

/** Drivers that report a failed removal as done. */
export function hidesFailedRemovals(driver: string | undefined): boolean {
  return driver === 'fs' || driver === 'fs-lite'
}
