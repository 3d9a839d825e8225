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

/** The same stream; calls `onFailure` when it fails, not when its reader cancels. */
export function watchedStream(stream: ReadableStream<Uint8Array>, onFailure: ((error: unknown) => void) | undefined): ReadableStream<Uint8Array> {
  if (!onFailure) return stream
  return withMappedError(stream, (error) => {
    onFailure(error)
    return error
  })
}

/**
 * The same stream, with its error replaced.
 *
 * @param mapError gives the error that readers get; not called when the reader cancels.
 */
export function withMappedError(stream: ReadableStream<Uint8Array>, mapError: (error: unknown) => unknown): ReadableStream<Uint8Array> {
  const reader = stream.getReader()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw mapError(error)
      })
      // Throws if the reader has cancelled meanwhile: that is no failure of the stream.
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: reason => reader.cancel(reason),
  }, { highWaterMark: 0 })
}
