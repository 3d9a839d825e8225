import { startSap as startStandIn, type SapOptions } from '../sap/index.ts'
import type { Fault } from '../sap/control/faults.ts'
import { CLIENTS } from '../sap/auth/clients.ts'
import type { SapStats } from '../sap/control/stats.ts'

/** A running stand-in for SAP Commerce, seen from outside: over the same HTTP interface that a measurement uses. */
export interface RunningSap {
  /** Its origin, without a trailing slash. */
  url: string
  /** The variables that point an application to it. */
  env: Record<string, string>
  stats: () => Promise<SapStats>
  /** Successful token requests of a grant type since the last reset. */
  grants: (grantType: string) => Promise<number>
  /** Clears the counters, the faults and what the shop and the authorization server remember. */
  reset: () => Promise<void>
  /** Switches a fault on: `{ target: 'token', status: 503, count: 1 }`. */
  fault: (fault: Fault) => Promise<void>
  stop: () => Promise<void>
}

/**
 * Starts a stand-in on a free port, of the legacy generation unless told otherwise.
 *
 * @param options of the stand-in; lifetimes are seconds
 */
export async function startSap(options: SapOptions = {}): Promise<RunningSap> {
  const sap = await startStandIn({ port: 0, generation: 'legacy', ...options })
  const url = sap.url.replace(/\/$/, '')
  const stats = async (): Promise<SapStats> => await (await request(url, 'stats')).json() as SapStats
  return {
    url,
    env: {
      NUXT_SAPCC_API_URI: `${url}/occ/v2`,
      NUXT_SAPCC_API_BASE_SITE_ID: 'electronics',
      NUXT_SAPCC_OAUTH_URI: `${url}/authorizationserver`,
      NUXT_SAPCC_OAUTH_CLIENT_ID: CLIENTS.confidential.id,
      NUXT_SAPCC_OAUTH_CLIENT_SECRET: CLIENTS.confidential.secret,
    },
    stats,
    grants: async grantType => (await stats()).token.byGrant[grantType]?.success ?? 0,
    reset: async () => {
      await request(url, 'reset', {})
    },
    fault: async (fault) => {
      await request(url, 'faults', fault)
    },
    stop: () => sap.close(),
  }
}

/** Asks the stand-in's control interface: a GET, or a POST when there is a body. */
async function request(url: string, path: string, body?: object): Promise<Response> {
  const response = await fetch(`${url}/__sap/${path}`, body && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`The stand-in answered ${response.status} to ${path}: ${await response.text()}`)
  return response
}
