import type { IncomingMessage } from 'node:http'
import { getRequestWebStream, readRawBody } from 'h3'
import type { H3Event } from 'h3'
import type { MaybePromise } from '../maybe-promise'
import { piecesOf } from '../node-body'
import { streamOf } from '../web-stream'
import type { StreamedBody } from '../types'
import { isInnerRequest } from './visitor-requests'

/** Requests of other methods have no body; h3 refuses to look for one. */
const METHODS_WITH_BODY = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** The whole body of a request; `undefined` when there is none. */
export function readWholeBody(event: H3Event): Promise<Uint8Array | undefined> {
  const { req, res } = event.node
  if (!res.socket) return readMocked(event)
  // A small body arrives with the headers, but Node reports its end in a later turn of the event loop. One turn of waiting is cheaper than listeners.
  return new Promise((resolve) => {
    if (req.complete) resolve(readArrived(event))
    else setImmediate(() => resolve(readArrived(event)))
  })
}

function readArrived(event: H3Event): MaybePromise<Uint8Array | undefined> {
  const req: IncomingMessage & { rawBody?: Uint8Array | undefined } = event.node.req
  if (!req.complete || req.readableFlowing !== null) return readArriving(event)
  const body = req.read() as Buffer | null ?? undefined
  // h3 reads the body from here if a hook of the shop needs it.
  req.rawBody = body
  return body
}

async function readArriving(event: H3Event): Promise<Uint8Array | undefined> {
  return await readRawBody(event, false)
}

/** @throws Error when the platform's adapter has corrupted a visitor's body: Nitro's adapters for AWS Lambda and Azure convert a binary body to text. */
async function readMocked(event: H3Event): Promise<Uint8Array | undefined> {
  if (!METHODS_WITH_BODY.has(event.method)) return undefined
  const { req } = event.node
  const body = await readRawBody(event, false)
  const declared = req.headers['content-length']
  // An inner request may carry the headers of the outer one.
  if (declared !== undefined && !isInnerRequest(req) && (body?.length ?? 0) !== Number(declared)) {
    throw new Error(`A body of ${declared} bytes has arrived with ${body?.length ?? 0} bytes: Nitro's adapter for this platform does not pass on binary bodies.`)
  }
  return body?.length ? body : undefined
}

/** The body of a request as a web stream. */
export function streamBody(event: H3Event): ReadableStream<Uint8Array> | undefined {
  const { req, res } = event.node
  // h3's stream has no backpressure, and throws outside of any handler when the reader cancels it.
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
    // Usually the whole body is in memory already.
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
