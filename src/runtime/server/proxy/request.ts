import type { H3Event } from 'h3'
import { SapccError, isRecord } from '../../sdk/errors'
import type { MaybePromise } from '../platform/maybe-promise'
import { requestBody } from '#sapcc/upstream'
import type { UpstreamRequest } from '../upstream/upstream'
import { METHOD_OVERRIDES, headersToSap } from './headers'
import { targetUrl } from './path'
import type { ProxyTarget } from './path'
import { requestHeader } from '../platform/nitro2/request-header'
import { isSameOrigin } from '../http/same-origin'

/** What OCC knows. Not among them is TRACE, whose answer repeats the token. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'])
const METHODS_WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** Bodies up to this many bytes are kept until SAP has accepted the token. */
const REPEATABLE_BODY = 64 * 1024

/** A request to the proxy as it goes on to SAP. */
export interface RequestToSap extends UpstreamRequest {
  /** Without authorization. */
  headers: Record<string, string>
}

/**
 * Checks a request to the proxy and makes SAP's out of it.
 *
 * @param publicOrigin the shop's, when it is known.
 * @throws SapccError 400, 403, 405 or 414
 */
export function requestToSap(event: H3Event, target: ProxyTarget, publicOrigin: string | undefined): MaybePromise<RequestToSap> {
  const { method } = event
  if (!METHODS.has(method)) throw new SapccError('OCC has no such method.', { status: 405, data: { type: 'MethodNotAllowedError' } })
  if (!isOwnRequest(event) && !isSameOrigin(originOf(event), publicOrigin)) {
    throw new SapccError('This request does not come from the shop\'s own pages.', { status: 403, data: { type: 'CrossSiteRequestError' } })
  }
  for (const name of METHOD_OVERRIDES) {
    if (requestHeader(event, name) !== undefined) throw new SapccError(`A method cannot be replaced by the header ${name}.`, { status: 400, data: { type: 'MethodOverrideError' } })
  }
  const url = targetUrl(event.node.req.originalUrl ?? event.path, target)
  const headers = headersToSap(event.node.req.headers)
  return METHODS_WITH_BODY.has(method) ? withBody(event, { method, url, headers }) : withoutLength({ method, url, headers })
}

async function withBody(event: H3Event, request: RequestToSap): Promise<RequestToSap> {
  const body = await requestBody(event, REPEATABLE_BODY)
  if (body === undefined) return withoutLength(request)
  return body instanceof Uint8Array ? { ...withoutLength(request), body } : { ...request, body }
}

/** What was read as a whole knows its length; and a length without a body would be waited for. */
function withoutLength(request: RequestToSap): RequestToSap {
  if ('content-length' in request.headers) delete request.headers['content-length']
  return request
}

function originOf(event: H3Event) {
  return {
    method: event.method,
    site: requestHeader(event, 'sec-fetch-site'),
    origin: requestHeader(event, 'origin'),
    mark: requestHeader(event, 'x-sapcc'),
  }
}

/**
 * A request the server made to itself while it answers another one, `useFetch`
 * in a page for example. It carries the headers of the page's request, and the
 * visitor may have come to the page by another site's link.
 *
 * Nitro puts the outer request's context here, with this module's bridge in it;
 * a request from outside never has one.
 */
function isOwnRequest(event: H3Event): boolean {
  const outer = (event.node.req as { __unenv__?: unknown }).__unenv__
  return isRecord(outer) && 'sapcc' in outer
}
