/** The one place where a call of an operation becomes a request to SAP. */
import type { SapccError } from '../../sdk/errors'
import { assertBaseSiteAllowed, assertUserAllowed } from './access-policy'
import type { AccessPolicy } from './access-policy'
import { ACTING_FOR_HEADER } from './assisted-operations'
import { isInertValue, fillTemplate, parseUnambiguousPath } from './call-path'
import { readGivenParameters } from './given-parameters'
import type { GivenParameters } from './given-parameters'
import { occAddress } from './occ-address'
import type { OccBodyParameter, OccHttpMethod, OccOperation, OccParameter } from './operation'
import { forbiddenParameter, invalidParameters, missingParameter, parameterError } from './parameter-errors'
import { defaultLimits, encodeQuery, explodedTexts, headerListText, headerText, isPlain, pathListText, pathText, plainText, queryText, separatedQueryText } from './parameter-values'
import type { OccRequestLimits } from './parameter-values'
import { encodeBody } from './request-body'
import type { EncodedBody } from './request-body'
import { decodeOnce, withSegments } from './parse-path'
import { siteQueryPairs } from './site-query'
import type { SiteQuery } from './site-query'

/** What a request depends on beside the call. */
export interface OccRequestContext {
  /** Base address of OCC, e.g. `https://host/occ/v2`. */
  apiUri: string
  /** The request's base site; goes wherever a call names none. */
  baseSiteId: string
  /** Further base sites a call may name. */
  allowedBaseSites?: readonly string[]
  /** The user of calls that name no other. */
  userId: 'current' | 'anonymous'
  /** The customer that a support agent acts for: whose id `current` stands for. */
  actsFor?: string | undefined
  /** Whether calls may name other users than `current` and `anonymous`, or which. */
  allowUserIds?: boolean | ((userId: string) => boolean)
  /** SAP's ISO code for `lang`, unless a call has its own. */
  language?: string | undefined
  /** SAP's ISO code for `curr`, unless a call has its own. */
  currency?: string | undefined
  /** Parameters that go with every call, unless the call has its own. */
  query?: SiteQuery | undefined
  /** Headers that the caller may send and has sent; names in lower case. */
  headers?: Readonly<Record<string, string>> | undefined
  /** `host` header of the operations that have one; without it the HTTP client sets it. */
  hostHeader?: string | undefined
  limits?: Partial<OccRequestLimits>
  /** Called for each parameter that is not in the table and is passed on, for a warning in development. */
  onUnknownParameter?: ((name: string) => void) | undefined
}

/** A request to OCC, without authorization. */
export interface OccRequest {
  operationId: string
  method: OccHttpMethod
  /** Absolute and normalised. */
  url: string
  /** Names in lower case. There is no `content-type` for a form: the sender has to set it together with the boundary. */
  headers: Record<string, string>
  body?: string | FormData
}

/** Header parameters callers never set, whatever a specification says. */
const reservedHeaders = new Set(['accept', 'authorization', 'connection', 'content-length', 'content-type', 'cookie', 'host', 'origin', 'proxy-authorization', 'transfer-encoding', 'upgrade', ACTING_FOR_HEADER])

/**
 * Builds the request of a call from its operation's entry in the table.
 *
 * - Path parameters stay within their segment; `baseSiteId` and `userId` default to the context's.
 * - Query parameters take plain values, and lists of such: joined with commas, or as the operation says (`explode`, `separator`).
 *   Parameters of the path and headers take lists only where the operation says so.
 * - The body is the parameter named like its schema in lower camel case, where upper and lower case do not matter:
 *   `b2bUnit` and `b2BUnit`. Header parameters also go by their name in camel case.
 * - An upload takes `formData`, or its files as parameters of their own.
 * - What the table does not know becomes part of the query when it is plain.
 *
 * @param params what the caller gave, of whatever kind; checked here.
 * @throws {SapccError} 400 that names the parameter: `MissingParameterError`,
 *   `UnknownParameterError`, `InvalidParameterError` or `ForbiddenParameterError`.
 * @example
 * buildOccRequest('getCart', operation, { cartId: 'a/b' }, context).url
 * // 'https://host/occ/v2/shop/users/current/carts/a%2Fb?lang=en'
 */
