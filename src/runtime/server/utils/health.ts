import { SapccConfigError } from '../config/config-error'
import { checkHealth, healthAnswer } from '../health/answer-health'
import type { HealthChecks } from '../health/answer-health'
import type { HealthSubject } from '../health/checks'
import { createHealthChecks } from '../health/create-checks'
import { memoizeByObject } from '../http/memoize-by-object'
import { markModuleResponse } from '../http/response-state'
import type { ServerRequest } from '../platform/types'
import type { ServerServices } from '../services'
import { defineRoute } from '#sapcc/platform'

/** Options of {@link defineSapccHealthHandler}. */
export interface SapccHealthOptions {
  /**
   * `readiness`: whether the server is to get requests; `liveness`: whether its process answers at all.
   *
   * @default 'readiness'
   */
  probe?: 'readiness' | 'liveness'
  /**
   * The subjects without which the server is not ready (503). Others are reported, and make it `degraded` (200): an outage of
   * SAP's would otherwise take all servers of the shop out of service at once, also for pages that need no SAP; so would a
   * Redis that is full and refuses writes (`storageWrites`), while sessions are still read.
   *
   * @default `configuration`, and `storage` where sessions are kept there
   */
  required?: readonly HealthSubject[]
  /** Seconds for which a result is used, however many probes come. @default 5 */
  maxAge?: number
  /** Milliseconds after which a check that has no answer counts as failed. @default 2000 */
  timeout?: number
}

const MAX_AGE = 5
const TIMEOUT = 2000

/** One set per origin of the shop. */
const checksOf = memoizeByObject((services: ServerServices): HealthChecks => createHealthChecks({ ...services, storage: () => services.stored().storages.storage }))

/**
 * A handler for the probes of a platform such as Kubernetes. Readiness is answered with
 * `{ status, checks: { configuration, occ, authorizationServer, storage, storageWrites } }`, each with `status` (`up` or `down`) and
 * `age` in seconds: 200 when the server is to get requests, else 503. SAP and the storage are asked when a probe comes and
 * the last result is older than `maxAge`, once at a time. There are no addresses and no reasons in the answer; the reasons
 * are in the log.
 *
 * @example
 * // server/routes/health/ready.get.ts
 * export default defineSapccHealthHandler()
 * @example
 * // server/routes/health/live.get.ts
 * export default defineSapccHealthHandler({ probe: 'liveness' })
 */
export function defineSapccHealthHandler({ probe = 'readiness', required, maxAge = MAX_AGE, timeout = TIMEOUT }: SapccHealthOptions = {}): ReturnType<typeof defineRoute> {
  return defineRoute(async (request) => {
    markModuleResponse(request)
    if (probe === 'liveness') return healthAnswer({ status: 'alive' })
    const services = servicesOf(request)
    return healthAnswer(await checkHealth(services && checksFor(services), { required: required ?? requiredOf(services), maxAge: maxAge * 1000, timeout }))
  })
}

/** @returns `undefined` when the settings are missing or wrong, which was reported when they were read. */
function servicesOf(request: ServerRequest): ServerServices | undefined {
  try {
    return request.event.context.sapcc.services(request.event).services
  }
  catch {
    return undefined
  }
}

/** @returns `undefined` when the storage must not keep sessions, which was reported when it was opened. */
function checksFor(services: ServerServices): HealthChecks | undefined {
  try {
    return checksOf(services)
  }
  catch (error) {
    if (error instanceof SapccConfigError) return undefined
    throw error
  }
}

function requiredOf(services: ServerServices | undefined): readonly HealthSubject[] {
  return services?.config.session.store === 'storage' ? ['configuration', 'storage'] : ['configuration']
}
