import type { Readable } from 'node:stream'
import { Agent, errors } from 'undici'
import { ReceivedAnswer } from './received-answer.node'
import type { Upstream } from './upstream'

export { readWhole, requestBody, sendBody, watchClient } from './streams.node'

/** Connections to SAP per process: enough for a storm, few enough for SAP's own limit. */
const CONNECTIONS = 128

/** `undici` with kept-alive connections: three times the requests per second of `fetch`. */
export function createUpstream(): Upstream {
  const dispatcher = new Agent({ connections: CONNECTIONS, keepAliveTimeout: 30_000, connect: { timeout: 10_000 } })
  return {
    async send(request, { headers, timeout, signal }) {
      if (signal?.aborted) throw new errors.RequestAbortedError()
      // Node's own form is not the one that the package `undici` knows.
      const form = request.body instanceof FormData ? new Response(request.body) : undefined
      const body = form ? new Uint8Array(await form.arrayBuffer()) : request.body as string | Uint8Array | Readable | undefined ?? null
      const pathStart = request.url.indexOf('/', request.url.indexOf('://') + 3)
      return await new Promise<ReceivedAnswer>((resolve, reject) => {
        const answer = new ReceivedAnswer(resolve, reject)
        signal?.addEventListener('abort', () => answer.abort(new errors.RequestAbortedError()), { once: true })
        dispatcher.dispatch({
          origin: request.url.slice(0, pathStart),
          path: request.url.slice(pathStart),
          method: request.method as 'GET',
          headers: form ? { ...headers, 'content-type': form.headers.get('content-type') ?? '' } : headers,
          body,
          headersTimeout: timeout,
          bodyTimeout: timeout,
        }, answer)
      })
    },
  }
}
