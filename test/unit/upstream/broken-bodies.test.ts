import { brotliCompressSync, deflateRawSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { asAccepted } from '../../../src/runtime/server/upstream/accepted-encoding'
import { readErrorResponse } from '../../../src/runtime/server/upstream/error-response'
import { createUpstream as createFetchUpstream } from '../../../src/runtime/server/upstream/fetch/upstream'
import { createUndiciUpstream } from '../../../src/runtime/server/upstream/node/undici-upstream'
import type { Upstream, UpstreamResponse } from '../../../src/runtime/server/upstream/upstream'
import { upstreamError } from '../../../src/runtime/server/upstream/upstream-error'
import { fakeRequest } from '../fake-request'
import { startRecorder } from '../../harness/recorder'
import type { Recorder, RecorderHandler } from '../../harness/recorder'

let occ: Recorder

beforeAll(async () => {
  occ = await startRecorder()
})
afterAll(() => occ.stop())
beforeEach(() => occ.reset())

/** Text that does not become small. */
const NOISE = Array.from({ length: 40_000 }, (_, index) => Math.sin(index).toString(36)).join('')

function changed(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  for (let index = at; index < at + 8; index++) copy[index] = copy[index]! ^ 0xFF
  return copy
}

describe.each([['undici', createUndiciUpstream], ['fetch', createFetchUpstream]] as const)('compressed bodies, by %s', (name, create) => {
  let upstream: Upstream
  beforeAll(() => {
    upstream = create(occ.url)
  })

  /** SAP's answer for a client that accepts no coding. */
  async function plainAnswer(handler: RecorderHandler): Promise<UpstreamResponse> {
    occ.answer(handler)
    try {
      const response = await upstream.send({ method: 'GET', url: `${occ.url}/x`, headers: {} }, { timeout: 1000 })
      return await asAccepted(response, fakeRequest())
    }
    catch (error) {
      throw upstreamError('getThing', error)
    }
  }
  const answering = (encoding: string, body: Buffer, status = 200): RecorderHandler => (_req, res) => void res.writeHead(status, { 'content-type': 'application/json', 'content-encoding': encoding }).end(body)
  const textOf = async (response: UpstreamResponse) => new TextDecoder().decode(new Uint8Array(await new Response(response.stream()).arrayBuffer()))

  it.each<[string, string, Buffer]>([
    ['no gzip at all', 'gzip', Buffer.from('{"code":"1"}')],
    ['gzip with a fault', 'gzip', changed(gzipSync('{"code":"1"}'), 10)],
    ['gzip with a wrong checksum', 'gzip', changed(gzipSync('{"code":"1"}'), gzipSync('{"code":"1"}').length - 8)],
    ['no brotli at all', 'br', Buffer.from('{"code":"1"}')],
    ['gzip in broken gzip', 'gzip, gzip', gzipSync(changed(gzipSync('{"code":"1"}'), 10))],
  ])('are an error before anything is sent on: %s', async (_, encoding, body) => {
    await expect(plainAnswer(answering(encoding, body))).rejects.toMatchObject({ status: 502 })
  })

  // Node's `fetch` takes such bodies for whole ones.
  it.runIf(name === 'undici').each<[string, string, Buffer]>([
    ['gzip', 'gzip', gzipSync('{"code":"1"}').subarray(0, -9)],
    ['deflate', 'deflate', deflateRawSync('{"code":"1"}').subarray(0, -3)],
    ['brotli', 'br', brotliCompressSync('{"code":"1"}').subarray(0, -3)],
  ])('are an error when they end early: %s', async (_, encoding, body) => {
    await expect(plainAnswer(answering(encoding, body))).rejects.toMatchObject({ status: 502, data: { type: 'UpstreamFormatError' } })
  })

  // Node's `fetch`, which the module does not use on Node, neither fails then nor goes on.
  it.runIf(name === 'undici')('fail in the middle when they are broken there', async () => {
    const body = gzipSync(NOISE)
    const response = await plainAnswer(answering('gzip', changed(body, body.length - 1000)))
    await expect(textOf(response)).rejects.toThrow()
  })

  it('are read completely when they are intact', async () => {
    expect(await textOf(await plainAnswer(answering('gzip', gzipSync(NOISE))))).toBe(NOISE)
    expect(await textOf(await plainAnswer(answering('deflate', deflateRawSync(NOISE))))).toBe(NOISE)
    expect(await textOf(await plainAnswer(answering('gzip', Buffer.alloc(0))))).toBe('')
  })

  it('close the connection to SAP when the reader cancels', async () => {
    let isClosed = false
    const response = await plainAnswer((_req, res) => {
      res.on('close', () => (isClosed = true))
      res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).write(gzipSync(NOISE).subarray(0, 200_000))
    })
    await response.stream().cancel()
    await expect.poll(() => isClosed).toBe(true)
  })

  // Over a mebibyte: more than the buffers on the way take.
  const LARGE = Buffer.from(NOISE.repeat(4))
  it.runIf(name === 'undici').each<[string, Buffer]>([
    ['no gzip at all', LARGE],
    ['gzip with a fault', Buffer.concat([changed(gzipSync('{"code":"1"}'), 10), LARGE])],
    ['gzip, and something after it', Buffer.concat([gzipSync('{"code":"1"}'), LARGE])],
  ])('do not keep the connection to SAP: %s', async (_, body) => {
    let isClosed = false
    await plainAnswer((req, res) => {
      req.socket.on('close', () => (isClosed = true))
      res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(body)
    }).then(textOf).catch(() => undefined)
    // The server itself waits for five seconds.
    await expect.poll(() => isClosed, { timeout: 3000 }).toBe(true)
  })

  it.runIf(name === 'undici')('leave it open for the next call when they are intact', async () => {
    const sockets = new Set<unknown>()
    for (let call = 0; call < 3; call++) {
      await plainAnswer((req, res) => {
        sockets.add(req.socket)
        void answering('gzip', gzipSync(NOISE))(req, res)
      }).then(textOf)
    }
    expect(sockets.size).toBe(1)
  })

  it('do not end the process when the connection breaks before they are read', async () => {
    let isClosed = false
    occ.answer((_req, res) => {
      res.on('close', () => (isClosed = true))
      res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).write(gzipSync(NOISE).subarray(0, 100), () => setTimeout(() => res.destroy(), 20))
    })
    const response = await upstream.send({ method: 'GET', url: `${occ.url}/x`, headers: {} }, { timeout: 1000 })
    const stream = response.decoded().stream()
    await expect.poll(() => isClosed).toBe(true)
    await new Promise(resolve => setTimeout(resolve, 50))
    await expect(new Response(stream).text()).rejects.toThrow()
  })

  it('keep the type of SAP\'s error', async () => {
    const text = JSON.stringify({ errors: [{ type: 'UnknownIdentifierError', message: 'No such product' }] })
    occ.answer(answering('deflate', deflateRawSync(text), 400))
    const response = await upstream.send({ method: 'GET', url: `${occ.url}/x`, headers: {} }, { timeout: 1000 })
    expect((await readErrorResponse(response, 'token', 'GET')).error).toMatchObject({ type: 'UnknownIdentifierError' })
  })

  it.runIf(name === 'undici')('name their encoding as the reason', async () => {
    const error: unknown = await plainAnswer(answering('gzip', Buffer.from('no gzip'))).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(SapccError)
    expect(error).toMatchObject({ status: 502, data: { type: 'UpstreamFormatError' }, message: expect.stringContaining('gzip') as string })
  })
})
