import type { BodySource, CancelSignal, StreamedBody } from '../platform/types'

/** A request to SAP, as it goes out. An `OccRequest` is one. */
export interface UpstreamRequest {
  /** In upper case. */
  method: string
  /** Absolute and normalised. */
  url: string
  /** Names in lower case. Changed by each attempt: see `authorize`. */
  headers: Record<string, string>
  body?: string | FormData | Uint8Array | StreamedBody
}

/** Headers as they were received, by name in lower case; several of one name may have been joined or not. */
export type HeaderBag = Readonly<Record<string, string | string[] | undefined>>

/** An answer of SAP's that has begun: status and headers are there, the body may still be coming. */
export interface UpstreamResponse extends BodySource {
  status: number
  /** Names in lower case. */
  header: (name: string) => string | undefined
  /** All of them that describe the body as `stream` gives it. */
  headers: () => HeaderBag
  /** The whole body, as it was sent. */
  bytes: () => Promise<Uint8Array>
  /**
   * The same answer with its body decoded: some servers compress although nothing was asked of them. Read one of the two.
   *
   * @returns the answer itself where there is nothing to decode, or where its coding is not known.
   */
  decoded: () => UpstreamResponse
  /** Lets go of the connection without reading the body. */
  discard: () => Promise<void>
}

/** Options of {@link Upstream.send}. */
export interface UpstreamOptions {
  /** Milliseconds, for the headers and between two pieces of the body. */
  timeout: number
  /** Gives the request up, also while its body is on its way in either direction. */
  signal?: CancelSignal | undefined
}

/** Sends requests to SAP. One implementation per way to send. */
export interface Upstream {
  /**
   * Redirects are not followed: the answer is handed out as it is.
   *
   * @throws UpstreamTimeout, UpstreamUnreachable
   */
  send: (request: UpstreamRequest, options: UpstreamOptions) => Promise<UpstreamResponse>
}

/** SAP did not answer in time. Whether it did what was asked is unknown. */
export class UpstreamTimeout extends Error {}

/** SAP could not be reached, or the connection broke. */
export class UpstreamUnreachable extends Error {}
