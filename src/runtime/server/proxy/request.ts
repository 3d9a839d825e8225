import { SapccError } from '../../sdk/errors'
import { mayComeFromShop, originOf } from '../http/same-origin'
import type { CallerHeaders } from '../occ/caller-headers'
import type { ServerRequest } from '../platform/types'
import type { UpstreamRequest } from '../upstream/upstream'
import { METHOD_OVERRIDES, headersToSap } from './headers'
import { targetUrl } from './path'
import type { ProxyTarget } from './path'

/** Methods that OCC supports. TRACE is excluded, because its response repeats the token. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'])
const METHODS_WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** Bodies up to this size are buffered until SAP has accepted the token, so that they can be sent again. Bytes. */
const REPEATABLE_BODY = 64 * 1024

/** What a request to the proxy is checked against. */
export interface RequestToSapOptions {
  /** The shop's own, when it is known. */
  publicOrigin: string | undefined
  callerHeaders: CallerHeaders
}

/**
 * Checks a request to the proxy and creates the request to SAP, without authorization and without its body.
 *
 * @throws SapccError 400, 403, 405 or 414
 */
export function requestToSap(request: ServerRequest, target: ProxyTarget, { publicOrigin, callerHeaders }: RequestToSapOptions): UpstreamRequest {
  const { method } = request
  if (!METHODS.has(method)) throw new SapccError('OCC does not use this HTTP method.', { status: 405, data: { type: 'MethodNotAllowedError', allow: [...METHODS].join(', ') } })
  // An inner request carries the headers of the page's request, and the visitor may have opened the page by a link on another site.
  if (!request.isInner && !mayComeFromShop(originOf(request), publicOrigin)) {
    throw new SapccError('This request does not come from the shop\'s own pages.', { status: 403, data: { type: 'CrossSiteRequestError' } })
  }
  for (const name of METHOD_OVERRIDES) {
    if (request.header(name) !== undefined) throw new SapccError(`The HTTP method cannot be overridden by the header ${name}.`, { status: 400, data: { type: 'MethodOverrideError' } })
  }
  const url = targetUrl(request.rawUrl, target)
  const headers = headersToSap(request.headers, callerHeaders.toSap)
  if (!request.takesCompressed) headers['accept-encoding'] = 'identity'
  if (!mayHaveBody(method)) delete headers['content-length']
  return { method, url, headers }
}

export function mayHaveBody(method: string): boolean {
  return METHODS_WITH_BODY.has(method)
}

/** Adds the body of a request to the proxy. */
export async function addBody(toSap: UpstreamRequest, request: ServerRequest): Promise<void> {
  const body = await request.forwardableBody(REPEATABLE_BODY)
  if (body !== undefined) toSap.body = body
  // The upstream sets the length of a buffered body; with a length but no body SAP would wait.
  if (body === undefined || body instanceof Uint8Array) delete toSap.headers['content-length']
}
