/**
 * The cookies of a `Cookie` header, their values exactly as the browser sent
 * them: a server that compares or decrypts them must get the same bytes.
 */
export function readCookieHeader(header: string | undefined): Map<string, string> {
  const cookies = new Map<string, string>()
  for (const part of header?.split(';') ?? []) {
    const pair = splitPair(part)
    // RFC 6265, section 5.4: the first of two equal names has the longer path.
    if (pair && !cookies.has(pair.name)) cookies.set(pair.name, pair.value)
  }
  return cookies
}

/**
 * Applies a `Set-Cookie` line as a browser would, including expiry.
 *
 * @param cookies changed in place.
 * @returns whether the line is a valid cookie.
 */
export function applySetCookie(cookies: Map<string, string>, line: string): boolean {
  const [first = '', ...attributes] = line.split(';')
  const pair = splitPair(first)
  if (!pair) return false
  if (isOver(attributes)) cookies.delete(pair.name)
  else cookies.set(pair.name, pair.value)
  return true
}

function splitPair(text: string): { name: string, value: string } | undefined {
  const separator = text.indexOf('=')
  const name = text.slice(0, Math.max(separator, 0)).trim()
  return name ? { name, value: text.slice(separator + 1).trim() } : undefined
}

/** Whether a cookie's attributes delete it. RFC 6265, section 5.3: `Max-Age` wins over `Expires`. */
function isOver(attributes: string[]): boolean {
  const values = new Map(attributes.map(text => splitPair(text)).filter(pair => pair !== undefined).map(({ name, value }) => [name.toLowerCase(), value]))
  const maxAge = values.get('max-age')
  return maxAge === undefined ? Date.parse(values.get('expires') ?? '') <= Date.now() : Number(maxAge) <= 0
}
