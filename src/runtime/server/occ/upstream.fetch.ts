import { UpstreamTimeout, UpstreamUnreachable } from './upstream'
import type { Upstream } from './upstream'

/** The platform's `fetch`, for runtimes that have no `undici`. */
export function createUpstream(): Upstream {
  return {
    async send(request, { headers, timeout, signal }) {
      const deadline = AbortSignal.timeout(timeout)
      const response = await fetch(request.url, {
        method: request.method,
        headers,
        body: request.body as BodyInit | null ?? null,
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      }).catch((error: unknown) => {
        if (deadline.aborted) throw new UpstreamTimeout('SAP Commerce did not answer in time.', { cause: error })
        if (signal?.aborted) throw error
        throw new UpstreamUnreachable('SAP Commerce could not be reached.', { cause: error })
      })
      return {
        status: response.status,
        header: name => response.headers.get(name) ?? undefined,
        text: () => response.text(),
        bytes: async () => new Uint8Array(await response.arrayBuffer()),
        stream: () => response.body ?? new ReadableStream({ start: controller => controller.close() }),
        discard: async () => {
          await response.body?.cancel()
        },
      }
    },
  }
}
