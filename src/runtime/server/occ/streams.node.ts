import { PassThrough } from 'node:stream'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { readRawBody, sendStream } from 'h3'
import type { H3Event } from 'h3'
import type { StreamedBody, UpstreamResponse } from './upstream'

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
  if (length <= bufferLimit) return await readRawBody(event, false)
  // Not the request itself: whoever gives up on its body destroys it, and with it the connection the answer has to take.
  const body = req.pipe(new PassThrough())
  // An answer that came before the whole body was read: the rest is taken and dropped, so that the client's connection stays usable.
  body.once('close', () => req.resume())
  event.node.res.once('finish', () => body.destroy())
  return body
}

/**
 * Sends the body of an answer to the client, as fast as the client takes it.
 * When SAP's connection breaks, so does the client's: half an answer must not
 * look like a whole one. When the client goes away, SAP's connection is closed.
 */
export async function sendBody(event: H3Event, response: UpstreamResponse): Promise<void> {
  const body = response.stream() as Readable
  if (!event.node.res.socket) return await sendStream(event, body)
  await pipeline(body, event.node.res)
}
