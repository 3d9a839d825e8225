import type { HeaderBag } from './upstream'

/** Headers that describe the bytes of a body as it was sent (RFC 9110, section 8.4; RFC 9530, section 3; RFC 1864). Together with `ETag` they are wrong after a body was changed. */
export const HEADERS_OF_BYTES: ReadonlySet<string> = new Set(['content-encoding', 'content-length', 'content-digest', 'repr-digest', 'digest', 'content-md5'])

/**
 * The headers of an answer whose body has been decoded. A strong `ETag` becomes a
 * weak one: it named the encoded bytes, and as a weak one it may be shared by
 * encodings (RFC 9110, section 8.8.3.3), so that `If-None-Match` goes on working.
 *
 * @param headers as they came with the encoded body.
 */
export function decodedHeaders(headers: HeaderBag): HeaderBag {
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !HEADERS_OF_BYTES.has(name)))
  const { etag } = kept
  return typeof etag === 'string' && !etag.startsWith('W/') ? { ...kept, etag: `W/${etag}` } : kept
}
