import { SapccConfigError } from '../config/config-error'
import { variableName } from '../config/setting'
import type { ServerLog } from '../log/server-log'
import type { Deployment } from '../platform/presets'
import { driverSafety } from './driver-safety'
import type { DriverSafety } from './driver-safety'
import type { Mount } from './mount'

/** Options of {@link safeMount}. */
export interface SafeMountOptions {
  /** The mount's name, for messages. */
  name: string
  /** Where sessions are kept: `session.store`. */
  store: 'cookie' | 'storage'
  isProduction: boolean
  deployment: Pick<Deployment, 'hasManyProcesses' | 'keepsConnections'>
  log: Pick<ServerLog, 'warn'>
}

/** What happens when several processes have no storage in common. */
const WITHOUT_SHARED_STORAGE = 'two processes may send the same refresh token, which signs the customer out, and each process counts failed sign-ins separately'

/**
 * Checks whether a mount and its driver are safe for sessions, and logs one
 * warning at most, which says what to set on this platform.
 *
 * @returns `undefined` for a missing mount, and for an unsafe driver that is not used with sessions in cookies.
 * @throws SapccConfigError in production, when `session.store` is `storage` and the driver cannot keep sessions safely.
 */
export function safeMount(mount: Mount | undefined, options: SafeMountOptions): Mount | undefined {
  const { store, isProduction, log } = options
  if (!mount) {
    const warning = isProduction ? missingWarning(options) : undefined
    if (warning !== undefined) log.warn(warning)
    return undefined
  }
  const safety = driverSafety(mount)
  if (!safety) return mount
  const isRefused = safety.verdict === 'refused'
  if (isRefused && store === 'storage' && isProduction) {
    throw new SapccConfigError([{ variable: variableName('session.store'), problem: `is "storage", but this mount cannot keep sessions. ${unsafeWarning(mount, safety, options)}` }])
  }
  if (isRefused && store === 'cookie') {
    log.warn(unusedWarning(mount, safety, options))
    return undefined
  }
  // In development, drivers that keep sessions in memory or in files are accepted.
  if (isProduction || isRefused) log.warn(unsafeWarning(mount, safety, options))
  return mount
}

function missingWarning({ name, store, deployment }: SafeMountOptions): string | undefined {
  if (store === 'storage') {
    return `${variableName('session.store')} is "storage", but nothing is mounted as \`${name}\`: sessions are kept in this process's memory, are lost when it ends, and are unknown to other instances. ${storageAdvice(name, deployment)}`
  }
  if (!deployment.hasManyProcesses) return undefined
  return `This shop runs in several processes, and nothing is mounted as \`${name}\`: ${WITHOUT_SHARED_STORAGE}. ${mountingAdvice(name, deployment)}`
}

function unusedWarning(mount: Mount, { reason }: DriverSafety, { name, isProduction, deployment }: SafeMountOptions): string {
  const rest = isProduction && deployment.hasManyProcesses
    ? `This shop runs in several processes, which then share nothing: ${WITHOUT_SHARED_STORAGE}. ${mountingAdvice(name, deployment)}`
    : 'Sessions in cookies do not need it.'
  return `${beginning(name, mount)} is not safe for what belongs to sessions, and therefore is not used: ${reason}. ${rest}`
}

function unsafeWarning(mount: Mount, { reason, lacksLockOnly }: DriverSafety, { name, store, deployment: { keepsConnections } }: SafeMountOptions): string {
  const inCookies = store === 'storage' ? `, or ${variableName('session.store')}=cookie` : ''
  const advice = keepsConnections
    ? `Use unstorage's driver "redis" (Redis or Valkey)${inCookies}.`
    : lacksLockOnly
      ? 'No driver for this platform has one.'
      : `On this platform use a driver whose reads are never old, for example "upstash"${inCookies}.`
  return `${beginning(name, mount)} is not safe for sessions: ${reason}. ${advice}`
}

function beginning(name: string, { driver }: Mount): string {
  return `The storage mount \`${name}\` has ${driver === undefined ? 'a driver without a name, which' : `the driver "${driver}", which`}`
}

function mountingAdvice(name: string, deployment: SafeMountOptions['deployment']): string {
  const setting = deployment.keepsConnections ? `Set ${variableName('session.store')} to "storage". ` : ''
  return `${setting}${storageAdvice(name, deployment)}`
}

/** The driver `redis` keeps a connection, which is of no use where requests cannot share it. */
function storageAdvice(name: string, { keepsConnections }: SafeMountOptions['deployment']): string {
  return keepsConnections
    ? `Mount \`${name}\` with the driver "redis", in a plugin of Nitro's or as nitro.storage.${name}.`
    : `Mount \`${name}\` with a driver for this platform whose reads are never old, for example "upstash".`
}
