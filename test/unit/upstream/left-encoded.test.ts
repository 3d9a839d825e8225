import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { asAccepted, asPlain } from '../../../src/runtime/server/upstream/accepted-encoding'
import { createUpstream } from '../../../src/runtime/server/upstream/fetch/upstream'
import type { UpstreamResponse } from '../../../src/runtime/server/upstream/upstream'
import { readAnswer } from '../../../src/runtime/server/operations/read-answer'
import { fakeRequest } from '../fake-request'

const VALUE = { name: 'Größe', list: Array.from({ length: 50 }, (_, index) => ({ code: `p${index}`, price: index * 1.5 })) }
const PLAIN = Buffer.from(JSON.stringify(VALUE))

/** Which formats this Node's own decoder has beyond the standard's. */
function hasDecoder(format: string): boolean {
  try {
    return Boolean(new DecompressionStream(format as CompressionFormat))
  }
  catch {
    return false
  }
}

afterEach(() => vi.unstubAllGlobals())

/** An answer as a platform's `fetch` gives it. */
async function received(body: Uint8Array | null, headers: Record<string, string>, pieces = body?.length ?? 0, method = 'GET'): Promise<UpstreamResponse> {
  const stream = body && new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < body.length; at += pieces) controller.enqueue(new Uint8Array(body.subarray(at, at + pieces)))
      controller.close()
    },
  })
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(stream, { headers: { 'content-type': 'application/json', ...headers } })))
  return await createUpstream().send({ method, url: 'https://sap.example/x', headers: {} }, { timeout: 1000 })
}

const valueOf = (response: UpstreamResponse) => readAnswer({ operationId: 'getThing', operation: { result: 'json' }, response } as unknown as Parameters<typeof readAnswer>[0])
const CODINGS: [coding: string, encoded: Buffer, format: string][] = [
  ['gzip', gzipSync(PLAIN), 'gzip'],
  ['X-GZIP', gzipSync(PLAIN), 'gzip'],
  ['deflate', deflateSync(PLAIN), 'deflate'],
  ['deflate', deflateSync(PLAIN, { level: 1 }), 'deflate'],
  ['deflate', deflateRawSync(PLAIN), 'deflate-raw'],
  ['gzip, deflate', deflateSync(gzipSync(PLAIN)), 'deflate'],
  ['br', brotliCompressSync(PLAIN), 'brotli'],
  ['zstd', zstdCompressSync(PLAIN), 'zstd'],
]

describe('an answer with a coding that was not asked for, where the platform\'s fetch', () => {
  it.each(CODINGS)('keeps the header and has decoded it: %s', async (coding) => {
    const response = await received(PLAIN, { 'content-encoding': coding, 'content-length': '7' })
    expect([response.header('content-encoding'), response.header('content-length')]).toEqual([undefined, undefined])
    expect(await valueOf(response)).toEqual(VALUE)
  })

  it.each(CODINGS)('has removed the header and decoded it: %s', async () => {
    const response = await received(PLAIN, {})
    expect(await valueOf(response)).toEqual(VALUE)
  })

  it.each(CODINGS)('keeps the header and leaves the body as it is: %s', async (coding, encoded, format) => {
    for (const pieces of [encoded.length, 7, 1]) {
      const response = await received(encoded, { 'content-encoding': coding, 'content-length': String(encoded.length) }, pieces)
      if (hasDecoder(format)) {
        expect([response.header('content-encoding'), response.header('content-length')]).toEqual([undefined, undefined])
        expect(await valueOf(response)).toEqual(VALUE)
      }
      else {
        expect(response.header('content-encoding')).toBe(coding)
        await expect(valueOf(response)).rejects.toMatchObject({ status: 502, data: { type: 'UpstreamFormatError' }, message: expect.stringContaining(coding) })
      }
    }
  })

  it.each(CODINGS.filter(([coding]) => ['br', 'zstd'].includes(coding)))('leaves a body as it is for which there is no decoder: %s', async (coding, encoded) => {
    vi.stubGlobal('DecompressionStream', vi.fn(function () {
      throw new TypeError('Unsupported format')
    }))
    const answer = () => received(encoded, { 'content-encoding': coding })
    const plain = await answer()
    expect(() => asPlain(plain)).toThrow(expect.objectContaining({ status: 502 }))
    const refused = await answer()
    expect(() => asAccepted(refused, fakeRequest({ headers: { 'accept-encoding': 'gzip' } }))).toThrow(expect.objectContaining({ status: 502 }))
    // Who takes the coding gets the body as it came, under its own name.
    const accepted = await asAccepted(await answer(), fakeRequest({ headers: { 'accept-encoding': coding } }))
    expect(accepted.header('content-encoding')).toBe(coding)
    expect(Buffer.from(await accepted.bytes()).equals(encoded)).toBe(true)
  })

  it.each<[what: string, type: string, coding: string, body: Buffer]>([
    ['a file that is compressed itself', 'application/gzip', 'gzip', gzipSync('file')],
    ['a text in another charset', 'text/csv; charset=iso-8859-1', 'gzip', Buffer.from('Gr\xF6\xDFe;x\xDA', 'latin1')],
    ['a text of an unknown charset', 'text/csv', 'deflate', Buffer.from('Gr\xF6\xDFe;1', 'latin1')],
    ['a text of an unknown charset', 'text/csv', 'br', Buffer.from('Gr\xF6\xDFe;1', 'latin1')],
    ['a text that begins as deflate does', 'text/plain', 'deflate', Buffer.from('x^2 and so on')],
    ['a picture', 'image/png', 'deflate', Buffer.from([0x89, 0x50, 0x4E, 0x47])],
    ['a text of a few characters', 'application/json', 'br', Buffer.from('7')],
    ['a character at the end of what is looked at', 'application/json', 'br', Buffer.from(`"${'x'.repeat(62)}ß"`)],
    ['nothing', 'application/json', 'gzip', Buffer.alloc(0)],
  ])('has decoded it, and nothing decodes it again: %s', async (_, type, coding, body) => {
    const response = await received(body, { 'content-type': type, 'content-encoding': coding })
    expect(Buffer.from(await response.bytes()).equals(body)).toBe(true)
    expect(response.header('content-encoding')).toBeUndefined()
  })

  it('is told of no body, or of none that is compressed', async () => {
    expect((await received(null, { 'content-encoding': 'gzip' }, 0, 'HEAD')).header('content-encoding')).toBeUndefined()
    const odd = await received(PLAIN, { 'content-encoding': 'utf-8' })
    expect(odd.header('content-encoding')).toBe('utf-8')
    expect(await valueOf(odd)).toEqual(VALUE)
  })

  it('says of a body that breaks off in the middle that SAP sent it so', async () => {
    const encoded = deflateSync(PLAIN)
    const response = await received(encoded.subarray(0, encoded.length - 20), { 'content-encoding': 'deflate' })
    await expect(valueOf(response)).rejects.toMatchObject({ status: 502 })
  })

  it('is let go of in the middle', async () => {
    const cancelled = vi.fn()
    const stream = new ReadableStream<Uint8Array>({ pull: controller => controller.enqueue(new Uint8Array(deflateSync(Buffer.alloc(100_000)))), cancel: cancelled })
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(stream, { headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } })))
    const response = await createUpstream().send({ method: 'GET', url: 'https://sap.example/x', headers: {} }, { timeout: 1000 })
    await response.discard()
    expect(cancelled).toHaveBeenCalledOnce()
  })
})
