/** A cookie as a browser keeps it. */
export interface StoredCookie {
  name: string
  value: string
  /** Lower case, without a leading dot. */
  domain: string
  /** No `Domain` attribute was given: subdomains do not get it. */
  hostOnly: boolean
  path: string
  /** Milliseconds since the epoch; absent for a cookie that ends with the browser. In the past for a deletion. */
  expires?: number
  secure: boolean
  httpOnly: boolean
  sameSite?: string
}

/**
 * Reads one `Set-Cookie` line of a response from `url` (RFC 6265bis, sections 5.6 and 5.7).
 *
 * @returns the cookie, or `undefined` when a browser would refuse it
 */
export function parseSetCookie(line: string, url: URL): StoredCookie | undefined {
  const [pair = '', ...rest] = line.split(';')
  const equals = pair.indexOf('=')
  const name = pair.slice(0, Math.max(equals, 0)).trim()
  const value = pair.slice(equals + 1).trim()
  // Chromium's limit for name and value together.
  if (equals < 0 || !name || name.length + value.length > 4096) return undefined

  const attributes = new Map(rest.map((part) => {
    const index = part.indexOf('=')
    const key = (index < 0 ? part : part.slice(0, index)).trim().toLowerCase()
    return [key, index < 0 ? '' : part.slice(index + 1).trim()]
  }))

  const domain = attributes.get('domain')?.replace(/^\./, '').toLowerCase()
  const path = attributes.get('path')
  const cookie: StoredCookie = {
    name,
    value,
    domain: domain || url.hostname,
    hostOnly: !domain,
    path: path?.startsWith('/') ? path : defaultPath(url),
    expires: readExpiry(attributes),
    secure: attributes.has('secure'),
    httpOnly: attributes.has('httponly'),
    sameSite: attributes.get('samesite'),
  }
  return isAcceptable(cookie, url) ? cookie : undefined
}

function isAcceptable(cookie: StoredCookie, url: URL): boolean {
  const host = url.hostname
  if (!cookie.hostOnly && host !== cookie.domain && !host.endsWith(`.${cookie.domain}`)) return false
  if (cookie.secure && !isTrustworthy(url)) return false
  if (cookie.sameSite?.toLowerCase() === 'none' && !cookie.secure) return false
  if (/^__secure-/i.test(cookie.name) && !cookie.secure) return false
  if (/^__host-/i.test(cookie.name) && !(cookie.secure && cookie.hostOnly && cookie.path === '/')) return false
  return true
}

/** `Max-Age` wins over `Expires`; one that cannot be read counts as absent. */
function readExpiry(attributes: Map<string, string>): number | undefined {
  const maxAge = attributes.get('max-age')
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) {
    const seconds = Number(maxAge)
    return seconds <= 0 ? 0 : Date.now() + seconds * 1000
  }
  const expires = Date.parse(attributes.get('expires') ?? '')
  return Number.isNaN(expires) ? undefined : expires
}

function defaultPath(url: URL): string {
  const end = url.pathname.lastIndexOf('/')
  return end <= 0 ? '/' : url.pathname.slice(0, end)
}

/** Chromium takes and sends `Secure` cookies over plain http only where the connection cannot leave the machine. */
export function isTrustworthy(url: URL): boolean {
  return url.protocol === 'https:'
    || ['localhost', '[::1]'].includes(url.hostname)
    || url.hostname.endsWith('.localhost')
    || /^127(?:\.\d+){3}$/.test(url.hostname)
}
