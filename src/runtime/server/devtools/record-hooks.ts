import { isRecord } from '../../sdk/errors'
import type { Listen } from '../hooks'
import type { ServerEvent } from '../platform/types'
import type { DevtoolsRecorder } from './recorder'

/** What became of a refresh, where it is not the usual. */
const REFRESH_OUTCOMES: Readonly<Record<string, string>> = {
  known: 'Refresh: another request had renewed the token already',
  refused: 'Refresh refused: the session is over',
  ended: 'Refresh: the session had ended before',
  unavailable: 'Refresh without a usable answer: the session is kept',
  failed: 'Refresh failed',
}

/**
 * Writes what the module's hooks tell into the timeline. Never a token, nor anything of a customer's.
 *
 * @param within says which request of the shop's an event is.
 */
export function recordHooks(listen: Listen, recorder: DevtoolsRecorder, within: (event: ServerEvent) => string): void {
  const requestName = (event?: ServerEvent) => event ? within(event) : undefined

  listen('sapcc:call:after', ({ event, target, operation, grantType, method, template, status, duration, attempt, errorType }) => {
    const isRefresh = grantType === 'refresh_token'
    const name = target === 'occ' ? operation ?? template ?? 'a path of its own' : `${operation ?? 'request'}${grantType ? ` (${grantType})` : ''}`
    recorder.add({
      kind: isRefresh ? 'refresh' : 'call',
      text: target === 'occ' ? `${method} ${name}` : `OAuth: ${name}`,
      within: requestName(event),
      status,
      duration,
      cause: errorType ?? (status === 401 && target === 'occ' ? 'SAP refuses the token' : undefined),
      isRetry: attempt > 1,
    })
  })
  listen('sapcc:token:refreshed', ({ event, tokens }) => recorder.add({ kind: 'session', text: `Token renewed, valid for ${tokens.expires_in} s`, within: requestName(event) }))
  listen('sapcc:token:refresh-error', ({ event, error }) => recorder.add({ kind: 'trouble', text: 'Token not renewed', within: requestName(event), cause: typeOf(error) }))
  listen('sapcc:session:created', ({ event, tokens }) => recorder.add({ kind: 'session', text: `Session begins, token valid for ${tokens.expires_in} s`, within: requestName(event) }))
  listen('sapcc:session:ended', ({ event, reason }) => recorder.add({ kind: 'session', text: 'Session ends', within: requestName(event), cause: reason }))
  listen('sapcc:cart:merged', ({ event, notAdded }) => recorder.add({ kind: 'session', text: `Cart merged${notAdded.length > 0 ? `, ${notAdded.length} entries not added` : ''}`, within: requestName(event) }))
  listen('sapcc:measured', (measured) => {
    if (measured.name === 'refresh' && Object.hasOwn(REFRESH_OUTCOMES, measured.outcome)) recorder.add({ kind: measured.outcome === 'known' ? 'session' : 'trouble', text: REFRESH_OUTCOMES[measured.outcome]!, duration: measured.duration })
    if (measured.name === 'refresh-wait' && measured.outcome === 'gave-up') recorder.add({ kind: 'trouble', text: 'A caller has given up waiting for a refresh, which goes on', duration: measured.duration })
    if (measured.name === 'queue-wait' && measured.outcome === 'refused') recorder.add({ kind: 'trouble', text: `A call was refused behind ${measured.waiting} others (${measured.queue})`, duration: measured.duration })
    if (measured.name === 'storage-error') recorder.add({ kind: 'trouble', text: 'The storage of sessions did not answer' })
  })
}

function typeOf(error: unknown): string | undefined {
  const data = error instanceof Error || isRecord(error) ? (error as { data?: unknown }).data : undefined
  if (isRecord(data) && typeof data.type === 'string') return data.type
  return error instanceof Error ? error.name : undefined
}
