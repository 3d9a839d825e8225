import type { PipedBodySource } from '../platform/types'
import type { UpstreamResponse } from '../upstream/upstream'
import type { Stamp } from './purges'

/** A cached answer of SAP: its body and content type, without its headers. */
export interface KeptAnswer {
  readonly body: Uint8Array
  readonly contentType: string
  /** Time of the request to SAP, in milliseconds since 1970, because processes share it. */
  readonly fetchedAt: number
  /** The purges that had been made at the time of the request. */
  readonly stamp: Stamp
  /** Tags by which the answer can be purged. */
  readonly tags: readonly string[]
}

/** A cached answer in the form of a response of SAP. The body is shared, so it must not be changed. */
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
