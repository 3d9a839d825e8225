import type { H3Event } from 'h3'
import { buildOccRequest } from '../occ/build-request'
import type { OccRequest, OccRequestContext } from '../occ/build-request'
import { findOperation, unknownOperationError } from '../occ/find-operation'
import type { OccOperation } from '../occ/operation'
import { SapccError, isRecord } from '../../sdk/errors'
import { isUnauthorized } from '../../sdk/refresh/is-unauthorized'
import { cartOfCall } from '../cart/cart-of-call'
import type { ServerContext } from '../services'
import { occError } from '../occ/occ-error'
import { UpstreamTimeout, UpstreamUnreachable, authorize } from '../upstream/upstream'
import type { CancelSignal, UpstreamResponse } from '../upstream/upstream'
import { withSapLanguage } from '../site-context/language'
import type { SiteContext } from '../site-context/site-context'
import { operations } from '#sapcc/operations'

/** A successful answer of SAP's to an operation, not yet read. */
export interface OccAnswer {
  operation: OccOperation
  response: UpstreamResponse
}

/**
 * Calls one OCC operation once, with the visitor's token. Never refreshes and
 * never repeats: that is decided where the call came from. The one exception is
 * the shop's own token, which no caller knows of.
 *
 * @param args of the method; OCC operations take one object.
 * @param signal gives the call up; it is then rejected with something that is no `SapccError`.
 * @throws SapccError
 */
export function callOcc(event: H3Event, context: ServerContext, operationId: string, args: readonly unknown[], signal?: CancelSignal): Promise<OccAnswer> {
  const operation = findOperation(operationId, operations)
  if (!operation) return Promise.reject(unknownOperationError(operationId, operations))
  return callOperation(event, context, operationId, operation, args[0], signal)
}

/**
 * Calls an operation for the server's own purposes and reads its answer; also
 * one that is not open to the app.
 *
 * @throws SapccError
 */
export async function callInternally(event: H3Event, context: ServerContext, operationId: 'createCart' | 'getCart', params: object): Promise<unknown> {
  const operation = findOperation(operationId, operations) ?? findOperation(operationId)
  if (!operation) throw unknownOperationError(operationId)
  return await readAnswer(await callOperation(event, context, operationId, operation, params))
}

async function callOperation(event: H3Event, context: ServerContext, operationId: string, operation: OccOperation, params: unknown, signal?: CancelSignal): Promise<OccAnswer> {
  const opened = context.visit(event).session()
  const session = opened instanceof Promise ? await opened : opened
  const decided = context.siteContext(event)
  const site = decided instanceof Promise ? await decided : decided
  const userId = session ? 'current' : 'anonymous'
  const { languages } = context.config.api
  const target = requestContext(context, site, userId)

  const found = cartOfCall({
    operationId,
    operation,
    params,
    userId,
    baseSiteId: site.baseSiteId,
    cart: () => context.anonymousCart(event),
    enabled: context.config.cart.anonymous,
    async createCart(baseSiteId, others) {
      // A call that is wrong otherwise makes none.
      buildOccRequest(operationId, operation, withSapLanguage({ ...others, cartId: 'current' }, languages), target)
      return await createAnonymousCart(event, context, baseSiteId)
    },
  })
  const call = found instanceof Promise ? await found : found
  const request = buildOccRequest(operationId, operation, withSapLanguage(call.params, languages), target)
  try {
    const response = await (session
      ? send(context, operation, request, { token: session.accessToken, sessionId: session.id, signal })
      : sendAnonymously(context, operation, request, call.params, signal))
    const settling = call.succeeded()
    if (settling) await settling
    return { operation, response }
  }
  catch (error) {
    throw error instanceof SapccError ? await call.failed(error) : error
  }
}

/** Reads an answer into the value the method returns. */
export async function readAnswer({ operation, response }: OccAnswer): Promise<unknown> {
  switch (operation.result) {
    case 'head':
      await response.discard()
      return { totalCount: Number(response.header('x-total-count') ?? 0) }
    case 'none':
      await response.discard()
      return undefined
    case 'binary':
      return new Blob([Uint8Array.from(await response.bytes())], { type: response.header('content-type') ?? 'application/octet-stream' })
    case 'json': {
      const text = await response.text()
      return text === '' ? undefined : parseResult(text)
    }
  }
}