export function buildOccRequest(operationId: string, operation: OccOperation, params: unknown, context: OccRequestContext): OccRequest {
  const limits = context.limits ? { ...defaultLimits, ...context.limits } : defaultLimits
  const given = readGivenParameters(params, limits)
  const path = buildPath(operationId, operation, given, context, limits)
  const query = declaredQuery(operationId, operation, given, limits)
  const headers = buildHeaders(operationId, operation, given, context, limits)
  const body = operation.body === undefined ? undefined : takeBody(operationId, operation.body, given, limits)
  // Read before the remaining parameters are treated as unknown.
  const language = sitePair('lang', given, context.language, query, limits)
  const currency = sitePair('curr', given, context.currency, query, limits)
  addUnknown(query, given, context, limits)
  if (language !== undefined) query.push(language)
  if (currency !== undefined) query.push(currency)
  if (context.query !== undefined) query.push(...siteQueryPairs(context.query, name => query.some(pair => pair.startsWith(`${encodeQuery(name)}=`))))
  const url = assemble(operation.root === undefined ? context.apiUri : new URL(context.apiUri).origin + operation.root, path, query, limits)
  const request: OccRequest = { operationId, method: operation.method, url, headers }
  if (body?.contentType !== undefined) headers['content-type'] = body.contentType
  if (body !== undefined) request.body = body.content
  return request
}

function buildPath(operationId: string, operation: OccOperation, given: GivenParameters, context: OccRequestContext, limits: OccRequestLimits): string {
  let needsNoCheck = operation.hasAmbiguousTemplate !== true && context.actsFor === undefined
  const path = fillTemplate(operation, ({ name, hasDefault, isList, subject }) => {
    const own = given.use(name)
    const value = own ?? (hasDefault ? contextValue(name, context) : undefined)
    if (value === undefined) throw missingParameter(operationId, name)
    if (needsNoCheck && own !== undefined && !isInertValue(own)) needsNoCheck = false
    if (isList && Array.isArray(value)) {
      const list = pathListText(name, value, limits)
      if (list === undefined) throw missingParameter(operationId, name)
      return list
    }
    const text = pathText(name, subject === 'user' ? customerForCurrent(value, context) : value, limits)
    if (subject === 'site') assertBaseSiteAllowed(plainText(name, value, limits), context)
    if (subject === 'user') assertUserAllowed(plainText(name, value, limits), context)
    return text
  })
  return needsNoCheck ? path : checkedPath(operation, path, context, limits)
}

/**
 * Checks base site and users in a finished path, and puts an agent's customer in the place of `current`. What the document
 * itself has in the path is its own choice, not the caller's.
 *
 * @throws {SapccError} 400
 */
function checkedPath(operation: OccOperation, path: string, context: OccRequestContext, limits: OccRequestLimits): string {
  if (occAddress(context.apiUri, path, undefined) === undefined) throw invalidAddress()
  const template = operation.path.slice(1).split('/')
  const isParameter = (index: number) => template[index]!.includes('{')
  const parsed = parseUnambiguousPath(path)
  const { raw, segments, users, nonCanonicalUsers } = parsed
  if (operation.root === undefined && isParameter(0)) assertBaseSiteAllowed(decodeOnce(raw[0]!), context)
  const policy = policyForAgent(context)
  const named = users.filter(index => isParameter(index) || /^(?:current|anonymous)$/i.test(segments[index]!))
  for (const index of named) {
    if (isParameter(index)) assertUserAllowed(decodeOnce(raw[index]!), policy)
  }
  if (named.some(index => nonCanonicalUsers.includes(index))) throw invalidParameters('make an address in which `users` or `orgUsers` is written in another way.', 'invalid')
  if (context.actsFor === undefined) return path
  const customer = pathText('userId', context.actsFor, limits)
  const isCurrent = (index: number) => named.includes(index) && segments[index]!.toLowerCase() === 'current'
  return withSegments(path, parsed, (index, segment) => isCurrent(index) ? customer : segment)
}

/** Allows the agent's customer, too, whose id has already taken the place of `current`. */
function policyForAgent(context: OccRequestContext): AccessPolicy {
  const { actsFor, allowUserIds } = context
  if (actsFor === undefined) return context
  return { ...context, allowUserIds: userId => userId === actsFor || (typeof allowUserIds === 'function' ? allowUserIds(userId) : allowUserIds === true) }
}

function contextValue(name: string, context: OccRequestContext): string | undefined {
  return name === 'baseSiteId' ? context.baseSiteId : name === 'userId' ? context.userId : undefined
}

/** An agent's own `current` is the agent, so the customer's id takes its place. */
function customerForCurrent(value: unknown, { actsFor }: OccRequestContext): unknown {
  return actsFor !== undefined && value === 'current' ? actsFor : value
}

