import { SapccError } from '../../sdk/errors'
import { isLoopback } from '../config/loopback'

/** What the tab can do to the stand-in for SAP Commerce. */
export const STAND_IN_ACTIONS = {
  'expire': { method: 'POST', path: '/expire-access-tokens' },
  'revoke': { method: 'POST', path: '/revoke-sessions' },
  'break-oauth': { method: 'POST', path: '/faults', body: { target: 'token', status: 503 } },
  'break-occ': { method: 'POST', path: '/faults', body: { target: 'occ', status: 503 } },
  'mend': { method: 'DELETE', path: '/faults' },
} as const

export type StandInAction = keyof typeof STAND_IN_ACTIONS

export function isStandInAction(name: unknown): name is StandInAction {
  return typeof name === 'string' && Object.hasOwn(STAND_IN_ACTIONS, name)
}

/** Where the stand-in has its controls. */
const PREFIX = '/__sap'
/** Milliseconds. */
const TIMEOUT = 1000

/**
 * Finds the stand-in's controls: at the address of OCC, if that is this machine. No other server is ever asked for them.
 *
 * @param apiUri the setting `api.uri`.
 * @returns their address; `undefined` where SAP Commerce is not the stand-in.
 */
export async function findStandIn(apiUri: string): Promise<string | undefined> {
  const { origin, hostname } = new URL(apiUri)
  if (!isLoopback(hostname)) return undefined
  const address = `${origin}${PREFIX}`
  const response = await fetch(`${address}/health`, { signal: AbortSignal.timeout(TIMEOUT) }).catch(() => undefined)
  await response?.body?.cancel()
  return response?.ok ? address : undefined
}

/**
 * @param address as {@link findStandIn} returns it.
 * @throws SapccError 502 when the stand-in does not do it.
 */
export async function controlStandIn(address: string, action: StandInAction): Promise<void> {
  const { method, path, ...rest } = STAND_IN_ACTIONS[action]
  const init = 'body' in rest ? { body: JSON.stringify(rest.body), headers: { 'content-type': 'application/json' } } : {}
  const response = await fetch(`${address}${path}`, { method, signal: AbortSignal.timeout(TIMEOUT), ...init }).catch(() => undefined)
  await response?.body?.cancel()
  if (!response?.ok) throw new SapccError('The stand-in did not answer.', { status: 502, data: { type: 'UpstreamUnreachableError' } })
}
