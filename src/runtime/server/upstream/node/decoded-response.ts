import { Readable, pipeline } from 'node:stream'
import type { Transform } from 'node:stream'
import * as zlib from 'node:zlib'
import { decodedHeaders } from '../decoded-headers'
import { decodingError } from '../upstream'
import type { UpstreamResponse } from '../upstream'
import { hasZlibHeader } from '../zlib-header'

/** Makes the decoder of a body. @param first its first byte. */
type CreateDecoder = (first: number) => Transform

/** Of the content codings that servers use (RFC 9110, section 8.4.1; RFC 7932; RFC 8878). */
const DECODERS: Readonly<Record<string, CreateDecoder>> = {
  'gzip': () => zlib.createGunzip(),
  'x-gzip': () => zlib.createGunzip(),
  'deflate': first => hasZlibHeader(first) ? zlib.createInflate() : zlib.createInflateRaw(),
  'br': () => zlib.createBrotliDecompress(),
  // From Node 22.15 on.
  ...('createZstdDecompress' in zlib ? { zstd: () => zlib.createZstdDecompress() } : {}),
}

/**
 * An answer with its body decoded, however many codings were applied to it.
 *
 * @returns the answer itself when it is not encoded, or in a way that is not known here: its header still says so.
 */
export function decodedResponse(response: UpstreamResponse): UpstreamResponse {
  const encoding = response.header('content-encoding')
  if (encoding === undefined) return response
  const decoders = encoding.split(',').map(name => name.trim().toLowerCase()).filter(name => name !== 'identity' && name !== '').map(name => DECODERS[name])
  if (!areKnown(decoders)) return response

  const headers = decodedHeaders(response.headers())
  let read: ReadableStream<Uint8Array> | undefined
  const stream = () => read ??= decodedStream(response.stream(), decoders, encoding)
  const decoded: UpstreamResponse = {
    status: response.status,
    header: name => [headers[name] ?? []].flat().join(', ') || undefined,
    headers: () => headers,
    stream,
    bytes: async () => new Uint8Array(await new Response(stream()).arrayBuffer()),
    discard: () => response.discard(),
    decoded: () => decoded,
  }
  return decoded
}

function areKnown(decoders: readonly (CreateDecoder | undefined)[]): decoders is readonly CreateDecoder[] {
  return decoders.length > 0 && !decoders.includes(undefined)
}

/** @returns a stream that fails with an `UpstreamUndecodable` where the body is not what `encoding` says. */
function decodedStream(encoded: ReadableStream<Uint8Array>, decoders: readonly CreateDecoder[], encoding: string): ReadableStream<Uint8Array> {
  const source = Readable.fromWeb(encoded as Parameters<typeof Readable.fromWeb>[0])
  // Readers get the error, now or later; an error event without a listener would end the process.
  source.on('error', () => {})
  // The coding that was applied last is named last, and undone first.
  const pieces = decoders.reduceRight<AsyncIterable<Uint8Array>>(undone, source)[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await pieces.next()
        if (!done) return controller.enqueue(value)
        // SAP may have sent more after the end of the encoded body. Nobody reads that, and its connection would never be free again.
        source.destroy()
        controller.close()
      }
      catch (cause) {
        // The same holds for what follows a fault.
        source.destroy()
        throw decodingError(cause, encoding)
      }
    },
    cancel: () => void source.destroy(),
  }, { highWaterMark: 0 })
}

/** A body with one coding undone. An empty one has none, whatever its header says. */
async function* undone(encoded: AsyncIterable<Uint8Array>, createDecoder: CreateDecoder): AsyncGenerator<Uint8Array> {
  const pieces = encoded[Symbol.asyncIterator]()
  const first = await pieces.next()
  if (first.done) return
  const decoder = createDecoder(first.value[0]!)
  // What fails in the pipeline fails the decoder.
  pipeline(Readable.from(withFirst(first.value, pieces)), decoder, () => {})
  yield* decoder as AsyncIterable<Uint8Array>
}

async function* withFirst(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first
  for (let { done, value } = await rest.next(); !done; { done, value } = await rest.next()) yield value as Uint8Array
}
