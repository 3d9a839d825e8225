import type { OccRequest } from '../../core/occ/build-request'

/** An answer of SAP's that has begun: status and headers are there, the body may still be coming. */
export interface UpstreamResponse {
  status: number
  /** Names in lower case. */
  header: (name: string) => string | undefined
  text: () => Promise<string>
  bytes: () => Promise<Uint8Array>
  /** What h3's `sendStream` takes. */
  stream: () => NodeJS.ReadableStream | ReadableStream
  /** Lets go of the connection without reading the body. */
  discard: () => Promise<void>
}

/** Sends requests to SAP. One implementation per platform. */
export interface Upstream {
  /**
   * @param options.timeout milliseconds, for the headers and between two pieces of the body.
   * @throws UpstreamTimeout, UpstreamUnreachable
   */
  send: (request: OccRequest, options: { headers: Record<string, string>, timeout: number, signal?: AbortSignal }) => Promise<UpstreamResponse>
}

/** SAP did not answer in time. Whether it did what was asked is unknown. */
export class UpstreamTimeout extends Error {}

/** SAP could not be reached, or the connection broke. */
export class UpstreamUnreachable extends Error {}
