import { parseUrl } from '../config/parse-url'

/** Longer ones would not fit into the cookie that keeps them. */
const MAX_LENGTH = 1024

/** A host that no real address has: whatever leaves it was not a path of the shop. */
const HERE = 'http://shop.invalid'

/**
 * Where to go after the login: a path of the own origin, in whatever spelling
 * it was asked for.
 *
 * @param value of the `returnTo` parameter: anything.
 * @returns path, query and fragment; `/` for what would leave the origin.
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
