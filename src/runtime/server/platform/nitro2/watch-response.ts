import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http'

const WATCHED = Symbol('nuxt-sapcc: end of the head')

interface Watch {
  isOver: boolean
  onHead: () => void
}

type WatchedResponse = ServerResponse & { [WATCHED]?: Watch }

/**
 * Calls back once, synchronously, just before the head of a response leaves,
 * however the shop's code sends it: by a returned value, `send`, a redirect, a
 * raw write, `flushHeaders` or `writeHead`. Nitro's hook `beforeResponse` sees
 * only the first of them.
 *
 * The replaced methods stay: middleware that wraps them afterwards, such as a
 * compression, goes on working.
 */
export function watchResponse(res: ServerResponse, onHead: () => void): void {
  const { writeHead, write, end, flushHeaders } = res
  ;(res as WatchedResponse)[WATCHED] = { isOver: false, onHead }

  res.writeHead = (status: number, ...others: unknown[]) => {
    if (isOver(res)) return (writeHead as (...args: unknown[]) => ServerResponse).call(res, status, ...others)
    // Headers that are given here replace those of the same name, `Set-Cookie` too: merged before the head is looked at.
    const [message, headers] = typeof others[0] === 'string' ? [others[0], others[1]] : [undefined, others[0] ?? others[1]]
    mergeHeaders(res, headers as OutgoingHttpHeaders | readonly OutgoingHttpHeader[] | undefined)
    res.statusCode = status
    headLeaves(res)
    return (writeHead as (...args: unknown[]) => ServerResponse).call(res, status, ...(message === undefined ? [] : [message]))
  }
  res.write = (...args: unknown[]) => {
    headLeaves(res)
    return (write as (...args: unknown[]) => boolean).apply(res, args)
  }
  res.end = (...args: unknown[]) => {
    headLeaves(res)
    return (end as (...args: unknown[]) => ServerResponse).apply(res, args)
  }
  res.flushHeaders = () => {
    headLeaves(res)
    flushHeaders.call(res)
  }
}

/** Calls back now if that has not happened yet. */
export function headLeaves(res: ServerResponse): void {
  const watch = (res as WatchedResponse)[WATCHED]
  if (!watch || watch.isOver) return
  watch.isOver = true
  watch.onHead()
}

/** Nothing is to be called back any more: the answer has been finished by itself. */
export function stopWatching(res: ServerResponse): void {
  const watch = (res as WatchedResponse)[WATCHED]
  if (watch) watch.isOver = true
}

function isOver(res: ServerResponse): boolean {
  return (res as WatchedResponse)[WATCHED]?.isOver !== false
}

function mergeHeaders(res: ServerResponse, headers: OutgoingHttpHeaders | readonly OutgoingHttpHeader[] | undefined): void {
  for (const [name, value] of pairsOf(headers)) {
    if (value === undefined) continue
    if (name.toLowerCase() === 'set-cookie') res.appendHeader(name, [value].flat().map(String))
    else res.setHeader(name, value)
  }
}

/** As an object, as a flat list of names and values, or as a list of pairs. */
function pairsOf(headers: OutgoingHttpHeaders | readonly unknown[] | undefined): [string, OutgoingHttpHeader | undefined][] {
  if (headers === undefined || headers === null) return []
  if (!Array.isArray(headers)) return Object.entries(headers as OutgoingHttpHeaders)
  if (Array.isArray(headers[0])) return headers as [string, OutgoingHttpHeader][]
  return Array.from({ length: headers.length / 2 }, (_, index) => [String(headers[2 * index]), headers[2 * index + 1] as OutgoingHttpHeader])
}
