import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http'

const WATCHED = Symbol('nuxt-sapcc: end of the head')

interface Watch {
  isOver: boolean
  onHead: () => void
}

type WatchedResponse = ServerResponse & { [WATCHED]?: Watch }

/**
 * Calls back once, synchronously, just before the response headers are sent,
 * however the shop's code sends them: by a returned value, `send`, a redirect, a
 * raw write, `flushHeaders` or `writeHead`. Nitro's hook `beforeResponse` covers
 * only returned values.
 *
 * The replaced methods are not restored, so that middleware which wraps them
 * later, such as compression, continues to work.
 */
export function watchResponse(res: ServerResponse, onHead: () => void): void {
  const { writeHead, write, end, flushHeaders } = res
  ;(res as WatchedResponse)[WATCHED] = { isOver: false, onHead }

  // Not one assignment each: see "Short-lived events" in docs/performance.md.
  Object.assign(res, {
    writeHead: (status: number, ...others: unknown[]): ServerResponse => {
      if (isOver(res)) return (writeHead as (...args: unknown[]) => ServerResponse).call(res, status, ...others)
      // Headers passed to `writeHead` replace those of the same name, also `Set-Cookie`, so they are put on the response before the callback adds to it.
      const [message, headers] = typeof others[0] === 'string' ? [others[0], others[1]] : [undefined, others[0] ?? others[1]]
      mergeHeaders(res, headers as OutgoingHttpHeaders | readonly OutgoingHttpHeader[] | undefined)
      res.statusCode = status
      runHeadCallback(res)
      return (writeHead as (...args: unknown[]) => ServerResponse).call(res, status, ...(message === undefined ? [] : [message]))
    },
    write: (...args: unknown[]): boolean => {
      runHeadCallback(res)
      return (write as (...args: unknown[]) => boolean).apply(res, args)
    },
    end: (...args: unknown[]): ServerResponse => {
      runHeadCallback(res)
      return (end as (...args: unknown[]) => ServerResponse).apply(res, args)
    },
    flushHeaders: (): void => {
      runHeadCallback(res)
      flushHeaders.call(res)
    },
  })
}

/** Runs the callback now, unless it has already run. */
export function runHeadCallback(res: ServerResponse): void {
  const watch = (res as WatchedResponse)[WATCHED]
  if (!watch || watch.isOver) return
  watch.isOver = true
  watch.onHead()
}

/** Removes the callback: the module has finished this response itself. */
export function stopWatching(res: ServerResponse): void {
  const watch = (res as WatchedResponse)[WATCHED]
  if (watch) watch.isOver = true
}

function isOver(res: ServerResponse): boolean {
  return (res as WatchedResponse)[WATCHED]?.isOver !== false
}

/** Sets headers as Node does: they replace those of the same name, and a list may repeat a name. */
function mergeHeaders(res: ServerResponse, headers: OutgoingHttpHeaders | readonly OutgoingHttpHeader[] | undefined): void {
  const pairs = pairsOf(headers).filter(([, value]) => value !== undefined)
  for (const [name] of pairs) res.removeHeader(name)
  for (const [name, value] of pairs) {
    if (res.hasHeader(name)) res.appendHeader(name, Array.isArray(value) ? value.map(String) : String(value))
    else res.setHeader(name, value!)
  }
}

/** Accepts an object, a flat list of names and values, or a list of pairs. */
function pairsOf(headers: OutgoingHttpHeaders | readonly unknown[] | undefined): [string, OutgoingHttpHeader | undefined][] {
  if (headers === undefined || headers === null) return []
  if (!Array.isArray(headers)) return Object.entries(headers as OutgoingHttpHeaders)
  if (Array.isArray(headers[0])) return headers as [string, OutgoingHttpHeader][]
  return Array.from({ length: headers.length / 2 }, (_, index) => [String(headers[2 * index]), headers[2 * index + 1] as OutgoingHttpHeader])
}
