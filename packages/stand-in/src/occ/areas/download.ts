import { Readable } from 'node:stream'
import { OccReply, type OccCall } from '../call.ts'

const CHUNK = 64 * 1024
const MOST = 512 * 1024 * 1024

/**
 * A binary of any size (`size` in the query, bytes, default 4096) that is made while it is sent. Supports `Range`
 * and `If-None-Match`, so that a proxy in front can be shown to pass both on.
 */
export function download(call: OccCall, filename: string, type: string): OccReply {
  const size = Math.min(Math.max(Number(call.query.get('size') ?? 4096) || 0, 0), MOST)
  const etag = `"${filename}-${size}"`
  const headers = { 'content-type': type, 'accept-ranges': 'bytes', etag, 'content-disposition': `attachment; filename="${filename.replace(/[^\w.-]/g, '_')}"` }
  if (call.req.headers['if-none-match'] === etag) return new OccReply({ status: 304, headers: { etag } })

  const range = /^bytes=(\d*)-(\d*)$/.exec(call.req.headers.range ?? '')
  if (!range || (!range[1] && !range[2])) {
    return new OccReply({ stream: bytes(0, size), headers: { ...headers, 'content-length': size } })
  }
  const start = range[1] ? Number(range[1]) : Math.max(size - Number(range[2]), 0)
  const end = range[1] && range[2] ? Math.min(Number(range[2]) + 1, size) : size
  if (start >= end) return new OccReply({ status: 416, headers: { 'content-range': `bytes */${size}` } })
  return new OccReply({
    status: 206,
    stream: bytes(start, end),
    headers: { ...headers, 'content-length': end - start, 'content-range': `bytes ${start}-${end - 1}/${size}` },
  })
}

/** Bytes whose value is their position modulo 256, so that any part can be checked alone. */
function bytes(start: number, end: number): Readable {
  const pattern = Buffer.alloc(CHUNK + 256, 0).map((_, index) => index % 256)
  let at = start
  return new Readable({
    read() {
      if (at >= end) {
        this.push(null)
        return
      }
      const length = Math.min(CHUNK, end - at)
      const offset = at % 256
      at += length
      this.push(pattern.subarray(offset, offset + length))
    },
  })
}
