import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http'

const WATCHED = Symbol('nuxt-sapcc: end of the head')

interface Watch {
  /** Calls back. */
  headLeaves: () => void
  /** Gives the response its own methods back. */
  release: () => void
}

type WatchedResponse = ServerResponse & { [WATCHED]?: Watch | undefined }

/**
 * Calls back once, synchronously, just before the head of a response leaves,
 * however the shop's code sends it: by a returned value, `send`, a redirect, a
 * raw write, `flushHeaders` or `writeHead`. Nitro's hook `beforeResponse` sees
 * only the first of them.
 */
export function watchResponse(res: ServerResponse, onHead: () => void): void {
  const { writeHead, write, end, flushHeaders } = res
  const watched = res as WatchedResponse
  watched[WATCHED] = {
    headLeaves() {
      stopWatching(res)
      onHead()
    },
    release: () => Object.assign(res, { writeHead, write, end, flushHeaders }),
  }

  res.writeHead = (status: number, ...others: unknown[]) => {
    // Headers that are given here replace those of the same name, `Set-Cookie` too: merged before the head is looked at.
    const [message, headers] = typeof others[0] === 'string' ? [others[0], others[1]] : [undefined, others[0] ?? others[1]]
    mergeHeaders(res, headers as OutgoingHttpHeaders | readonly OutgoingHttpHeader[] | undefined)
    res.statusCode = status
    headLeaves(res)
    return message === undefined ? res.writeHead(status) : res.writeHead(status, message)
  }
  res.write = (...args: unknown[]) => {
    headLeaves(res)
    return (res.write as (...args: unknown[]) => boolean)(...args)
  }
  res.end = (...args: unknown[]) => {
    headLeaves(res)
    return (res.end as (...args: unknown[]) => ServerResponse)(...args)
  }
  res.flushHeaders = () => {
    headLeaves(res)
    res.flushHeaders()
  }
}

/** Calls back now if that has not happened yet. */
export function headLeaves(res: ServerResponse): void {
  (res as WatchedResponse)[WATCHED]?.headLeaves()
}

/** Nothing is to be called back any more: the answer has been finished by itself. */
export function stopWatching(res: ServerResponse): void {
  const watched = res as WatchedResponse
  watched[WATCHED]?.release()
  watched[WATCHED] = undefined
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
