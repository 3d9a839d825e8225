import type { IncomingMessage } from 'node:http'
import type { Customer } from '../shop/customers.ts'
import type { Shop } from '../shop/shop.ts'
import { CURRENCIES, LANGUAGES, SITES } from '../shop/site.ts'
import type { Principal } from './call.ts'
import { forbidden, missingParameter, OccError, unauthorized, unreadableBody } from './errors.ts'
import type { Match, Operation } from './operations.ts'

/** Refuses what Spring's firewall refuses: `..` segments, and segments that cannot be decoded. */
export function checkPath(path: string): void {
  for (const segment of path.split('/')) {
    let decoded: string
    try {
      decoded = decodeURIComponent(segment)
    }
    catch {
      throw rejected()
    }
    if (decoded === '.' || decoded === '..') throw rejected()
  }
}

function rejected(): OccError {
  return new OccError(400, { type: 'RequestRejectedError', message: 'The request was rejected because the URL is not normalized' })
}

/** The site, language and currency of a request. All have to be spelled exactly as in the store. */
export function checkSite(site: string | undefined, query: URLSearchParams): { site: string, language: string, currency: string } {
  if (site !== undefined && !SITES.includes(site)) {
    throw new OccError(400, { type: 'InvalidResourceError', message: `Base site ${site} doesn't exist` })
  }
  const language = query.get('lang') ?? 'en'
  if (!LANGUAGES.some(({ isocode }) => isocode === language)) {
    throw new OccError(400, { type: 'UnsupportedLanguageError', message: `Language  ${language} is not supported` })
  }
  const currency = query.get('curr') ?? 'USD'
  if (!CURRENCIES.some(({ isocode }) => isocode === currency)) {
    throw new OccError(400, { type: 'UnsupportedCurrencyError', message: `Currency ${currency} is not supported` })
  }
  return { site: site ?? 'electronics', language, currency }
}

/** @throws OccError (415) when a body has a media type that the operation does not take. */
export function checkMediaType(operation: Operation, req: IncomingMessage): void {
  if (!operation.bodyMedia.length) return
  const type = req.headers['content-type']
  const media = type?.split(';')[0]?.trim().toLowerCase()
  const empty = req.headers['transfer-encoding'] === undefined && Number(req.headers['content-length'] ?? 0) === 0
  if (empty && !operation.body?.required) return
  if (empty && media === undefined) throw unreadableBody('Required request body is missing')
  const multipart = media === 'multipart/form-data' && !/boundary=/.test(type ?? '')
  if (!media || !operation.bodyMedia.includes(media) || multipart) {
    throw new OccError(415, { type: 'HttpMediaTypeNotSupportedError', message: `Content type '${type ?? ''}' not supported` })
  }
}

/** @throws OccError (400) that names the first required query or header parameter that is missing. */
export function checkParameters(operation: Operation, query: URLSearchParams, req: IncomingMessage): void {
  for (const { name, required } of operation.query) {
    if (required && !query.has(name)) throw missingParameter(name)
  }
  for (const { name, required } of operation.header) {
    if (required && req.headers[name.toLowerCase()] === undefined) throw missingParameter(name)
  }
}

/** @throws OccError (406) when the client does not accept JSON, the only format of the stand-in. Downloads match every `Accept`. */
export function checkAccept(operation: Operation, req: IncomingMessage): void {
  const accept = req.headers.accept ?? '*/*'
  const binary = operation.result === 'string' || operation.result === 'CXML' || operation.result === 'array'
  if (binary || operation.result === undefined || /\*\/\*|application\/(?:\*|json)/.test(accept)) return
  throw new OccError(406, { type: 'HttpMediaTypeNotAcceptableError', message: 'Could not find acceptable representation' })
}

/**
 * The customer that `{userId}` means; checks whether the caller may act for them.
 *
 * @throws OccError 401 for `current` without a customer's token, 403 for another customer.
 */
export function resolveUser({ operation, path }: Match, principal: Principal, shop: Shop): { customer: Customer | undefined, anonymous: boolean } {
  const { userId } = path
  const about = /\/(?:users|orgUsers)\/\{userId\}/.test(operation.path)
  if (!about || userId === undefined) return { customer: undefined, anonymous: false }
  if (userId === 'anonymous') return { customer: undefined, anonymous: true }
  if (principal.kind === 'anonymous') throw unauthorized()
  if (principal.kind === 'customer') {
    const { customer } = principal
    if (customer.isAgent) return { customer: emulatedCustomer(userId, shop), anonymous: false }
    if (userId !== 'current' && userId !== customer.uid && userId !== customer.customerId) throw forbidden()
    return { customer, anonymous: false }
  }
  // An application has no current user, but may act for a user that it names.
  const customer = userId === 'current' ? undefined : shop.customers.byUid(userId) ?? shop.customers.byId(userId)
  if (!customer) throw userId === 'current' ? unauthorized() : new OccError(400, { type: 'UnknownIdentifierError', message: `Cannot find user with propertyValue '${userId}'` })
  return { customer, anonymous: false }
}

/** An agent has no data of their own, and acts for the customer that the path names. */
function emulatedCustomer(userId: string, shop: Shop): Customer {
  const customer = userId === 'current' ? undefined : shop.customers.byUid(userId) ?? shop.customers.byId(userId)
  if (userId === 'current') throw forbidden()
  if (!customer || customer.isAgent) throw new OccError(400, { type: 'UnknownIdentifierError', message: `Cannot find user with propertyValue '${userId}'` })
  return customer
}
