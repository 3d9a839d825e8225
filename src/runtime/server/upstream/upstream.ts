import type { BodySource, CancelSignal, StreamedBody } from '../platform/types'

/** An outgoing request to SAP, such as an `OccRequest`. */
export interface UpstreamRequest {
  /** In upper case. */
  method: string
  /** Absolute and normalised. */
  url: string
  /** Names in lower case. Each attempt changes `authorization`: see `authorize`. */
  headers: Record<string, string>
  body?: string | FormData | Uint8Array | StreamedBody
}

/** Received headers by lower-case name. Repeated headers may be an array or joined. */
export type HeaderBag = Readonly<Record<string, string | string[] | undefined>>

/** A response from SAP whose status and headers have arrived; the body may still be arriving. */
export interface UpstreamResponse extends BodySource {
  status: number
  /** Names in lower case. */
  header: (name: string) => string | undefined
  /** All headers; those of the body describe it as `stream` returns it. */
  headers: () => HeaderBag
  /** The whole body: as it was sent by the way over `undici`, and already decoded by the way over `fetch`. */
  bytes: () => Promise<Uint8Array>
  /**
   * The same response with its body decoded, because some servers compress although the request did not allow it. Read one of the two.
   *
   * @returns the answer itself where there is nothing to decode, or where its coding is not known.
   */
  decoded: () => UpstreamResponse
  /**
   * Waits for the beginning of the body, which is kept until it is read; see `begun`. Absent where the body has to be peeked at.
   *
   * @returns `undefined` where there is nothing to wait for.
   */
  whenBegun?: () => Promise<void> | undefined
  /** Lets go of the connection without reading the body. */
  discard: () => Promise<void>
}

/** Options of {@link Upstream.send}. */
export interface UpstreamOptions {
  /** Milliseconds until the headers, and between two chunks of the body. */
  timeout: number
  /** Aborts the request at any time, also while a body is being sent or received. */
  signal?: CancelSignal | undefined
}

/** An HTTP client for requests to SAP. */
export interface Upstream {
  /**
   * Sends a request. Redirects are returned, not followed.
   *
   * @throws UpstreamTimeout, UpstreamUnreachable
   */
  send: (request: UpstreamRequest, options: UpstreamOptions) => Promise<UpstreamResponse>
}

/** SAP did not answer in time. It is unknown whether SAP executed the request. */
export class UpstreamTimeout extends Error {}

/** SAP could not be reached, or the connection broke. */
export class UpstreamUnreachable extends Error {}

/** SAP's answer came, but its body is not what its `Content-Encoding` says. */
export class UpstreamUndecodable extends UpstreamUnreachable {
  /** @param encoding as the header has it. */
  constructor(readonly encoding: string, options: ErrorOptions) {
    super(`SAP Commerce sent a body that is not ${encoding}.`, options)
  }
}

/** The error of a body that could not be decoded: its own, or that of the connection where it came no further. */
export function decodingFault(cause: unknown, encoding: string): unknown {
  return isOfConnection(cause) ? cause : new UpstreamUndecodable(encoding, { cause })
}

/** Whether an error while a body is read is already known as one of the connection's, or as its caller's own wish. */
export function isOfConnection(error: unknown): boolean {
  return error instanceof UpstreamUnreachable || error instanceof UpstreamTimeout || (error instanceof Error && error.name === 'AbortError')
}
