import type { IncomingMessage } from 'node:http'

/**
 * The chunks of a request body, with backpressure. When the reader stops, the
 * rest of the body is read and discarded: the connection is still needed for the
 * response.
 */
export async function* piecesOf(req: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    yield* req.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>
  }
  finally {
    req.resume()
  }
}
