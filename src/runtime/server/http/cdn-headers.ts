/** Header names of products that do not follow RFC 9213 (`…-Cache-Control`). */
const OTHERS: ReadonlySet<string> = new Set(['surrogate-control', 'edge-control', 'x-accel-expires'])

/**
 * Whether a header is one that caches in front of the shop obey instead of
 * `Cache-Control`: `CDN-Cache-Control` and its relatives, which each product may
 * have of its own (RFC 9213, section 3), and older names.
 *
 * @param name in lower case.
 */
export function isCdnDirective(name: string): boolean {
  return name.endsWith('-cache-control') || OTHERS.has(name)
}
