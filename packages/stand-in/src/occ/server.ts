import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isForeignOrigin, sendForbiddenOrigin, type AuthServer } from '../auth/server.ts'
import { answerFault } from '../auth/endpoints.ts'
import type { Faults } from '../control/faults.ts'
import type { Ledger } from '../control/ledger.ts'
import type { LoggedRequest, RequestLog } from '../control/request-log.ts'
import type { Stats } from '../control/stats.ts'
import { BodyTooLargeError, readBody, sendEmpty, sendJson } from '../http.ts'
import type { SapSettings } from '../options.ts'
import type { Shop } from '../shop/shop.ts'
import { localizeValue } from '../shop/site.ts'
import { badgeOperations } from './areas/badges.ts'
import { HANDLERS } from './areas/index.ts'
import { OccReply, type OccCall, type Principal } from './call.ts'
import { OccError, unknownResource, unreadableBody } from './errors.ts'
import { parseFields, selectFields } from './fields.ts'
import { OPERATION_TABLE } from './operation-table.ts'
import { OperationRouter, readOperations, type Match } from './operations.ts'
import { checkAccept, checkMediaType, checkParameters, checkPath, checkSite, resolveUser } from './rules.ts'

/** Path of OCC. */
export const OCC_PREFIX = '/occ/v2'

/** What OCC needs from the rest of the stand-in. */
export interface OccContext {
  settings: SapSettings
  shop: Shop
  auth: Pick<AuthServer, 'authenticateBearer'>
  stats: Stats
  ledger: Ledger
  log: RequestLog
  faults: Faults
}

/** Creates the handler of all requests below {@link OCC_PREFIX}; `path` is without it, still encoded. */
export function createOccServer(context: OccContext): (req: IncomingMessage, res: ServerResponse, path: string, query: URLSearchParams) => Promise<void> {
  const router = new OperationRouter([...readOperations(OPERATION_TABLE), ...badgeOperations])

  return async (req, res, path, query) => {
    const entry = context.log.add(req, path, query)
    res.once('close', () => {
      // A connection that was closed before a response has no status to count.
      const status = res.writableFinished ? res.statusCode : 'dropped'
      context.stats.occAnswer(status)
      entry.status = res.writableFinished ? res.statusCode : undefined
    })
    const match = isSafe(path) ? router.match(req.method ?? '', path) : undefined
    const fault = await context.faults.meet('occ', { operationId: match?.operation.id })
    if (fault && (fault.status !== undefined || fault.drop === 'before')) {
      answerFault(req, res, fault)
      return
    }
    if (isForeignOrigin(req, context.settings.allowedOrigins)) {
      sendForbiddenOrigin(res)
      return
    }
    try {
      const { call, answer } = await execute(context, { req, path, query, match, entry })
      if (fault?.drop === 'after') req.socket.destroy()
      else await send(res, call, answer)
    }
    catch (error) {
      if (fault?.drop === 'after') req.socket.destroy()
      else sendError(res, error, context.settings, entry)
    }
  }
}

async function execute(
  context: OccContext,
  { req, path, query, match, entry }: { req: IncomingMessage, path: string, query: URLSearchParams, match: Match | undefined, entry: LoggedRequest },
): Promise<{ call: OccCall, answer: unknown }> {
  const { settings, shop, ledger } = context
  // Spring Security runs first: an invalid token is a 401 on every path.
  const principal = await principalOf(context, req)
  entry.user = principal.kind === 'customer' ? principal.customer.uid : principal.kind === 'client' ? `client:${principal.clientId}` : 'anonymous'
  if (principal.kind === 'customer') entry.family = principal.family
  checkPath(path)
  if (!match) throw unknownResource(path)
  const { operation } = match
  checkMediaType(operation, req)
  checkParameters(operation, query, req)
  entry.operationId = operation.id
  const { site, language, currency } = checkSite(match.path.baseSiteId, query)
  checkAccept(operation, req)
  const fields = query.get('fields')
  const selection = fields ? parseFields(fields) : undefined
  const body = operation.bodyMedia.includes('multipart/form-data') ? undefined : await jsonBody(operation.body?.required ?? false, req)
  const { customer, anonymous } = resolveUser(match, principal, shop)

  const call: OccCall = {
    operation, shop, settings, ledger, principal, customer, anonymous, site, language, currency, path: match.path, query, body, req,
  }
  const handler = HANDLERS[operation.id]
  if (!handler) {
    // The rest of an upload has to be read, or the client does not get the response.
    req.resume()
    throw new OccError(400, { type: 'NotModelledError', message: `The stand-in has no data for ${operation.id}` })
  }
  const answer: unknown = await handler(call)
  return { call, answer: answer instanceof OccReply ? answer : selectFields(answer, selection) }
}

