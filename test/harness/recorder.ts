import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'

/** A request exactly as it arrived. */
export interface RecordedRequest {
  method: string
  /** Path and query, not decoded. */
  url: string
  headers: IncomingHttpHeaders
}

/** Handles a request; may read its body. */
export type RecorderHandler = (req: IncomingMessage, res: ServerResponse) => void | Promise<void>

/** A server in SAP's place that records its requests, and responds as a test decides. */
export interface Recorder {
  url: string
  requests: RecordedRequest[]
  /** Handles requests from now on. Default: 200 with `{}`. */
  answer: (handler: RecorderHandler) => void
  /** Forgets all requests and restores the default response. */
  reset: () => void
  stop: () => Promise<void>
}

const answerEmpty: RecorderHandler = (_req, res) => {
  res.writeHead(200, { 'content-type': 'application/json' }).end('{}')
}

/** Starts a recorder on a free port. */
export async function startRecorder(): Promise<Recorder> {
  const requests: RecordedRequest[] = []
  let handler = answerEmpty
  const server = createServer((req, res) => {
    requests.push({ method: req.method ?? '', url: req.url ?? '', headers: req.headers })
    Promise.resolve(handler(req, res)).catch(() => res.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The recorder listens on a port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    answer: (next) => {
      handler = next
    },
    reset: () => {
      requests.length = 0
      handler = answerEmpty
    },
    stop: () => new Promise((resolve, reject) => {
      server.close(error => error ? reject(error) : resolve())
      server.closeAllConnections()
    }),
  }
}

/** Reads a body to its end. */
export async function readAll(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
