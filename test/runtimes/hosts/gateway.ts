import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'

/** A request as it came over HTTP, before it becomes a platform's event. */
export interface GatewayRequest {
  method: string
  /** Path and query. */
  url: string
  headers: IncomingMessage['headers']
  /** Names as the client has written them, and values, in turn. */
  rawHeaders: readonly string[]
  body: Buffer
}

/** What a platform sends for an answer. */
export interface GatewayResponse {
  status: number
  headers: [name: string, value: string][]
  body: Uint8Array | Readable | ReadableStream<Uint8Array> | null
}

/** Options of {@link serveEvents}. */
export interface GatewayOptions {
  /** Bytes of a request's body that the platform takes; more is a 413. */
  bodyLimit?: number
  /** Names the platform in the log. */
  name: string
}

/** Stands in front of a function as its platform's gateway does: takes HTTP, hands events on, sends what comes back. */
export function serveEvents({ name, bodyLimit = Number.POSITIVE_INFINITY }: GatewayOptions, answer: (request: GatewayRequest) => Promise<GatewayResponse>): void {
  serve(name, async (req, res) => {
    const body = await readAll(req)
    if (body.length > bodyLimit) return void res.writeHead(413).end('The platform takes no such body.')
    const response = await answer({ method: req.method ?? 'GET', url: req.url ?? '/', headers: req.headers, rawHeaders: req.rawHeaders, body })
    for (const [header, value] of response.headers) res.appendHeader(header, value)
    res.writeHead(response.status)
    if (response.body === null) return void res.end()
    if (response.body instanceof Uint8Array) return void res.end(response.body)
    const readable = response.body instanceof Readable ? response.body : Readable.fromWeb(response.body as import('node:stream/web').ReadableStream)
    // The function is not told that the client has left: the gateway takes the rest.
    if (res.destroyed) readable.resume()
    else readable.pipe(res).once('close', () => readable.resume())
    await finished(readable)
  })
}

/** What the process of a function tells the one that stops it; see `frozen.ts`. */
export type InstanceMessage = { what: 'listening', port: number } | { what: 'event ends' | 'work begins' | 'work ends' | 'pong' }

/** Where a platform that freezes its function says whether it is frozen. */
export const FROZEN_PATH = '/__frozen'

function tell(message: InstanceMessage): void {
  process.send?.(message)
}

/**
 * Listens where the tests look for the platform, and says so. An event has ended once its response is closed and `handle`
 * has resolved.
 */
export function serve(name: string, handle: (req: IncomingMessage, res: ServerResponse) => unknown): void {
  const server = createServer((req, res) => {
    const closed = new Promise(resolve => res.once('close', resolve))
    const handled = Promise.resolve(handle(req, res)).catch((error: unknown) => {
      if (!res.destroyed) console.error(`${name}:`, error)
      if (res.headersSent) res.destroy()
      else res.writeHead(500).end('The function has failed.')
    })
    endEventAfter(Promise.all([closed, handled]))
  })
  server.listen(Number(process.env.PORT), '127.0.0.1', () => reportListening(name, (server.address() as AddressInfo).port))
}

/** Says where the platform listens: to the process that stops it, or to the tests. */
export function reportListening(name: string, port: number): void {
  if (process.send) tell({ what: 'listening', port })
  else console.log(`Listening on http://127.0.0.1:${port} (${name})`)
  process.on('message', () => tell({ what: 'pong' }))
}

/** The function may be stopped as soon as `handled` has settled, unless there is other work. */
export function endEventAfter(handled: Promise<unknown>): void {
  const end = () => tell({ what: 'event ends' })
  handled.then(end, end)
}

async function readAll(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** A web request as platforms hand it on. */
export function webRequest({ method, url, headers, body }: GatewayRequest, origin: string): Request {
  const given = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) given.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  const hasBody = method !== 'GET' && method !== 'HEAD' && body.length > 0
  return new Request(new URL(url, origin), { method, headers: given, ...(hasBody ? { body: new Uint8Array(body) } : {}) })
}

/** A web response as the gateway sends it. */
export function fromWeb(response: Response): GatewayResponse {
  return { status: response.status, headers: [...response.headers], body: response.body }
}

/** Work that a platform waits for after the answer. A rejection ends the function on some; here it is only reported. */
export function waitUntil(work: Promise<unknown>): void {
  keepRunning(work.catch((error: unknown) => console.error('waitUntil:', error)))
}

/** The function is not stopped before `work` has ended. */
export function keepRunning(work: Promise<unknown>): void {
  const end = () => tell({ what: 'work ends' })
  tell({ what: 'work begins' })
  work.then(end, end)
}
