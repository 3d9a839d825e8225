/**
 * Whether a `deflate` body has zlib's header: it comes with or without one (RFC 9110, section 8.4.1.2). The low four bits
 * of the header's first byte are 8; compressors do not begin raw deflate data like that.
 *
 * @param first byte of the body.
 */
export function hasZlibHeader(first: number): boolean {
  return (first & 0x0F) === 8
}

/**
 * Whether a body of any kind begins as `zlib` writes its header: with the usual window, and the right check bits (RFC 1950,
 * section 2.2). Of bodies that are not compressed, one in sixteen has the first byte that {@link hasZlibHeader} asks for.
 */
export function looksLikeZlib([method = 0, flags = 0]: Uint8Array): boolean {
  return method === 0x78 && (method * 256 + flags) % 31 === 0
}
