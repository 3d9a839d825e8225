import { send, setResponseHeaders, setResponseStatus } from 'h3'
import type { H3Event } from 'h3'
import { SapccError } from '../../core/errors'
import { sendAnswer } from '#sapcc/upstream'
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
  const headers = groupByName(headersToClient(refusal?.headers ?? response.headers()))
  if (rewritten !== undefined) headers.location = rewritten
  if (!refusal) return await sendAnswer(event, response, { status: response.status, headers })
  setResponseStatus(event, response.status)
  setResponseHeaders(event, headers)
  await send(event, event.method === 'HEAD' ? undefined : refusal.body)
}

function groupByName(headers: Iterable<readonly [string, string]>): Record<string, string | string[]> {
  // Without a prototype: `__proto__` is a valid header name.
  const grouped = Object.create(null) as Record<string, string | string[]>
  for (const [name, value] of headers) {
    const known = grouped[name]
    grouped[name] = known === undefined ? value : [...Array.isArray(known) ? known : [known], value]
  }
  return grouped
}
