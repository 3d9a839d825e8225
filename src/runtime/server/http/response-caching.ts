import type { ResponseHead } from '../platform/types'

/** The facts that decide whether caches may store a response. */
export interface ResponseFacts {
  /** The response sets a cookie of the module. */
  setsOwnCookie: boolean
  /** The response was made with a customer's session. */
  isPersonal: boolean
  /** The request carried the cookies of a session. */
  hasSession: boolean
  /** The module marked the response as public. */
  isPublic: boolean
}

/**
 * Headers that caches in front of the shop obey instead of `Cache-Control`.
 *
 * @see RFC 9213; the others are names of single products.
 */
const FOR_CDNS = [
  'cdn-cache-control', 'surrogate-control', 'vercel-cdn-cache-control', 'netlify-cdn-cache-control', 'cloudflare-cdn-cache-control',
  'fastly-cache-control', 'akamai-cache-control', 'edge-control', 'x-accel-expires', 'x-cache-control',
]

/** @returns whether one of them said something else than not to keep the response. */
function forgetCdns(head: ResponseHead): boolean {
  let isCorrected = false
  for (const name of FOR_CDNS) {
    const said = head.get(name)
    if (said === undefined) continue
    head.remove(name)
    isCorrected ||= !/\bprivate\b|\bno-store\b/i.test(said)
  }
  return isCorrected
}

/**
 * Keeps one visitor's response out of caches: `private, no-store` where it was
 * made with their session and nothing else was said; and never `public`.
 *
 * @returns whether the shop's `Cache-Control` was corrected.
 */
export function applyCaching(head: ResponseHead, { setsOwnCookie, isPersonal, hasSession, isPublic }: ResponseFacts): boolean {
  const said = head.get('cache-control')
  const isOpen = said !== undefined && /\bpublic\b|\bs-maxage\b/i.test(said)
  // Caches store a public read with all its headers.
  if (isPublic) {
    if (isOpen && (setsOwnCookie || head.cookies().length > 0)) {
      head.set('cache-control', 'no-store')
      forgetCdns(head)
    }
    return false
  }
  if (setsOwnCookie || isPersonal) {
    if (said === undefined || isOpen) head.set('cache-control', 'private, no-store')
    // Without `private` or `no-store` a shared cache may store it (RFC 9111, section 3).
    else if (!/\bprivate\b|\bno-store\b/i.test(said)) head.set('cache-control', `private, ${said}`)
    return forgetCdns(head) || isOpen
  }
  // The module did not read the session for this page, but the shop's own code may have used the visitor's cookies.
  if (hasSession && said === undefined && /^text\/html\b/i.test(head.get('content-type') ?? '')) head.set('cache-control', 'private, no-store')
  return false
}
