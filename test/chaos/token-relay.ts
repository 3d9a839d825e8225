import { createServer, request } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { performance } from 'node:perf_hooks'
import { readBody, tokenHash } from '../../packages/stand-in/src/http.ts'

/** One refresh, as seen between the shop's processes and the authorization server. */
export interface RelayedRefresh {
  /** The life of a server process that sent it. */
  life: string
  /** Hash of the refresh token that was sent. */
  used: string
  /** Hash of the one that was answered, if any. */
  answered?: string
  /** The authorization server refused the token itself (`invalid_grant`). */
  refused?: boolean
  /** Milliseconds of `performance.now()`. */
  startedAt: number
  /** When the authorization server was done with it, whether a caller still waited for the answer or not. */
  endedAt?: number
}

/** Relays requests to the authorization server and records which process sent which refresh. */
export interface TokenRelay {
  /** What one life of a process has as its token endpoint. */
  endpoint: (life: string) => string
  /** Since the last `clear`, in the order of their arrival. */
  refreshes: () => readonly RelayedRefresh[]
  /** Waits until no request of this life, or of any, is in progress; the authorization server goes on when a client has disconnected. */
  settle: (life?: string) => Promise<void>
  clear: () => void
  close: () => Promise<void>
}

/** @param origin of the stand-in */
export async function startTokenRelay(origin: string): Promise<TokenRelay> {
  let log: RelayedRefresh[] = []
  const running = new Map<string, Set<Promise<void>>>()

  async function relay(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const [, life = '', path = '/'] = /^\/([^/]+)(\/.*)$/.exec(req.url ?? '') ?? []
    const body = await readBody(req)
    const token = new URLSearchParams(body.toString()).get('refresh_token')
    const entry: RelayedRefresh | undefined = token ? { life, used: tokenHash(token), startedAt: performance.now() } : undefined
    if (entry) log.push(entry)
    // The client may have disconnected; the token is in use until the authorization server has answered.
    const answer = await forward(new URL(path, origin), req, body).finally(() => {
      if (entry) entry.endedAt = performance.now()
    })
    if (entry) {
      const renewed = fieldOf(answer.body, 'refresh_token')
      if (renewed !== undefined) entry.answered = tokenHash(renewed)
      entry.refused = fieldOf(answer.body, 'error') === 'invalid_grant'
    }
    res.writeHead(answer.status, answer.headers)
    res.end(answer.body)
  }

  const server = createServer((req, res) => {
    const life = (req.url ?? '').split('/')[1] ?? ''
    const own = running.get(life) ?? new Set()
    running.set(life, own)
    // A connection that the stand-in drops is dropped here, too.
    const work: Promise<void> = relay(req, res).catch(() => void req.socket.destroy()).finally(() => own.delete(work))
    own.add(work)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    endpoint: life => `http://127.0.0.1:${port}/${life}/authorizationserver/oauth/token`,
    refreshes: () => log,
    async settle(life) {
      const senders = life === undefined ? [...running.values()] : [running.get(life) ?? []]
      await Promise.all(senders.flatMap(work => [...work]))
    },
    clear() {
      log = []
    },
    async close() {
      server.closeAllConnections()
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}

function forward(url: URL, req: IncomingMessage, body: Buffer): Promise<{ status: number, headers: IncomingMessage['headers'], body: Buffer }> {
  return new Promise((resolve, reject) => {
    // A connection of its own: dropping it must not end another request.
    const { 'transfer-encoding': _requestEncoding, ...headers } = req.headers
    const upstream = request(url, { method: req.method ?? 'GET', agent: false, headers: { ...headers, 'host': url.host, 'connection': 'close', 'content-length': body.length } }, (response) => {
      readBody(response).then((content) => {
        const { 'connection': _connection, 'transfer-encoding': _encoding, 'keep-alive': _alive, ...rest } = response.headers
        resolve({ status: response.statusCode ?? 502, headers: { ...rest, 'content-length': String(content.length) }, body: content })
      }, reject)
    })
    upstream.once('error', reject)
    upstream.end(body)
  })
}

function fieldOf(body: Buffer, name: string): string | undefined {
  try {
    const value = (JSON.parse(body.toString()) as Record<string, unknown> | null)?.[name]
    return typeof value === 'string' ? value : undefined
  }
  catch {
    return undefined
  }
}
