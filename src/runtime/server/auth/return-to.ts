import { parseUrl } from '../../shared/parse-url'

/** Longer values do not fit into the cookie. */
const MAX_LENGTH = 1024

/** A reserved host as base: a value that resolves to another origin is no path of the shop. */
const HERE = 'http://shop.invalid'

/**
 * The validated target after the login: a path of the shop's own origin.
 *
 * @param value of the `returnTo` parameter, not validated.
 * @returns path, query and fragment; `/` for a value that leads to another origin.
 */
export function safeReturnTo(value: unknown): string {
  if (typeof value !== 'string' || value.length > MAX_LENGTH || !value.startsWith('/')) return '/'
  // Browsers drop tabs and line breaks and read backslashes as slashes: `/\t/evil.example`, `/\evil.example`.
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  if (/[\u0000-\u0020\u007F\\]/.test(value)) return '/'
  const url = parseUrl(value, HERE)
  if (!url || url.origin !== HERE) return '/'
  const path = url.pathname + url.search + url.hash
  // `/.//evil.example` resolves to a path that is itself the address of another host.
  return path.startsWith('//') ? '/' : path
}