function parseResult(text: string): unknown {
  try {
    return JSON.parse(text)
  }
  catch (cause) {
    throw new SapccError('SAP Commerce answered with something that is not JSON.', { status: 502, data: { type: 'UpstreamFormatError' }, cause })
  }
}

function requestContext({ config: { api }, log }: ServerContext, site: SiteContext, userId: 'current' | 'anonymous'): OccRequestContext {
  return {
    apiUri: api.uri,
    baseSiteId: site.baseSiteId,
    allowedBaseSites: api.allowedBaseSites,
    allowUserIds: api.allowUserIds,
    userId,
    hostHeader: api.host,
    language: site.language,
    currency: site.currency,
    onUnknownParameter: import.meta.dev
      ? name => log.warn(`The parameter \`${name}\` is not in OCC's description; it is passed on as a query parameter.`)
      : undefined,
  }
}

/** Makes a cart for a visitor who is not signed in, and gives its guid. */
async function createAnonymousCart(event: H3Event, context: ServerContext, baseSiteId: string): Promise<string> {
  const cart = await callInternally(event, context, 'createCart', { baseSiteId, userId: 'anonymous', fields: 'guid' })
  if (isRecord(cart) && typeof cart.guid === 'string' && cart.guid !== '') return cart.guid
  throw new SapccError('SAP Commerce made a cart without a guid.', { status: 502, data: { type: 'UpstreamFormatError' } })
}

/** Sends a call of nobody in particular: with the shop's own token where SAP wants one. */
async function sendAnonymously(context: ServerContext, operation: OccOperation, request: OccRequest, params: unknown, signal: CancelSignal | undefined): Promise<UpstreamResponse> {
  const { application } = context
  const token = await application.tokenFor(request.operationId, operation, params)
  try {
    return await send(context, operation, request, { token, signal })
  }
  catch (error) {
    if (token === undefined || !isUnauthorized(error)) throw error
    // What SAP answers with 401 was not executed: once more, with a token that is surely new.
    application.discard(token)
    return await send(context, operation, request, { token: await application.tokenFor(request.operationId, operation, params), signal })
  }
}

/** On whose behalf a call is sent. */
interface Caller {
  token: string | undefined
  /** Whose turn it has to be; a call of no session goes at once. */
  sessionId?: string
  signal: CancelSignal | undefined
}

/** @throws SapccError for every answer that is no success, and for none. */
async function send(context: ServerContext, operation: OccOperation, request: OccRequest, { token, sessionId, signal }: Caller): Promise<UpstreamResponse> {
  const turn = sessionId === undefined ? undefined : context.sessionCalls.enter(sessionId)
  if (turn) await turn
  authorize(request.headers, token)
  try {
    const response = await context.upstream.send(request, { headers: request.headers, timeout: context.config.api.timeout, signal })
    if (response.status >= 200 && response.status < 300) return response
    throw occError(request.operationId, response.status, operation.result === 'head' ? '' : withoutToken(await response.text(), token))
  }
  catch (cause) {
    throw unreachable(request, cause)
  }
  finally {
    if (sessionId !== undefined) context.sessionCalls.leave(sessionId)
  }
}

/** SAP repeats a refused token in its message, and who knows what stands in front of it repeats elsewhere. */
function withoutToken(body: string, token: string | undefined): string {
  return token === undefined ? body : body.replaceAll(token, '[…]')
}

/** Nothing is known about whether a call that timed out was executed: 504 says so, and is never repeated. */
function unreachable(request: OccRequest, cause: unknown): unknown {
  if (cause instanceof UpstreamTimeout) {
    return new SapccError(`SAP Commerce did not answer ${request.operationId} in time.`, { status: 504, data: { type: 'UpstreamTimeoutError' }, cause })
  }
  if (cause instanceof UpstreamUnreachable) {
    return new SapccError(`SAP Commerce could not be reached for ${request.operationId}.`, { status: 502, data: { type: 'UpstreamUnreachableError' }, cause })
  }
  return cause
}
