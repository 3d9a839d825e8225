import { SapccError } from '../../sdk/errors'
import type { SapccApiConfig } from '../config/types'
import type { FailureLog } from '../http/failure-log'
import type { OAuthClient } from '../oauth'
import type { SharedStorage } from '../storage/shared-storage'
import type { CallSap } from '../upstream/call-sap'
import { parseSapError, sapError } from '../upstream/sap-error'
import type { HealthChecks } from './answer-health'
import { createCheck } from './checks'

/** What is asked. */
export interface HealthChecksOptions {
  api: Pick<SapccApiConfig, 'uri' | 'baseSiteId'>
  callSap: CallSap
  oauth: Pick<OAuthClient, 'reach'>
  /** Why a check has failed, for the log: the answer has no reasons. */
  failures: Pick<FailureLog, 'note'>
  /** The shop's mount, if there is one. */
  storage: () => SharedStorage | undefined
}

/** A small read that needs no token, and that SAP caches. */
const READ = { operationId: 'getLanguages', operation: { path: '/{baseSiteId}/languages' } }

/** What is read and written in the shop's mount: one entry for all processes. */
const STORAGE_KEY = 'health'
/** Seconds. */
const STORAGE_KEY_TTL = 60

/** Checks of what a server of the shop's needs. Nothing is asked before a probe comes. */
export function createHealthChecks({ api, callSap, oauth, failures, storage }: HealthChecksOptions): HealthChecks {
  const mounted = storage()
  let reading: Promise<unknown> = Promise.resolve()
  const noted = (subject: string) => ({ onFailure: (error?: unknown) => failures.note(`The health check of ${subject}`, error ?? noAnswerInTime()) })
  return {
    occ: createCheck(async (signal) => {
      const url = `${api.uri}/${encodeURIComponent(api.baseSiteId)}/languages?fields=languages(isocode)`
      const { response } = await callSap(READ, { method: 'GET', url, headers: { accept: 'application/json' } }, { token: undefined }, signal)
      await response.discard()
      // Every other answer comes from a server that works, even one that does not know the base site.
      if (response.status >= 500) throw sapError(READ.operationId, response.status, parseSapError(''))
    }, noted('OCC')),
    authorizationServer: createCheck(signal => oauth.reach(signal), noted('the authorization server')),
    ...(mounted
      ? {
          storage: createCheck(() => reading = mounted.get(STORAGE_KEY), noted('the storage')),
          // A Redis whose memory is full, or that has become a replica, answers reads and refuses writes.
          storageWrites: createCheck(async () => {
            // After an outage one operation is sent to find out whether it is over, and others fail at once.
            await reading.catch(() => undefined)
            await mounted.set(STORAGE_KEY, '1', STORAGE_KEY_TTL)
          }, noted('writes to the storage')),
        }
      : {}),
  }
}

function noAnswerInTime(): SapccError {
  return new SapccError('There was no answer in time.', { status: 504, data: { type: 'UpstreamTimeoutError' } })
}
