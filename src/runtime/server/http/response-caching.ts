import type { ResponseHead } from '../platform/types'
import { isCdnDirective } from './cdn-headers'

/** The facts that decide whether caches may store a response. */
export interface ResponseFacts {
  /** The response sets a cookie of the module. */
  setsOwnCookie: boolean
  /** The response contains data of one customer or visitor: a session, an anonymous cart or the like was used. */
  isPersonal: boolean
  /** The request carried cookies of the module. */
  hasOwnCookie: boolean
  /** The module marked the response as public. */
  isPublic: boolean
  /** A route of the module made the response. */
  isOwnAnswer: boolean
}

/** Removes headers for CDNs and other caches in front of the shop. @returns whether one of them allowed caching. */
function removeCdnHeaders(head: ResponseHead): boolean {
  let isCorrected = false
  for (const name of head.names().filter(isCdnDirective)) {
    const said = head.get(name) ?? ''
    head.remove(name)
    isCorrected ||= !FORBIDS_SHARING.test(said)
  }
  return isCorrected
}

/** Without one of these a shared cache may store the response (RFC 9111, section 3). */
const FORBIDS_SHARING = /\bprivate\b|\bno-store\b/i
const ALLOWS_SHARING = /\bpublic\b|\bs-maxage\b/i

/**
 * Keeps one visitor's response out of caches: `private, no-store` where it was
 * made with their session or cart and nothing else was said; and never `public`.
 *
 * @returns whether the shop's `Cache-Control` was corrected.
 */
export function applyCaching(head: ResponseHead, { setsOwnCookie, isPersonal, hasOwnCookie, isPublic, isOwnAnswer }: ResponseFacts): boolean {
  const said = head.get('cache-control')
  const isOpen = said !== undefined && ALLOWS_SHARING.test(said)
  if (isPublic) {
    // Caches store a public read with all its headers.
    const isKept = isOpen && !setsOwnCookie && head.cookies().length === 0
    if (isOpen && !isKept) head.set('cache-control', 'no-store')
    // A public read that failed must not be cached either.
    if (!isKept) removeCdnHeaders(head)
    return false
  }
  if (setsOwnCookie || isPersonal) {
    if (said === undefined || isOpen) head.set('cache-control', 'private, no-store')
    else if (!FORBIDS_SHARING.test(said)) head.set('cache-control', `private, ${said}`)
    return removeCdnHeaders(head) || isOpen
  }
  if (isOwnAnswer) {
    removeCdnHeaders(head)
    return false
  }
  // The module read none of its cookies for this page, but the shop's own code may have used what the visitor sent.
  if (hasOwnCookie && said === undefined && /^text\/html\b/i.test(head.get('content-type') ?? '')) head.set('cache-control', 'private, no-store')
  return false
}
