import type { ServerRequest } from '../platform/types'
import { COOKIE_SIGN } from './cookie-names'
import { memoizeByObject } from './memoize-by-object'

/** Characters of a cookie's value. Shorter ones, such as `in`, are the same in many browsers. */
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
export function forEachPossibleOuter(request: ServerRequest, work: (request: ServerRequest) => void): void {
  let outermost = request
  forEachOuter(request, (current) => {
    outermost = current
    work(current)
  })
  if (outermost.isInner && outermost.underWay) for (const candidate of possibleOuters(outermost)) work(candidate)
}

/** Looked for once: a request that begins later has not made this one. */
const possibleOuters = memoizeByObject((inner: ServerRequest): ServerRequest[] => {
  const own = ownPairs(inner)
  if (own.length === 0) return []
  return [...inner.underWay ?? []].filter((candidate) => {
    const others = ownPairs(candidate)
    return own.some(pair => others.includes(pair))
  })
})

/** The module's cookies that only one browser has. */
function ownPairs(request: ServerRequest): string[] {
  const header = request.header('cookie') ?? ''
  return header.split(';').map(pair => pair.trim()).filter(pair => pair.includes(COOKIE_SIGN) && pair.length - pair.indexOf('=') > MIN_LENGTH)
}
