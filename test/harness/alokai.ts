import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** A request to the middleware's methods. */
export interface MiddlewareCall {
  method: string
  operation: string
  args: unknown[]
  cookie: string | undefined
}

/** A server that behaves like an Alokai middleware with its SAPCC integration. */
export interface Alokai {
  /** The `apiUrl` for its methods. */
  url: string
  calls: MiddlewareCall[]
  /** Number of calls of an operation. */
  count: (operation: string) => number
  /** Begins a session and returns its `Cookie` pair. */
  signIn: () => string
  /** Makes the middleware refuse the access tokens of all sessions from now on. */
  expire: () => void
  /** Makes the middleware refuse the refresh tokens of all sessions from now on. */
  revoke: () => void
  /** Spends the token of each refresh from now on, and sends no answer before `release` is called. */
  holdRefreshes: () => { release: () => void }
  reset: () => void
  stop: () => Promise<void>
}

/** The value of Alokai's cookie looks like encoded JSON. Code that decodes it on the way would change it. */
const COOKIE = 'vsf-sap-token'

/**
 * Starts a middleware on a free port: `POST /sapcc/{method}` with a JSON array, tokens in an httpOnly cookie that each refresh
 * rotates, errors that have only the message of axios, 404 in plain text for methods it does not have (`refreshUserToken`
 * is one), and CORS for browsers.
 */
export async function startAlokai(): Promise<Alokai> {
  const calls: MiddlewareCall[] = []
  /** By the cookie's value: whether its access token is still valid. */
  const sessions = new Map<string, boolean>()
  let issued = 0
  /** Resolves when refreshes may be answered. */
  let mayAnswer: Promise<undefined> | undefined

  function issue(): string {
    const value = encodeURIComponent(JSON.stringify({ access_token: `${++issued}`, padding: '==' }))
    sessions.set(value, true)
    return value
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('access-control-allow-origin', request.headers.origin ?? '*')
    response.setHeader('access-control-allow-credentials', 'true')
    response.setHeader('access-control-allow-headers', 'content-type')
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end()
      return
    }
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://middleware')
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const operation = pathname.replace('/sapcc/', '')
    const args = JSON.parse((request.method === 'GET' ? searchParams.get('body') : Buffer.concat(chunks).toString()) || '[]') as unknown[]
    calls.push({ method: request.method ?? '', operation, args, cookie: request.headers.cookie })
    const session = new RegExp(`(?:^|; )${COOKIE}=([^;]*)`).exec(request.headers.cookie ?? '')?.[1] ?? ''
    const json = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }

    switch (operation) {
      case 'OAuthUserTokenRefresh':
        // Of SAP's response only the message of axios is passed on.
        if (!sessions.has(session)) return json(400, { message: 'Request failed with status code 400' })
        sessions.delete(session)
        await mayAnswer
        response.setHeader('set-cookie', [`${COOKIE}=${issue()}; Path=/; HttpOnly; SameSite=Lax`, 'vsf-old=; Path=/; Max-Age=0'])
        return json(200, { token_type: 'bearer', expires_in: 300, scope: 'basic' })
      case 'getUser':
        return sessions.get(session) ? json(200, { name: 'Jane Doe' }) : json(401, { message: 'Request failed with status code 401' })
      case 'getAddresses':
        return sessions.get(session) ? json(200, { addresses: [{}] }) : json(401, { message: 'Request failed with status code 401' })
      case 'getUserOrderHistory':
        return sessions.get(session) ? json(200, { orders: [{}] }) : json(401, { message: 'Request failed with status code 401' })
      case 'getProduct':
        return json(400, { message: 'Request failed with status code 400', errors: [{ type: 'UnknownIdentifierError', message: 'No such product' }] })
      default:
        response.writeHead(404, { 'content-type': 'text/html' }).end(`The function "${operation}" is not registered.`)
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The middleware listens on a port')
  return {
    url: `http://127.0.0.1:${address.port}/sapcc`,
    calls,
    count: operation => calls.filter(call => call.operation === operation).length,
    signIn: () => `${COOKIE}=${issue()}`,
    expire: () => {
      for (const session of sessions.keys()) sessions.set(session, false)
    },
    revoke: () => sessions.clear(),
    holdRefreshes: () => {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      mayAnswer = promise
      return { release: () => resolve(undefined) }
    },
    reset: () => {
      calls.length = 0
      mayAnswer = undefined
      sessions.clear()
    },
    stop: () => new Promise((resolve, reject) => {
      server.close(error => error ? reject(error) : resolve())
      server.closeAllConnections()
    }),
  }
}
