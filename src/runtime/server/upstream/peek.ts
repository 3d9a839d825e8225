/**
 * Reads the beginning of a body.
 *
 * @param limit bytes, more than which are read only if a piece has them.
 * @returns its pieces, and a stream that has them all the same.
 * @throws what the body fails with in its beginning.
 */
export async function peek(body: ReadableStream<Uint8Array>, limit: number): Promise<{ pieces: readonly Uint8Array[], whole: ReadableStream<Uint8Array> }> {
  const reader = body.getReader()
  const pieces: Uint8Array[] = []
  for (let length = 0; length < limit;) {
    const { done, value } = await reader.read()
    if (done) break
    pieces.push(value)
    length += value.length
  }
  let given = 0
  const whole = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const piece = pieces[given++]
      if (piece) return controller.enqueue(piece)
      const { done, value } = await reader.read()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: reason => reader.cancel(reason),
  }, { highWaterMark: 0 })
  return { pieces, whole }
}
