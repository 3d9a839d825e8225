import type { PipedBodySource } from '../platform/types'
import type { UpstreamResponse } from '../upstream/upstream'
import type { Stamp } from './purges'

/** An answer of SAP's that is kept: its body and content type, and none of its headers. */
export interface KeptAnswer {
  readonly body: Uint8Array
  readonly contentType: string
  /** When SAP was asked. Milliseconds since 1970, because processes share it. */
  readonly fetchedAt: number
  /** The purges that had been made when SAP was asked. */
  readonly stamp: Stamp
  /** What it can be purged by. */
  readonly tags: readonly string[]
}

/** A kept answer in the shape of one of SAP's. The body is shared: it is read, never changed. */
export function keptResponse({ body, contentType }: Pick<KeptAnswer, 'body' | 'contentType'>): UpstreamResponse & PipedBodySource {
  const headers: Readonly<Record<string, string>> = { 'content-type': contentType, 'content-length': String(body.length) }
  const response: UpstreamResponse & PipedBodySource = {
    status: 200,
    header: name => headers[name],
    headers: () => headers,
    bytes: () => Promise.resolve(body),
    stream: () => new ReadableStream({
      start(controller) {
        controller.enqueue(body)
        controller.close()
      },
    }),
    takeWhole: () => body,
    pipeTo(sink) {
      sink.write(body)
      sink.end()
    },
    resume: () => undefined,
    abort: () => undefined,
    decoded: () => response,
    discard: () => Promise.resolve(),
  }
  return response
}
