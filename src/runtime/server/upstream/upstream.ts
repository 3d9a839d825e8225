/** A request to SAP, as it goes out. An `OccRequest` is one. */
export interface UpstreamRequest {
  /** In upper case. */
  method: string
  /** Absolute and normalised. */
  url: string
  body?: string | FormData | Uint8Array | StreamedBody
}

/** A body that is passed on while it arrives; see `requestBody` of the platform's `streams`. It can be sent once. */
export type StreamedBody = ReadableStream<Uint8Array> | NodeJS.ReadableStream

/** Headers as they were received, by name in lower case; several of one name may have been joined or not. */
export type HeaderBag = Readonly<Record<string, string | string[] | undefined>>

/** Statuses of answers without a body, whatever their headers say (RFC 9110, sections 6.4.1 and 15.3.6). */
export const BODILESS: ReadonlySet<number> = new Set([204, 205, 304])

/** An answer of SAP's that has begun: status and headers are there, the body may still be coming. */
export interface UpstreamResponse {
  status: number
  /** Names in lower case. */
  header: (name: string) => string | undefined
  /** All of them that describe the body as `stream` gives it. */
  headers: () => HeaderBag
  text: () => Promise<string>
  bytes: () => Promise<Uint8Array>
  /** What h3's `sendStream` takes. */
  stream: () => NodeJS.ReadableStream | ReadableStream<Uint8Array>
  /** Lets go of the connection without reading the body. */
  discard: () => Promise<void>
}

/**
 * Says on a request to SAP who calls, instead of what another attempt has said.
 *
 * @param accessToken `undefined` for nobody in particular.
 */
export function authorize(headers: Record<string, string>, accessToken: string | undefined): void {
  if (accessToken === undefined) delete headers.authorization
  else headers.authorization = `Bearer ${accessToken}`
}

/** Options of {@link Upstream.send}. */
export interface UpstreamOptions {
  /** Names in lower case. */
  headers: Record<string, string>
  /** Milliseconds, for the headers and between two pieces of the body. */
  timeout: number
  /** Gives the request up, also while its body is on its way in either direction. */
  signal?: CancelSignal | undefined
}

/** Status and headers of an answer to the client; names in lower case. */
export interface AnswerHead {
  status: number
  headers: Record<string, string | string[]>
}

/** What of an `AbortSignal` is needed. Making a real one costs Node more than to send a request. */
export interface CancelSignal {
  readonly aborted: boolean
  addEventListener: (type: 'abort', listener: () => void, options: { once: true }) => void
}

/** Sends requests to SAP. One implementation per platform. */
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
