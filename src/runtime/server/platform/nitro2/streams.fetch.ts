import { readRawBody, getRequestWebStream, sendStream, setResponseHeaders, setResponseStatus } from 'h3'
import type { H3Event } from 'h3'
import type { AnswerHead, CancelSignal, StreamedBody, UpstreamResponse } from '../../upstream/upstream'

/**
 * The body of a request, to be passed on.
 *
 * @param bufferLimit bytes up to which a body of known length is read as a whole, so that it can be sent again.
 * @returns `undefined` when there is none.
 */
export async function requestBody(event: H3Event, bufferLimit: number): Promise<Uint8Array | StreamedBody | undefined> {
  const length = Number(event.headers.get('content-length') ?? Number.NaN)
  if (length === 0) return undefined
  if (length <= bufferLimit) return await readRawBody(event, false)
  return getRequestWebStream(event)
}

/** Sends an answer to the client. */
export async function sendAnswer(event: H3Event, response: UpstreamResponse, { status, headers }: AnswerHead): Promise<void> {
  setResponseStatus(event, status)
  setResponseHeaders(event, headers)
  await sendStream(event, response.stream() as ReadableStream)
}

/** The whole body of a request. */
export function readWhole(event: H3Event): Promise<Uint8Array | undefined> {
  return readRawBody(event, false)
}

/** Aborted when the client goes away before its answer is complete. */
export function watchClient(event: H3Event): CancelSignal {
  const controller = new AbortController()
  const { res } = event.node
  res.once('close', () => {
    if (!res.writableFinished) controller.abort()
  })
  return controller.signal
}
