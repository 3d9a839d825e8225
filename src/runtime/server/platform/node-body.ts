import type { IncomingMessage } from 'node:http'

/**
 * The pieces of a body as they arrive, at the pace at which they are read. Giving
 * up does not end the request: its connection still has to carry the answer, so
 * the rest of the body is read and dropped.
 */
export async function* piecesOf(req: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    yield* req.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>
  }
  finally {
    req.resume()
  }
}

/** The same as a web stream. */
export function streamOf(pieces: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: async () => void await pieces.return(undefined),
  })
}
