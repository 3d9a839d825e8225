import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { createGzip, gzipSync } from 'node:zlib'

/** Below a base site, what only the tests of the runtimes ask for: `/occ/v2/electronics/runtimes/{name}`. */
const OWN = /^\/occ\/v2\/electronics\/runtimes\/([a-z]+)/

/** The stand-in for SAP, with a few answers more: large, slow, compressed or given by pieces. */
export interface SapFront {
  url: string
  /** How many requests to `hang` there are, and how many of them their client has given up. */
  hanging: { arrived: number, abandoned: number }
  /** Whether everything is answered compressed, whatever the client accepts: some servers do that. */
  compresses: boolean
  /** Closes the connections on which nothing is under way. */
  closeIdle: () => void
  stop: () => Promise<void>
}

/** Bytes that are not the same everywhere. */
export function pattern(size: number): Buffer {
  const bytes = Buffer.alloc(size)
  for (let index = 0; index < size; index += 1021) bytes.writeUInt8(index % 251, index)
  return bytes
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** @param target address of the stand-in. */
export async function startSapFront(target: string): Promise<SapFront> {
  const hanging: SapFront['hanging'] = { arrived: 0, abandoned: 0 }
  const answers: Record<string, (req: IncomingMessage, res: ServerResponse, query: URLSearchParams) => Promise<void>> = {
    /** What arrived. */
    async echo(req, res) {
      const hash = createHash('sha256')
      let size = 0
      for await (const chunk of req) {
        hash.update(chunk as Buffer)
        size += (chunk as Buffer).length
      }
      res.writeHead(201, { 'content-type': 'application/json' })
      res.end(JSON.stringify({ method: req.method, size, sha256: hash.digest('hex'), type: req.headers['content-type'], authorized: req.headers.authorization !== undefined }))
    },
    /** A file of `size` bytes; `chunked` without its length. */
    async file(_req, res, query) {
      const bytes = pattern(Number(query.get('size')))
      res.writeHead(200, { 'content-type': 'application/octet-stream', ...(query.has('chunked') ? {} : { 'content-length': bytes.length }) })
      await pipeline(piecesOf(bytes), res)
    },
    /** Pieces that come one after another. */
    async pieces(_req, res) {
      res.writeHead(200, { 'content-type': 'text/plain' })
      for (const piece of ['first ', 'second ', 'third']) {
        res.write(piece)
        await sleep(700)
      }
      res.end()
    },
    /** Compressed, likewise. */
    async gzip(_req, res) {
      res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      res.end(gzipSync(JSON.stringify({ text: 'ä€ '.repeat(2000) })))
    },
    /** No answer. */
    async hang(req, res) {
      hanging.arrived++
      req.resume()
      res.on('close', () => hanging.abandoned++)
      await once(res, 'close')
    },
  }
  const front: SapFront = {
    url: '',
    hanging,
    compresses: false,
    closeIdle: () => server.closeIdleConnections(),
    stop: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
  const server = createServer((req, res) => {
    const url = new URL(req.url ?? '/', 'http://front')
    const own = answers[OWN.exec(url.pathname)?.[1] ?? '']
    const answering = own ? own(req, res, url.searchParams) : forward(req, res, target, front.compresses)
    answering.catch(() => res.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  front.url = `http://127.0.0.1:${port}`
  return front
}

function* piecesOf(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += 65_536) yield bytes.subarray(start, start + 65_536)
}

async function forward(req: IncomingMessage, res: ServerResponse, target: string, compresses: boolean): Promise<void> {
  const onward = request(new URL(req.url ?? '/', target), { method: req.method, headers: req.headers })
  res.on('close', () => onward.destroy())
  const [[answer]] = await Promise.all([once(onward, 'response') as Promise<[IncomingMessage]>, pipeline(req, onward)])
  if (!compresses) {
    res.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
    return await pipeline(answer, res)
  }
  const { 'content-length': _, ...headers } = answer.headers
  res.writeHead(answer.statusCode ?? 502, { ...headers, 'content-encoding': 'gzip' })
  await pipeline(answer, createGzip(), res)
}
