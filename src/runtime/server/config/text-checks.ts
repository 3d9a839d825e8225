/**
 * What the texts of settings have to be. Each check is given a configured text and returns the rest of a sentence that
 * begins with the variable's name, or `undefined` when the text is right.
 */
import { HEADER_NAME } from '../platform/header-syntax'
import { isLoopback } from './loopback'
import { parseUrl } from '../../shared/parse-url'

/** A check of one text. */
export type TextCheck = (text: string) => string | undefined

/** Every text. */
export const anyText: TextCheck = () => undefined

/** A base site is one segment of OCC's paths, and follows a `|` in the user names of isolated sites. */
export const baseSite: TextCheck = text => isSegment(text) && !text.includes('|')
  ? undefined
  : `names ${JSON.stringify(text)}, which cannot be a base site: its name has none of / \\ ? # % , |.`

/** What is sent as one segment of OCC's paths. */
export const pathSegment: TextCheck = text => isSegment(text) ? undefined : `is ${JSON.stringify(text)}. It cannot have any of / \\ ? # % ,.`

function isSegment(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return !/^\.{0,2}$|[/\\?#%,\u0000-\u001F\u007F]/.test(text)
}

/** A language or currency of SAP's, such as `en`, `zh_TW` or `USD`. */
export const isoCode: TextCheck = text => /^[a-z][\w-]*$/i.test(text) ? undefined : `is ${JSON.stringify(text)}, which is not an ISO code such as en or USD.`

/** A `Host` header (RFC 9110, section 7.2). */
export const hostHeader: TextCheck = text => /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(text) ? undefined : 'is not a host, such as api.example.com or localhost:9002.'

/** RFC 6749, section 3.3. */
export const scopes: TextCheck = text => /^[\x21\x23-\x5B\x5D-\x7E ]+$/.test(text) ? undefined : 'has characters that a scope cannot have. Separate scopes by spaces, without quotes.'

/** A header with a plain address, or with a list of them. */
export const addressHeader: TextCheck = (text) => {
  if (!HEADER_NAME.test(text)) return `is ${JSON.stringify(text)}, which is not the name of a header, such as x-forwarded-for.`
  // RFC 7239: addresses stand among other parameters there.
  return text.toLowerCase() === 'forwarded' ? 'cannot be forwarded, whose syntax is not read. Name a header that has addresses only, such as x-forwarded-for.' : undefined
}

/** An endpoint of the authorization server: the end of an address, or a whole one to which tokens may be sent. */
export const endpoint: TextCheck = (text) => {
  if (/[\s#]/.test(text)) return 'has a space or a fragment in it. Leave it out.'
  if (/^\/(?![/\\])/.test(text)) return undefined
  const url = parseUrl(text)
  if (!url || !/^https?:\/\//i.test(text)) return 'is neither a path that begins with a slash, such as /oauth/token, nor an http(s) address.'
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) return 'must be https, because tokens and logins are sent to it. Plain http is allowed for this machine only (localhost, 127.0.0.1, [::1]).'
  return url.username !== '' || url.password !== '' ? 'has a user name or a password in it, which are not sent. Leave them out.' : undefined
}

/** An endpoint, or one of the words that stand for another way to end a session. */
export const logoutEndpoint: TextCheck = (text) => {
  if (text === 'none' || text === 'discover') return undefined
  const fault = endpoint(text)
  return fault === undefined ? undefined : `is neither none nor discover, and ${fault}`
}

/** RFC 8414, section 2. Plain http is for tests. */
export const issuer: TextCheck = text => /^https?:\/\/[^?#\s]+$/i.test(text) && parseUrl(text) ? undefined : 'is not an http(s) address without query and fragment, such as https://api.example.com/authorizationserver.'

/** A page of the app by its path or its route's name. */
export const pageName: TextCheck = text => text.includes('://') || /^[/\\]{2}/.test(text) ? 'is an address. Set the path of a page of the shop, such as /login, or its route\'s name.' : undefined

/** An http(s) address to which paths are added. */
export const baseAddress: TextCheck = (text) => {
  const url = parseUrl(text)
  if (!url || !/^https?:$/.test(url.protocol)) return 'is not an http(s) address, for example https://middleware.example.com/sapcc.'
  if (url.username !== '' || url.password !== '') return 'has a user name or a password in it, which every browser would see. Leave them out.'
  return /[?#]/.test(text) ? 'has a query or a fragment: paths are added to its end. Leave it out.' : undefined
}

/** As {@link baseAddress}, or a path of the shop's own host. */
export const baseAddressOrPath: TextCheck = text => /^\/(?![/\\])/.test(text) ? undefined : baseAddress(text)

/** A secret that is sent as a header: clients encode other characters in different ways. */
export const headerSafe: TextCheck = text => /^[\x20-\x7E]*$/.test(text) ? undefined : 'has characters that cannot be sent in a header. Use letters, digits and punctuation of ASCII.'
