import type { BodySource, CancelSignal, StreamedBody } from '../platform/types'

/** Bytes of a body that are awaited before its head is sent on. Most bodies are complete within them. See docs/requests.md. */
export const AWAITED_BYTES = 64 * 1024

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
   * Waits for the body's first {@link AWAITED_BYTES}, which are kept until the body is read; see `awaitBodyStart`. Absent where the body has to be peeked at.
   *
   * @returns `undefined` if these bytes, or a shorter body, have arrived already.
   */
  bodyStarted?: () => Promise<void> | undefined
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

/** How an {@link Upstream} keeps its connections. The way over `fetch` leaves that to the runtime. */
export interface ConnectionOptions {
  /** How long an idle connection is kept, at most. Milliseconds. */
  idleTimeout?: number
  /** How many there may be at once; further requests wait. `null`: as many as there are requests. */
  maxConnections?: number | null
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
export class UpstreamUndecodable extends Error {
  /** @param encoding as the header has it. */
  constructor(readonly encoding: string, options: ErrorOptions) {
    super(`SAP Commerce sent a body that is not ${encoding}.`, options)
  }
}

/** The error that readers of a decoded body get: an error of the connection or an abort unchanged, any other as {@link UpstreamUndecodable}. */
export function decodingError(cause: unknown, encoding: string): unknown {
  return isConnectionError(cause) ? cause : new UpstreamUndecodable(encoding, { cause })
}

/** Whether an error came from the connection (broken, timed out) or from an abort by the caller, so not from decoding. */
export function isConnectionError(error: unknown): boolean {
  return error instanceof UpstreamUnreachable || error instanceof UpstreamTimeout || (error instanceof Error && error.name === 'AbortError')
}