async function principalOf({ auth, shop, settings }: OccContext, req: IncomingMessage): Promise<Principal> {
  const { authorization } = req.headers
  if (authorization === undefined) return { kind: 'anonymous' }
  const record = await auth.authenticateBearer(authorization)
  const customer = record?.accountId === undefined ? undefined : shop.customers.byId(record.accountId)
  if (customer) return { kind: 'customer', customer, family: record?.grantId }
  if (record && record.accountId === undefined) return { kind: 'client', clientId: record.clientId }
  const token = authorization.replace(/^\S+\s*/, '')
  throw settings.generation === 'legacy'
    // The legacy server repeats the token in its message.
    ? new OccError(401, { type: 'InvalidTokenError', message: `Access token expired: ${token}` })
    : new OccError(401, { type: 'InvalidBearerTokenError', message: 'An error occurred while attempting to decode the Jwt: Jwt expired' })
}

async function jsonBody(required: boolean, req: IncomingMessage): Promise<unknown> {
  if (req.method === 'GET' || req.method === 'HEAD') return undefined
  const text = (await readBody(req)).toString()
  if (!text) {
    if (required) throw unreadableBody('Required request body is missing')
    return undefined
  }
  if (!/^application\/json\b/i.test(req.headers['content-type'] ?? '')) return undefined
  try {
    return JSON.parse(text)
  }
  catch {
    throw unreadableBody('JSON parse error')
  }
}

async function send(res: ServerResponse, { operation, req, language }: OccCall, answer: unknown): Promise<void> {
  const reply = answer instanceof OccReply ? answer : new OccReply({ body: answer })
  const status = reply.status ?? operation.success
  const headers = { 'cache-control': 'no-cache, no-store, max-age=0, must-revalidate', ...reply.headers }
  if (reply.stream) {
    res.writeHead(status, headers)
    if (req.method === 'HEAD') res.end()
    // A client that disconnects ends the download. This is not an error.
    else await pipeline(reply.stream, res).catch(() => {})
    return
  }
  if (reply.body === undefined || operation.result === undefined) {
    sendEmpty(res, status, headers)
    return
  }
  const text = Buffer.from(JSON.stringify(reply.body, (_name, value: unknown) => localizeValue(value, language)))
  const cacheable = operation.method === 'GET' && CACHEABLE_TAGS.has(operation.tag)
  const etag = cacheable ? `"${createHash('md5').update(text).digest('hex')}"` : undefined
  const extra = etag ? { etag, 'cache-control': 'public, max-age=120' } : {}
  if (etag && req.headers['if-none-match'] === etag) {
    sendEmpty(res, 304, { ...headers, ...extra })
    return
  }
  res.writeHead(status, { ...headers, ...extra, 'content-type': 'application/json;charset=UTF-8', 'content-length': text.length })
  res.end(req.method === 'HEAD' ? undefined : text)
}

const CACHEABLE_TAGS = new Set(['Products', 'Catalogs', 'Pages', 'Components', 'Countries', 'Miscs', 'Base Sites', 'Base Stores', 'Stores'])

function sendError(res: ServerResponse, error: unknown, settings: SapSettings, entry: LoggedRequest): void {
  if (res.headersSent) {
    res.destroy()
    return
  }
  if (error instanceof OccError) {
    entry.refused = error.items[0]?.type
    const challenge = error.status === 401 ? { 'www-authenticate': settings.generation === 'legacy' ? 'Bearer realm="hybris", error="invalid_token"' : 'Bearer error="invalid_token"' } : {}
    sendJson(res, error.status, { errors: error.items }, { 'cache-control': 'no-cache, no-store, max-age=0, must-revalidate', ...challenge })
    return
  }
  if (error instanceof BodyTooLargeError) {
    sendJson(res, 413, { errors: [{ type: 'MaxUploadSizeExceededError', message: error.message }] }, { connection: 'close' })
    return
  }
  sendJson(res, 500, { errors: [{ type: 'InternalServerError', message: error instanceof Error ? error.message : 'Unknown error' }] })
}

function isSafe(path: string): boolean {
  try {
    checkPath(path)
    return true
  }
  catch {
    return false
  }
}
