import type { UpstreamResponse } from './upstream'

/** The status and the headers of a response. */
type Head = Pick<UpstreamResponse, 'status' | 'header' | 'headers'>

/** A successful response with a body that is in memory. The body may be shared, so it must not be changed. */
export function bytesResponse(bytes: Uint8Array, contentType: string): UpstreamResponse {
  const headers: Readonly<Record<string, string>> = { 'content-type': contentType, 'content-length': String(bytes.length) }
  return withBytes({ status: 200, header: name => headers[name], headers: () => headers }, bytes)
}

/** A response whose body has been read, with its own status and headers. It can be read any number of times. */
export function withBytes(head: Head, bytes: Uint8Array): UpstreamResponse {
  const response: UpstreamResponse = {
    status: head.status,
    header: name => head.header(name),
    headers: () => head.headers(),
    bytes: () => Promise.resolve(bytes),
    stream: () => new ReadableStream({
      start(controller) {
        controller.enqueue(bytes)
        controller.close()
      },
    }),
    decoded: () => response,
    bodyStarted: () => undefined,
    discard: () => Promise.resolve(),
  }
  return response
}
