import type { ConsolaInstance } from 'consola'
import { SapccConfigError } from '../config/config-error'
import { variableName } from '../config/setting'
import { describeDriver, driverSafety } from './driver-safety'
import type { Mount } from './mount'

/** Options of {@link safeMount}. */
export interface SafeMountOptions {
  /** The mount's name, for messages. */
  name: string
  /** Where sessions are kept: `session.store`. */
  store: 'cookie' | 'storage'
  isProduction: boolean
  log: Pick<ConsolaInstance, 'warn'>
}

/**
 * Checks whether a mount's driver is safe for sessions.
 *
 * @returns `undefined` for a missing mount, and for an unsafe driver that is not used with sessions in cookies.
 * @throws SapccConfigError in production, when `session.store` is `storage` and the driver cannot keep sessions safely.
 */
export function safeMount(mount: Mount | undefined, { name, store, isProduction, log }: SafeMountOptions): Mount | undefined {
  const safety = driverSafety(mount?.driver)
  if (!mount?.driver || !safety) return mount
  const text = describeDriver(name, mount.driver, safety)
  const isRefused = safety.verdict === 'refused'
  if (isRefused && store === 'storage' && isProduction) {
    throw new SapccConfigError([{ variable: variableName('session.store'), problem: `is "storage", but this mount cannot keep sessions. ${text}` }])
  }
  const isUnused = isRefused && store === 'cookie'
  // In development, drivers that keep sessions in memory or in files are accepted.
  if (isProduction || isRefused) log.warn(isUnused ? `${text} With sessions in cookies it is not used.` : text)
  return isUnused ? undefined : mount
}
