import type { BodySource } from '../../../src/runtime/server/platform/types'
import { log } from './log'

const MEGABYTE = 1024 * 1024

/** A body in pieces; how many were asked for is logged when the stream is over. */
export function sourceOf(id: string, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): BodySource {
  return {
    stream: () => {
      const iterator = Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]()
      let taken = 0
      return new ReadableStream<Uint8Array>({
        async pull(controller) {
          const { done, value } = await iterator.next()
          if (done) return controller.close()
          taken++
          log(id, 'piece', { taken })
          controller.enqueue(value)
        },
        cancel: () => log(id, 'source cancelled', { taken }),
      })
    },
  }
}

export function* words(...texts: string[]): Generator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text)
}

/** More than sockets and streams buffer. */
export function* megabytes(count: number): Generator<Uint8Array> {
  for (let index = 0; index < count; index++) yield new Uint8Array(MEGABYTE).fill(97)
}

/** Breaks after its first piece. */
export async function* broken(): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode('half of ')
  await new Promise(resolve => setTimeout(resolve, 50))
  throw new Error('The upstream connection broke.')
}

/** Never ends by itself. */
export async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) {
    yield new TextEncoder().encode('tick ')
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
