import { valueAnswer } from '../http/answers'
import type { Answer } from '../platform/types'
import type { Check, HealthSubject, HealthTiming, SubjectHealth } from './checks'

/** Options of the handler; see `defineSapccHealthHandler`. */
export interface HealthOptions extends HealthTiming {
  /** The subjects without which the server is not ready; others only make it `degraded`. */
  required: readonly HealthSubject[]
}

/** The answer to a probe. */
export interface Health {
  /** `degraded`: something that is not required is down; `unavailable`: something that is. */
  status: 'ready' | 'degraded' | 'unavailable'
  checks: Partial<Record<HealthSubject, SubjectHealth>>
}

/** Checks of a server whose settings are complete. Those of the storage are absent where nothing is mounted. */
export type HealthChecks = Partial<Record<Exclude<HealthSubject, 'configuration'>, Check>>

/** @param checks `undefined` when the settings are missing or wrong: nothing else can be asked then. */
export async function checkHealth(checks: HealthChecks | undefined, { required, ...timing }: HealthOptions): Promise<Health> {
  const results = await Promise.all(Object.entries(checks ?? {}).map(async ([subject, check]) => [subject, await check.result(timing)] as const))
  const found: Health['checks'] = { configuration: { status: checks ? 'up' : 'down', age: 0 }, ...Object.fromEntries(results) }
  const down = (Object.keys(found) as HealthSubject[]).filter(subject => found[subject]?.status === 'down')
  // Without settings it is unknown whether a required subject is up.
  const isUnavailable = checks ? down.some(subject => required.includes(subject)) : required.length > 0
  return { status: down.length === 0 ? 'ready' : isUnavailable ? 'unavailable' : 'degraded', checks: found }
}

/** 200 while the server is to get requests, else 503. No cache keeps it, and it has no addresses and no reasons: those are in the log. */
export function healthAnswer(health: Health | { status: 'alive' }): Answer {
  return { ...valueAnswer(health), status: health.status === 'unavailable' ? 503 : 200 }
}
