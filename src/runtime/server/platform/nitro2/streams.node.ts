import type { ServerResponse } from 'node:http'
import { PassThrough } from 'node:stream'
import type { Readable } from 'node:stream'
import { readRawBody, sendStream, setResponseHeaders, setResponseStatus } from 'h3'
import type { H3Event } from 'h3'
import type { MaybePromise } from '../maybe-promise'
import { ReceivedAnswer } from '../../upstream/node/buffered-response'
import type { AnswerHead, CancelSignal, StreamedBody, UpstreamResponse } from '../../upstream/upstream'

/**
 * The body of a request, to be passed on.
 *
 * @param bufferLimit bytes up to which a body of known length is read as a whole, so that it can be sent again.
 * @returns `undefined` when there is none.
 */
export async function requestBody(event: H3Event, bufferLimit: number): Promise<Uint8Array | StreamedBody | undefined> {
  const { req } = event.node
  // A request the server makes to itself has its body at hand.
  if (!event.node.res.socket) return await readRawBody(event, false)
  const length = Number(req.headers['content-length'] ?? Number.NaN)
  if (length === 0 || (Number.isNaN(length) && req.headers['transfer-encoding'] === undefined)) return undefined
  if (length <= bufferLimit) return await readWhole(event)
  // Not the request itself: whoever gives up on its body destroys it, and with it the connection the answer has to take.
  const body = req.pipe(new PassThrough())
  // An answer that came before the whole body was read: the rest is taken and dropped, so that the client's connection stays usable.
  body.once('close', () => req.resume())
  event.node.res.once('finish', () => body.destroy())
  return body
}

/** The whole body of a request. */
export function readWhole(event: H3Event): MaybePromise<Uint8Array | undefined> {
  if (event.node.req.complete) return takeWhole(event)
  // A small one comes together with the headers, but Node hands its end over in a later turn. Waiting for that is cheaper than to listen.
  return new Promise<void>(resolve => void setImmediate(resolve)).then(() => takeWhole(event))
}

function takeWhole(event: H3Event): MaybePromise<Uint8Array | undefined> {
  const { req, res } = event.node
  if (!res.socket || !req.complete || req.readableFlowing !== null) return readRawBody(event, false)
  const body = req.read() as Buffer | null ?? undefined
  // Where h3 looks for it, should a hook of the shop's want to read it as well.
  Object.assign(req, { rawBody: body })
  return body
}

/**
 * Sends an answer to the client, its body as fast as the client takes it. When
 * SAP's connection breaks, so does the client's: half an answer must not look
 * like a whole one. When the client goes away, SAP's connection is closed.
 *
 * @returns nothing when all of it is on its way.
 */
export function sendAnswer(event: H3Event, response: UpstreamResponse, { status, headers }: AnswerHead): MaybePromise<void> {
  const { res } = event.node
  if (!res.socket || !(response instanceof ReceivedAnswer)) {
    setResponseStatus(event, status)
    setResponseHeaders(event, headers)
    return sendStream(event, response.stream() as Readable)
  }
  const body = response.takeWhole()
  if (body?.length && !('content-length' in headers)) headers['content-length'] = String(body.length)
  // All at once: Node checks and keeps headers that are set one by one for half of what their request costs.
  res.writeHead(status, headers)
  if (!body) return pour(response, res)
  if (body.length > 0) res.end(body)
  else res.end()
}

/** `pipeline` would do the same for several times the price. */
function pour(response: ReceivedAnswer, res: ServerResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      res.destroy()
      reject(error as Error)
    }
    const leave = () => {
      const error = new Error('The client went away.')
      response.abort(error)
      // Also when all of the answer was here already.
      fail(error)
    }
    res.once('error', leave)
    res.once('close', () => {
      if (!res.writableFinished) leave()
    })
    res.once('finish', resolve)
    res.on('drain', () => response.resume())
    if (res.destroyed) return leave()
    response.pourInto({ write: chunk => res.write(chunk), end: () => res.end(), fail })
  })
}

/** Aborted when the client goes away before its answer is complete. */
export function watchClient(event: H3Event): CancelSignal {
  const { res } = event.node
  let listeners: (() => void)[] | undefined
  const signal = {
    aborted: false,
    addEventListener: (_: 'abort', listener: () => void) => void (listeners ??= []).push(listener),
  }
  // Emitted once; to say so to Node would cost a second function.
  res.on('close', () => {
    if (res.writableFinished) return
    signal.aborted = true
    for (const listener of listeners ?? []) listener()
  })
  return signal
}
