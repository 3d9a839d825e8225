import { Pool, errors } from 'undici'
import type { Dispatcher } from 'undici'
import { BufferedResponse } from './buffered-response'
import type { ConnectionOptions, Upstream, UpstreamOptions, UpstreamRequest, UpstreamResponse } from '../upstream'

/** Connections to SAP per process: enough for load peaks, and below SAP's own limit. */
const MAX_CONNECTIONS = 128
/** How long an idle connection is kept. After undici's own 4 seconds, a shop with few visitors would connect again for most of its calls. Milliseconds. */
const IDLE_CONNECTION_TIMEOUT = 30_000
/** How long a connection may take to be made, whatever timeout the call has; as undici's default. Milliseconds. */
const CONNECT_TIMEOUT = 10_000

/**
 * `undici` with kept-alive connections: three times the requests per second of `fetch`. Also, `fetch` registers each
 * request for finalization, so that it and all it refers to stay in memory until V8's next major collection.
 *
 * @param address of a server; all requests go to its origin.
 */
export function createUndiciUpstream(address: string, { idleTimeout, maxConnections = MAX_CONNECTIONS }: ConnectionOptions = {}): Upstream {
  const { origin } = new URL(address)
  let opened: Pool | undefined
  /** Made with the first call: in a production server this also loads undici, which the first page may not need. */
  const pool = (): Pool => opened ??= new Pool(origin, {
    connections: maxConnections,
    keepAliveTimeout: idleTimeout ?? IDLE_CONNECTION_TIMEOUT,
    // Else the server's `Keep-Alive` could make it longer.
    ...(idleTimeout === undefined ? {} : { keepAliveMaxTimeout: idleTimeout }),
    connect: { timeout: CONNECT_TIMEOUT },
  })

  function send({ method, url, headers, body }: UpstreamRequest, { timeout, signal }: UpstreamOptions): Promise<UpstreamResponse> {
    if (signal?.aborted) return Promise.reject(new errors.RequestAbortedError())
    if (body instanceof FormData) return sendForm({ method, url, headers }, body, { timeout, signal })
    return new Promise((resolve, reject) => {
      const answer = new BufferedResponse(resolve, reject)
      signal?.addEventListener('abort', () => answer.abort(new errors.RequestAbortedError()), { once: true })
      pool().dispatch({
        origin,
        path: url.slice(url.indexOf('/', url.indexOf('://') + 3)),
        method: method as 'GET',
        headers,
        body: body === undefined ? null : body as Dispatcher.DispatchOptions['body'],
        headersTimeout: timeout,
        bodyTimeout: timeout,
      }, answer)
    })
  }

  /** Converts Node's built-in `FormData`, which the package `undici` does not accept. */
  async function sendForm(request: UpstreamRequest, form: FormData, options: UpstreamOptions): Promise<UpstreamResponse> {
    const written = new Response(form)
    const headers = { ...request.headers, 'content-type': written.headers.get('content-type') ?? '' }
    return await send({ ...request, headers, body: new Uint8Array(await written.arrayBuffer()) }, options)
  }

  return { send }
}
