import { send, setResponseHeader, setResponseStatus } from 'h3'
import type { H3Event } from 'h3'
import { SapccError } from '../../core/errors'
import { sendBody } from '#sapcc/upstream'
import type { ForwardedAnswer } from './forward'
import { headersToClient } from './headers'
import { rewriteLocation } from './location'
import type { ProxyTarget } from './path'

/**
 * Passes SAP's answer on: status and body as they are, headers as far as they
 * are the client's business.
 *
 * @param requestUrl at SAP, which relative locations refer to.
 * @throws SapccError 502 for a redirect that leads out of OCC.
 */
export async function passOn(event: H3Event, { response, refusal }: ForwardedAnswer, requestUrl: string, target: ProxyTarget): Promise<void> {
  const location = response.header('location')
  const rewritten = location === undefined ? undefined : rewriteLocation(location, requestUrl, target)
  if (location !== undefined && rewritten === undefined && response.status >= 300 && response.status < 400) {
    await response.discard()
    throw new SapccError('SAP Commerce sent this call elsewhere.', { status: 502, data: { type: 'UpstreamRedirectError' } })
  }
  setResponseStatus(event, response.status)
  for (const [name, values] of groupByName(headersToClient(refusal?.headers ?? response.headers()))) setResponseHeader(event, name, values)
  if (rewritten !== undefined) setResponseHeader(event, 'location', rewritten)
  if (refusal) await send(event, event.method === 'HEAD' ? undefined : refusal.body)
  else await sendBody(event, response)
}

function groupByName(headers: Iterable<readonly [string, string]>): Map<string, string | string[]> {
  const grouped = new Map<string, string | string[]>()
  for (const [name, value] of headers) {
    const known = grouped.get(name)
    grouped.set(name, known === undefined ? value : [...Array.isArray(known) ? known : [known], value])
  }
  return grouped
}
