import type { PipedBodySource } from '../platform/types'
import { bytesResponse } from '../upstream/bytes-response'
import type { UpstreamResponse } from '../upstream/upstream'
import type { Stamp } from './purges'

/** A cached answer of SAP: its body and content type, without its headers. */
export interface CachedAnswer {
  readonly body: Uint8Array
  readonly contentType: string
  /** Time of the request to SAP, in milliseconds since 1970, because processes share it. */
  readonly fetchedAt: number
  /** The purges that had been made at the time of the request. */
  readonly stamp: Stamp
  /** Tags by which the answer can be purged. */
  readonly tags: readonly string[]
}

/** A cached answer in the form of a response of SAP, which the platform can also send at once. */
export function cachedResponse({ body, contentType }: Pick<CachedAnswer, 'body' | 'contentType'>): UpstreamResponse & PipedBodySource {
  return Object.assign(bytesResponse(body, contentType), {
    takeWhole: () => body,
    pipeTo(sink) {
      sink.write(body)
      sink.end()
    },
    resume: () => undefined,
    abort: () => undefined,
  } satisfies Omit<PipedBodySource, keyof UpstreamResponse>)
}
