import { getCookie } from 'h3'
import type { H3Event } from 'h3'
import { buildOccRequest } from '../../core/occ/build-request'
import type { OccRequest } from '../../core/occ/build-request'
import { findOperation, unknownOperationError } from '../../core/occ/find-operation'
import type { OccOperation } from '../../core/occ/operation'
import { SapccError } from '../../core/errors'
import type { Session } from '../../core/session'
import type { ServerContext } from '../context'
import { occError } from '../occ/occ-error'
import { UpstreamTimeout, UpstreamUnreachable } from '../occ/upstream'
import type { UpstreamResponse } from '../occ/upstream'

/** A successful answer of SAP's to an operation, not yet read. */
export interface OccAnswer {
  operation: OccOperation
  response: UpstreamResponse
}

/**
 * Calls one OCC operation once, with the visitor's token. Never refreshes and
 * never repeats: that is decided where the call came from.
 *
 * @param args of the method; OCC operations take one object.
 * @throws SapccError
 */
export async function callOcc(event: H3Event, context: ServerContext, operationId: string, args: readonly unknown[]): Promise<OccAnswer> {
  const operation = findOperation(operationId)
  if (!operation) throw unknownOperationError(operationId)
  const session = await context.visit(event).session()
  const request = buildOccRequest(operationId, operation, args[0], requestContext(event, context, session))
  const response = await send(context, request, session)
  if (response.status >= 200 && response.status < 300) return { operation, response }
  throw occError(operationId, response.status, operation.result === 'head' ? '' : await response.text())
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

function requestContext(event: H3Event, { config, log }: ServerContext, session: Session | undefined) {
  const { api } = config
  const language = getCookie(event, 'vsf-locale') ?? api.defaultLanguage
  const currency = getCookie(event, 'vsf-currency') ?? api.defaultCurrency
  return {
    apiUri: api.uri,
    baseSiteId: api.baseSiteId,
    userId: session ? 'current' as const : 'anonymous' as const,
    ...(language === undefined ? {} : { language }),
    ...(currency === undefined ? {} : { currency }),
    ...(import.meta.dev
      ? { onUnknownParameter: (name: string) => log.warn(`The parameter \`${name}\` is not in OCC's description; it is passed on as a query parameter.`) }
      : {}),
  }
}

async function send(context: ServerContext, request: OccRequest, session: Session | undefined): Promise<UpstreamResponse> {
  const headers = session ? { ...request.headers, authorization: `Bearer ${session.accessToken}` } : request.headers
  try {
    return await context.upstream.send(request, { headers, timeout: context.config.api.timeout })
  }
  catch (cause) {
    throw unreachable(request, cause)
  }
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