function declaredQuery(operationId: string, operation: OccOperation, given: GivenParameters, limits: OccRequestLimits): string[] {
  const query: string[] = []
  for (const parameter of operation.queryParams) {
    const { name, required } = parameter
    const value = given.use(name)
    const texts = value === undefined ? [] : textsOf(parameter, value, limits)
    for (const text of texts) query.push(`${encodeQuery(name)}=${text}`)
    if (texts.length === 0 && required) throw missingParameter(operationId, name)
  }
  return query
}

function textsOf({ name, explode, separator }: OccParameter, value: unknown, limits: OccRequestLimits): string[] {
  if (explode) return explodedTexts(name, value, limits)
  const text = separator === undefined ? queryText(name, value, limits) : separatedQueryText(name, value, separator, limits)
  return text === undefined ? [] : [text]
}

function buildHeaders(operationId: string, operation: OccOperation, given: GivenParameters, context: OccRequestContext, limits: OccRequestLimits): Record<string, string> {
  const headers: Record<string, string> = { accept: operation.result === 'binary' ? '*/*' : 'application/json' }
  for (const { name, required, separator } of operation.headerParams) {
    const header = name.toLowerCase()
    if (header === 'host' && context.hostHeader !== undefined) headers.host = headerText(name, context.hostHeader, limits)
    if (reservedHeaders.has(header)) {
      if (given.use(name) !== undefined) throw forbiddenParameter(name, 'cannot be set by a call.')
      continue
    }
    const value = given.use(name) ?? given.use(camelCase(name))
    const text = value === undefined ? '' : separator === undefined ? headerText(name, value, limits) : headerListText(name, value, limits)
    if (text !== '') headers[header] = text
    else if (required) throw missingParameter(operationId, name)
  }
  return context.headers === undefined ? headers : { ...context.headers, ...headers }
}

function takeBody(operationId: string, parameter: OccBodyParameter, given: GivenParameters, limits: OccRequestLimits): EncodedBody | undefined {
  const value = given.takeIgnoringCase(parameter.name) ?? (parameter.mediaType === 'multipart/form-data' ? looseFiles(given) : undefined)
  if (value !== undefined) return encodeBody(parameter, value, limits)
  if (parameter.required) throw missingParameter(operationId, parameter.name)
  return undefined
}

/** Files given as parameters of their own, e.g. `ticketEventAttachment`. */
function looseFiles(given: GivenParameters): Record<string, unknown> | undefined {
  const files = given.unused().filter(([, value]) => value instanceof Blob)
  for (const [name] of files) given.use(name)
  return files.length === 0 ? undefined : Object.fromEntries(files)
}

/** Headers that a document may name, and that the session sets. In a query they would get into logs. */
const CREDENTIALS: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization'])

/** Backends take parameters SAP's table does not list: plain ones can only be meant for the query. */
function addUnknown(query: string[], given: GivenParameters, context: OccRequestContext, limits: OccRequestLimits): void {
  for (const [name, value] of given.unused()) {
    if (!isPlain(value)) throw parameterError('UnknownParameterError', name, 'unknown', 'is not known to this operation.')
    if (CREDENTIALS.has(name.toLowerCase())) throw forbiddenParameter(name, 'cannot be set by a call.')
    // Checked although the path has no place for them: a call must not name another user or site.
    if (name === 'userId') assertUserAllowed(plainText(name, value, limits), context)
    if (name === 'baseSiteId') {
      assertBaseSiteAllowed(plainText(name, value, limits), context)
      continue
    }
    const text = queryText(name, name === 'userId' ? customerForCurrent(value, context) : value, limits)
    if (text === undefined) continue
    context.onUnknownParameter?.(name)
    query.push(`${encodeQuery(name)}=${text}`)
  }
}

/** The pair of `lang` or `curr`, unless the operation declares it and so has sent it already. */
function sitePair(name: 'lang' | 'curr', given: GivenParameters, fallback: string | undefined, query: readonly string[], limits: OccRequestLimits): string | undefined {
  const value = given.use(name) ?? fallback
  if (value === undefined || value === '' || query.some(pair => pair.startsWith(`${name}=`))) return undefined
  return `${name}=${encodeQuery(plainText(name, value, limits))}`
}

function assemble(apiUri: string, path: string, query: readonly string[], limits: OccRequestLimits): string {
  const url = occAddress(apiUri, path, query.length === 0 ? undefined : query.join('&'))
  if (url === undefined) throw invalidAddress()
  if (url.length > limits.urlLength) throw invalidParameters(`make an address longer than ${limits.urlLength} characters.`, 'tooLong')
  return url
}

function invalidAddress(): SapccError {
  return invalidParameters('do not make a valid address.', 'invalid')
}

function camelCase(header: string): string {
  return header.toLowerCase().replace(/-+(\w)/g, (_, letter: string) => letter.toUpperCase())
}
