import { createError } from 'h3'
import type { H3Event } from 'h3'

/** What the panel shows of `GET /__sap/stats`. */
export interface StandInStats {
  /** Successful `refresh_token` grants since the stand-in started. */
  refreshes: number
}

/**
 * Calls the control interface of the stand-in for SAP Commerce.
 *
 * @throws 404 when the playground runs without one, 502 when it does not answer.
 */
export async function callStandIn(event: H3Event, path: string, init: { method?: 'GET' | 'POST' | 'DELETE', body?: Record<string, unknown> } = {}): Promise<unknown> {
  const { standInUrl } = useRuntimeConfig(event)
  if (typeof standInUrl !== 'string' || standInUrl === '') {
    throw createError({ statusCode: 404, statusMessage: 'No stand-in is configured (NUXT_STAND_IN_URL)' })
  }
  try {
    return await $fetch<unknown>(path, { baseURL: standInUrl, method: init.method ?? 'GET', body: init.body })
  }
  catch (cause) {
    throw createError({ statusCode: 502, statusMessage: 'The stand-in did not answer', cause })
  }
}

/** Picks what the panel shows from the stand-in's counters. */
export function readStats(value: unknown): StandInStats {
  const { token } = value as { token?: { byGrant?: { refresh_token?: { success?: number } } } }
  return { refreshes: token?.byGrant?.refresh_token?.success ?? 0 }
}
