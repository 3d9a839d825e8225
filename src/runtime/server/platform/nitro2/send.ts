import type { ServerResponse } from 'node:http'
import { send, sendStream, setResponseHeaders, setResponseStatus } from 'h3'
import type { H3Event } from 'h3'
import { discardBody, isPiped, isSource } from '../answer-body'
import type { Answer, PipedBodySource } from '../types'
import { watchedStream } from '../web-stream'
import { stopWatching } from './watch-response'

const CLIENT_LEFT = 'The client went away.'

/**
 * Sends an answer, with backpressure. When the connection to SAP breaks, the
 * client's connection is closed, so that an incomplete response does not look
 * complete. When the client disconnects, the connection to SAP is closed.
 *
 * @returns settles when the whole answer is written; rejects when the connection broke; `undefined` when the whole
 * answer has been passed to Node already.
 */
export function sendAnswer(event: H3Event, { status, headers, body, onBodyFailure }: Answer): Promise<void> | undefined {
  const { res } = event.node
  stopWatching(res)
  if (!res.socket) return sendMocked(event, { status, headers, body, onBodyFailure })
  const whole = isPiped(body) ? body.takeWhole() : body
  if (isSource(whole)) {
    res.writeHead(status, headers)
    return pump(whole.stream(), res, onBodyFailure)
  }
  if (whole === undefined && isPiped(body)) {
    // Pass all headers at once: `setHeader` for each one would cost half as much as the request.
    res.writeHead(status, headers)
    return pipe(body, res, onBodyFailure)
  }
  if (whole !== undefined && whole.length > 0 && headers['content-length'] === undefined) headers['content-length'] = String(Buffer.byteLength(whole))
  res.writeHead(status, headers)
  if (whole !== undefined && whole.length > 0) res.end(whole)
  else res.end()
  return undefined
}

/** Sends to a mocked response of Nitro, which is passed on as a value. */
async function sendMocked(event: H3Event, { status, headers, body, onBodyFailure }: Answer): Promise<void> {
  setResponseStatus(event, status)
  setResponseHeaders(event, headers)
  if (isSource(body) && event.method !== 'HEAD') return await sendStream(event, watchedStream(body.stream(), onBodyFailure))
  discardBody(body)
  await send(event, isSource(body) || event.method === 'HEAD' ? undefined : body)
}

/** h3's `sendStream` neither waits for the client, nor closes the stream when the client leaves, nor the connection when the stream breaks. */
async function pump(stream: ReadableStream<Uint8Array>, res: ServerResponse, onBodyFailure: Answer['onBodyFailure']): Promise<void> {
  const reader = stream.getReader()
  let goOn = () => {}
  const leave = () => {
    if (res.writableFinished) return
    reader.cancel(CLIENT_LEFT).catch(() => {})
    goOn()
  }
  res.once('close', leave)
  res.on('drain', () => goOn())
  // Node takes no body for such an answer.
  if (res.destroyed || res.req.method === 'HEAD') leave()
  try {
    for (let next = await reader.read(); !next.done && !res.destroyed; next = await reader.read()) {
      if (res.write(next.value)) continue
      await new Promise<void>((resolve) => {
        goOn = resolve
        if (res.destroyed) resolve()
      })
    }
  }
  catch (error) {
    if (!res.destroyed) onBodyFailure?.(error)
    res.destroy()
    throw error
  }
  if (res.destroyed) throw new Error(CLIENT_LEFT)
  res.end()
}

/** `pipeline` does the same, but is several times slower. */
function pipe(body: PipedBodySource, res: ServerResponse, onBodyFailure: Answer['onBodyFailure']): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      res.destroy()
      reject(error as Error)
    }
    const leave = () => {
      const error = new Error(CLIENT_LEFT)
      body.abort(error)
      // Also if the whole body has already arrived.
      fail(error)
    }
    res.once('error', leave)
    res.once('close', () => {
      if (!res.writableFinished) leave()
    })
    res.once('finish', resolve)
    res.on('drain', () => body.resume())
    if (res.destroyed) return leave()
    body.pipeTo({
      write: chunk => res.write(chunk),
      end: () => res.end(),
      fail(error) {
        if (!res.destroyed) onBodyFailure?.(error)
        fail(error)
      },
    })
  })
}
