/**
 * Calls a function with a request and with each one that it was made for. What an inner request does counts for all of
 * them: the page that made it has the same data, timings and writes.
 */
export function forEachOuter<Request extends { outer?: Request | undefined }>(request: Request, work: (request: Request) => void): void {
  for (let current: Request | undefined = request; current; current = current.outer) work(current)
}
