import { SapccError } from '../../sdk/errors'
import { isSameOrigin, originOf } from '../http/same-origin'
import type { CallerHeaders } from '../occ/caller-headers'
import type { ServerRequest } from '../platform/types'
import type { UpstreamRequest } from '../upstream/upstream'
import { METHOD_OVERRIDES, headersToSap } from './headers'
import { targetUrl } from './path'
import type { ProxyTarget } from './path'

/** What OCC knows. Not among them is TRACE, whose answer repeats the token. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'])
const METHODS_WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** Bodies up to this many bytes are kept until SAP has accepted the token. */
const REPEATABLE_BODY = 64 * 1024

/** What a request to the proxy is checked against. */
export interface RequestToSapOptions {
  /** The shop's own, when it is known. */
  publicOrigin: string | undefined
  callerHeaders: CallerHeaders
}

/**
 * Checks a request to the proxy and makes SAP's out of it, without authorization.
 *
 * @throws SapccError 400, 403, 405 or 414
 */
export async function requestToSap(request: ServerRequest, target: ProxyTarget, { publicOrigin, callerHeaders }: RequestToSapOptions): Promise<UpstreamRequest> {
  const { method } = request
  if (!METHODS.has(method)) throw new SapccError('OCC has no such method.', { status: 405, data: { type: 'MethodNotAllowedError' } })
  // A request that the server makes to itself carries the headers of the page's, and the visitor may have come to the page by another site's link.
  if (!request.isInner && !isSameOrigin(originOf(request), publicOrigin)) {
    throw new SapccError('This request does not come from the shop\'s own pages.', { status: 403, data: { type: 'CrossSiteRequestError' } })
  }
  for (const name of METHOD_OVERRIDES) {
    if (request.header(name) !== undefined) throw new SapccError(`A method cannot be replaced by the header ${name}.`, { status: 400, data: { type: 'MethodOverrideError' } })
  }
  const url = targetUrl(request.rawUrl, target)
  const headers = headersToSap(request.headers, callerHeaders.toSap)
  if (!request.takesCompressed) headers['accept-encoding'] = 'identity'
  const body = METHODS_WITH_BODY.has(method) ? await request.forwardableBody(REPEATABLE_BODY) : undefined
  // A body that was read knows its length; and a length without a body would be waited for.
  if (body === undefined || body instanceof Uint8Array) Reflect.deleteProperty(headers, 'content-length')
  return { method, url, headers, ...(body === undefined ? {} : { body }) }
}
