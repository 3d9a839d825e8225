import type { UpstreamResponse } from './upstream'

/** An answer that SAP did not give, in the shape of one of SAP's. */
export function jsonResponse(value: unknown): UpstreamResponse {
  const bytes = new TextEncoder().encode(JSON.stringify(value))
  const headers: Record<string, string> = { 'content-type': 'application/json', 'content-length': String(bytes.length) }
  const response: UpstreamResponse = {
    status: 200,
    header: name => headers[name],
    headers: () => headers,
    bytes: () => Promise.resolve(bytes),
    stream: () => new ReadableStream({
      start(controller) {
        controller.enqueue(bytes)
        controller.close()
      },
    }),
    decoded: () => response,
    discard: () => Promise.resolve(),
  }
  return response
}
