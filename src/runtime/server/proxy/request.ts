import { SapccError } from '../../sdk/errors'
import { isSameOrigin, originOf } from '../http/same-origin'
import type { CallerHeaders } from '../occ/caller-headers'
import { whenThere } from '../platform/maybe-promise'
import type { MaybePromise } from '../platform/maybe-promise'
import type { ServerRequest, StreamedBody } from '../platform/types'
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
 * Checks a request to the proxy and creates the request to SAP, without authorization.
 *
 * @throws SapccError 400, 403, 405 or 414
 */
export function requestToSap(request: ServerRequest, target: ProxyTarget, { publicOrigin, callerHeaders }: RequestToSapOptions): MaybePromise<UpstreamRequest> {
  const { method } = request
  if (!METHODS.has(method)) throw new SapccError('OCC does not use this HTTP method.', { status: 405, data: { type: 'MethodNotAllowedError' } })
  // An inner request carries the headers of the page's request, and the visitor may have opened the page by a link on another site.
  if (!request.isInner && !isSameOrigin(originOf(request), publicOrigin)) {
    throw new SapccError('This request does not come from the shop\'s own pages.', { status: 403, data: { type: 'CrossSiteRequestError' } })
  }
  for (const name of METHOD_OVERRIDES) {
    if (request.header(name) !== undefined) throw new SapccError(`The HTTP method cannot be overridden by the header ${name}.`, { status: 400, data: { type: 'MethodOverrideError' } })
  }
  const url = targetUrl(request.rawUrl, target)
  const headers = headersToSap(request.headers, callerHeaders.toSap)
  if (!request.takesCompressed) headers['accept-encoding'] = 'identity'
  return whenThere(METHODS_WITH_BODY.has(method) ? request.forwardableBody(REPEATABLE_BODY) : undefined, body => withBody({ method, url, headers }, body))
}

function withBody(request: UpstreamRequest, body: Uint8Array | StreamedBody | undefined): UpstreamRequest {
  // The upstream sets the length of a buffered body; with a length but no body SAP would wait.
  if (body === undefined || body instanceof Uint8Array) Reflect.deleteProperty(request.headers, 'content-length')
  return body === undefined ? request : { ...request, body }
}
