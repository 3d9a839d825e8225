/**
 * A web stream of chunks. It does what `ReadableStream.from` does, which not every runtime has: each chunk is asked for
 * when the reader wants it, and when the reader stops, the source is told.
 */
export function streamOf(pieces: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}

/**
 * A stream whose failure is told.
 *
 * @param onFailure not called when the reader stops.
 */
export function watchedStream(stream: ReadableStream<Uint8Array>, onFailure: ((error: unknown) => void) | undefined): ReadableStream<Uint8Array> {
  if (!onFailure) return stream
  const reader = stream.getReader()
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(value)
      }
      catch (error) {
        onFailure(error)
        throw error
      }
    },
    cancel: reason => reader.cancel(reason),
  }, { highWaterMark: 0 })
}
