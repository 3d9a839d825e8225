import { Duplex } from 'node:stream'
import * as zlib from 'node:zlib'
import { decodedHeaders } from '../decoded-headers'
import { UpstreamUnreachable } from '../upstream'
import type { UpstreamResponse } from '../upstream'

/** Of the content codings that servers use (RFC 9110, section 8.4.1; RFC 7932; RFC 8878). */
const DECODERS: Readonly<Record<string, () => Duplex>> = {
  'gzip': () => zlib.createGunzip(),
  'x-gzip': () => zlib.createGunzip(),
  'deflate': () => zlib.createInflate(),
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
  if (decoders.length === 0 || decoders.includes(undefined)) return response

  const headers = decodedHeaders(response.headers())
  let read: ReadableStream<Uint8Array> | undefined
  // The coding that was applied last is named last, and undone first.
  const stream = () => read ??= decoders.reduceRight((body, create) => body.pipeThrough(Duplex.toWeb(create!()) as unknown as ReadableWritablePair<Uint8Array, Uint8Array>), response.stream())
  const decoded: UpstreamResponse = {
    status: response.status,
    header: name => [headers[name] ?? []].flat().join(', ') || undefined,
    headers: () => headers,
    stream,
    async bytes() {
      try {
        return new Uint8Array(await new Response(stream()).arrayBuffer())
      }
      catch (cause) {
        throw cause instanceof UpstreamUnreachable ? cause : new UpstreamUnreachable(`SAP Commerce sent a body that is not ${encoding}.`, { cause })
      }
    },
    discard: () => response.discard(),
    decoded: () => decoded,
  }
  return decoded
}
