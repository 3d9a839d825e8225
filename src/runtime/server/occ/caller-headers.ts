/** Which headers of callers reach SAP, and which of SAP's reach callers. */
import { HEADER_VALUE } from '../platform/header-syntax'

/** Headers by which OCC knows a visitor who is not signed in; SAP sends them as well. */
export const CONSENTS_HEADER = 'x-anonymous-consents'
export const PERSONALIZATION_ID_HEADER = 'occ-personalization-id'
export const PERSONALIZATION_TIME_HEADER = 'occ-personalization-time'

/** Headers of OCC's that a caller may set on any call; `api.requestHeaders` adds a shop's own. */
const REQUEST_HEADERS = [CONSENTS_HEADER, PERSONALIZATION_ID_HEADER, PERSONALIZATION_TIME_HEADER, 'sap-commerce-cloud-captcha-token']

/** Headers of OCC's answers that callers may read; `api.responseHeaders` adds a shop's own. */
const RESPONSE_HEADERS = [CONSENTS_HEADER, PERSONALIZATION_ID_HEADER, PERSONALIZATION_TIME_HEADER]

/** The lists of one shop, names in lower case. */
export interface CallerHeaders {
  toSap: ReadonlySet<string>
  toCaller: ReadonlySet<string>
}

/** For responses that shared caches store: a cache does not distinguish callers by these headers, and would send one visitor's response headers to all others. */
export const NO_CALLER_HEADERS: CallerHeaders = { toSap: new Set(), toCaller: new Set() }

/** @param own names that the shop adds. */
export function createCallerHeaders(own: { requestHeaders: readonly string[], responseHeaders: readonly string[] }): CallerHeaders {
  return {
    toSap: new Set([...REQUEST_HEADERS, ...own.requestHeaders]),
    toCaller: new Set([...RESPONSE_HEADERS, ...own.responseHeaders]),
  }
}

/**
 * The headers of a request, or of an answer, that are on a list.
 *
 * @param headerOf by its name in lower case.
 */
export function headersOnList(list: ReadonlySet<string>, headerOf: (name: string) => string | undefined): Record<string, string> | undefined {
  let found: Record<string, string> | undefined
  for (const name of list) {
    const value = headerOf(name)
    if (value !== undefined && HEADER_VALUE.test(value)) (found ??= {})[name] = value
  }
  return found
}
