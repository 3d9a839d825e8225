import { SapccError } from '../../sdk/errors'
import type { ServerRequest } from '../platform/types'
import { readBounded } from './read-bounded'

/**
 * Reads the body of a request.
 *
 * @param limit bytes.
 * @throws SapccError 413 as soon as the body exceeds the limit. The HTTP server reads and discards the rest, so that the client receives the response.
 */
export function readRequestBody(request: ServerRequest, limit: number): Promise<Uint8Array | undefined> {
  const length = request.header('content-length')
  if (length === undefined) return readUnknownLength(request, limit)
  // A body is never longer than its `Content-Length`: the HTTP server ends it there.
  return Number(length) <= limit ? request.readBody() : Promise.reject(tooLarge(limit))
}

async function readUnknownLength(request: ServerRequest, limit: number): Promise<Uint8Array | undefined> {
  const stream = request.bodyStream()
  if (!stream) return undefined
  const body = await readBounded(stream, limit)
  if (!body) throw tooLarge(limit)
  return body
}

function tooLarge(limit: number): SapccError {
  return new SapccError(`The call is larger than ${limit} bytes.`, { status: 413, data: { type: 'PayloadTooLargeError' } })
}
