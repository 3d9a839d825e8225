import { Readable } from 'node:stream'
import type { ReadableStream as NodeStream } from 'node:stream/web'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { isSource } from './answer-body'
import type { Answer } from './types'

const DECODERS = { 'br': createBrotliDecompress, 'deflate': createInflate, 'gzip': createGunzip, 'x-gzip': createGunzip } as const

/**
 * Decompresses the body of an answer. Needed for answers that are passed on as
 * values: the shop's own code does not decompress them, and the adapter for AWS
 * Lambda treats every JSON body as text. Such requests send no `accept-encoding`,
 * but some servers compress nevertheless.
 */
export function decodeBody({ status, headers, body }: Answer): Answer {
  const encoding = String(headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  const decoder = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding as keyof typeof DECODERS] : undefined
  if (!decoder || body === undefined) return { status, headers, body }
  const stream = isSource(body) ? body.stream() : new Blob([body as BlobPart]).stream()
  const { 'content-encoding': _encoding, 'content-length': _length, ...kept } = headers
  return { status, headers: kept, body: { stream: () => decoded(stream, decoder()) } }
}

/** An incomplete or invalid compressed body makes the returned stream fail. */
function decoded(stream: ReadableStream<Uint8Array>, decoder: ReturnType<typeof createGunzip>): ReadableStream<Uint8Array> {
  const source = Readable.fromWeb(stream as NodeStream<Uint8Array>)
  source.once('error', error => decoder.destroy(error))
  decoder.once('close', () => source.destroy())
  return Readable.toWeb(source.pipe(decoder)) as ReadableStream<Uint8Array>
}
