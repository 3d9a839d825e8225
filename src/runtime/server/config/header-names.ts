import { HEADER_NAME } from '../platform/header-syntax'

/** For one connection only (RFC 9110, section 7.6.1), or about the body, which the server itself describes. */
const OF_THE_MESSAGE = ['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect', 'content-length', 'content-encoding', 'content-type', 'host']

/** Who calls, and for whom, is decided by the session alone, and SAP's own cookies stay at the server. */
const OF_THE_SERVER = ['authorization', 'sap-commerce-cloud-user-id', 'cookie', 'cookie2', 'set-cookie', 'set-cookie2', 'origin', 'referer', 'cache-control', 'x-http-method-override', 'x-http-method', 'x-method-override']

const REFUSED: ReadonlySet<string> = new Set([...OF_THE_MESSAGE, ...OF_THE_SERVER])
const REFUSED_PREFIXES = ['proxy-', 'sec-', 'access-control-', 'sapcc-']

/**
 * Why a header cannot be on a list of those that are passed on.
 *
 * @param name in lower case.
 * @returns `undefined` when it can.
 */
export function headerNameProblem(name: string): string | undefined {
  if (!HEADER_NAME.test(name)) return `${JSON.stringify(name)} is not a valid header name`
  if (REFUSED.has(name) || REFUSED_PREFIXES.some(prefix => name.startsWith(prefix))) return `the header ${name} is set by the server itself and never passed on`
  return undefined
}
