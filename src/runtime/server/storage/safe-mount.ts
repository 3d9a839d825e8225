import type { ConsolaInstance } from 'consola'
import { SapccConfigError, variableName } from '../config/parse-config'
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
 * @returns `undefined` also for one that sessions in cookies do better without.
 * @throws SapccConfigError in production, when sessions are to be kept in a driver that cannot.
 */
export function safeMount(mount: Mount | undefined, { name, store, isProduction, log }: SafeMountOptions): Mount | undefined {
  const safety = driverSafety(mount?.driver)
  if (!mount?.driver || !safety) return mount
  const text = describeDriver(name, mount.driver, safety)
  const isRefused = safety.verdict === 'refused'
  if (isRefused && store === 'storage' && isProduction) {
    throw new SapccConfigError([{ variable: variableName('session.store'), problem: `is "storage", but cannot be with this mount. ${text}` }])
  }
  const isUnused = isRefused && store === 'cookie'
  // A development server may well keep sessions in memory or in files.
  if (isProduction || isRefused) log.warn(isUnused ? `${text} With sessions in cookies it is not used.` : text)
  return isUnused ? undefined : mount
}
