import { getRequestWebStream, readRawBody } from 'h3'
import type { H3Event } from 'h3'
import { piecesOf, streamOf } from '../node-body'
import type { StreamedBody } from '../types'
import { isInnerRequest } from './visitor-requests'

/** Requests of other methods have no body; h3 refuses to look for one. */
const METHODS_WITH_BODY = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** The whole body of a request; `undefined` when there is none. */
export async function readWholeBody(event: H3Event): Promise<Uint8Array | undefined> {
  const { req, res } = event.node
  if (!res.socket) return await readMocked(event)
  // A small body comes together with the headers, but Node hands over its end in a later turn. Waiting for that is cheaper than to listen.
  if (!req.complete) await new Promise<void>(resolve => void setImmediate(resolve))
  if (!req.complete || req.readableFlowing !== null) return await readRawBody(event, false)
  const body = req.read() as Buffer | null ?? undefined
  // Where h3 looks for it, should a hook of the shop's want to read it as well.
  Object.assign(req, { rawBody: body })
  return body
}

/** @throws Error when the platform's adapter has changed a visitor's body: Nitro's for AWS Lambda and Azure make a text of a binary one, which destroys it. */
async function readMocked(event: H3Event): Promise<Uint8Array | undefined> {
  if (!METHODS_WITH_BODY.has(event.method)) return undefined
  const { req } = event.node
  const body = await readRawBody(event, false)
  const declared = req.headers['content-length']
  // An inner request may carry the headers of the one that it was made for.
  if (declared !== undefined && !isInnerRequest(req) && (body?.length ?? 0) !== Number(declared)) {
    throw new Error(`A body of ${declared} bytes has arrived as ${body?.length ?? 0}: Nitro's adapter for this platform passes no binary bodies on.`)
  }
  return body?.length ? body : undefined
}

/** The body of a request as a web stream. */
export function streamBody(event: H3Event): ReadableStream<Uint8Array> | undefined {
  const { req, res } = event.node
  // h3's stream does not wait for its reader, and fails outside of any handler when the reader gives up.
  return res.socket && req.readableFlowing === null && METHODS_WITH_BODY.has(event.method) ? streamOf(piecesOf(req)) : getRequestWebStream(event)
}

/**
 * The body of a request, to be sent on.
 *
 * @param bufferLimit bytes up to which a body of known length is read as a whole, so that it can be sent again.
 */
export async function readForwardableBody(event: H3Event, bufferLimit: number): Promise<Uint8Array | StreamedBody | undefined> {
  const { req, res } = event.node
  const length = Number(req.headers['content-length'] ?? Number.NaN)
  if (!res.socket) {
    if (length === 0) return undefined
    // Mostly all of it is at hand already.
    const isStreamed = isStream((req as { body?: unknown }).body) && !(length <= bufferLimit)
    return isStreamed ? streamBody(event) : await readMocked(event)
  }
  if (length === 0 || (Number.isNaN(length) && req.headers['transfer-encoding'] === undefined)) return undefined
  if (length <= bufferLimit) return await readWholeBody(event)
  return piecesOf(req)
}

function isStream(body: unknown): boolean {
  return body instanceof ReadableStream
}
