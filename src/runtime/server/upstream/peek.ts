/**
 * Reads the start of a body.
 *
 * @param limit reading stops once this many bytes have come; the last chunk may exceed it.
 * @returns the chunks read, and a stream of the whole body including them.
 * @throws what the body fails with until then.
 */
export async function peek(body: ReadableStream<Uint8Array>, limit: number): Promise<{ chunks: readonly Uint8Array[], whole: ReadableStream<Uint8Array> }> {
  const reader = body.getReader()
  const chunks: Uint8Array[] = []
  for (let length = 0; length < limit;) {
    const { done, value } = await reader.read()
    if (done) break
    chunks.push(value)
    length += value.length
  }
  let given = 0
  const whole = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const chunk = chunks[given++]
      if (chunk) return controller.enqueue(chunk)
      const { done, value } = await reader.read()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: reason => reader.cancel(reason),
  }, { highWaterMark: 0 })
  return { chunks, whole }
}
