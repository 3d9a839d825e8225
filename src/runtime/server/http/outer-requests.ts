import type { ServerRequest } from '../platform/types'
import { COOKIE_SIGN } from './cookie-names'

/** Characters of a value that is one browser's only. */
const MIN_LENGTH = 8

/**
 * Calls a function with a request and with each one that it was made for. What an inner request does counts for all of
 * them: the page that made it has the same data, timings and writes.
 */
export function forEachOuter<Request extends { outer?: Request | undefined }>(request: Request, work: (request: Request) => void): void {
  for (let current: Request | undefined = request; current; current = current.outer) work(current)
}

/**
 * As {@link forEachOuter}. Where the request that an inner one was made for is unknown, because the shop passed the cookies
 * on by hand, it may be any that is under way with one of the module's cookies that the inner one has: each of them counts.
 */
export function forEachServed(request: ServerRequest, work: (request: ServerRequest) => void): void {
  let outermost = request
  forEachOuter(request, (current) => {
    outermost = current
    work(current)
  })
  if (!outermost.isInner || !outermost.underWay) return
  const own = ownPairs(outermost)
  if (own.length === 0) return
  for (const candidate of outermost.underWay) {
    const others = ownPairs(candidate)
    if (own.some(pair => others.includes(pair))) work(candidate)
  }
}

/** The module's cookies that only one browser has: not those of a few characters, such as `in`. */
function ownPairs(request: ServerRequest): string[] {
  const header = request.header('cookie') ?? ''
  return header.split(';').map(pair => pair.trim()).filter(pair => pair.includes(COOKIE_SIGN) && pair.length - pair.indexOf('=') > MIN_LENGTH)
}
