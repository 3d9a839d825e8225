import { Readable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { createUpstream as createFetchUpstream } from '../../../src/runtime/server/upstream/fetch/upstream'
import type { Dispatcher } from 'undici'
import { BufferedResponse } from '../../../src/runtime/server/upstream/node/buffered-response'
import { createUndiciUpstream } from '../../../src/runtime/server/upstream/node/undici-upstream'
import { runsUndici, usesProxy } from '../../../src/runtime/server/upstream/node/upstream'
import { UpstreamTimeout, UpstreamUndecodable, UpstreamUnreachable } from '../../../src/runtime/server/upstream/upstream'
import type { Upstream, UpstreamResponse } from '../../../src/runtime/server/upstream/upstream'
import { readAll, startRecorder } from '../../harness/recorder'
import type { Recorder } from '../../harness/recorder'

let occ: Recorder

beforeAll(async () => {
  occ = await startRecorder()
})
afterAll(() => occ.stop())
beforeEach(() => occ.reset())

const textOf = async (response: UpstreamResponse) => new TextDecoder().decode(await response.bytes())

const chunks = ['a', 'b', 'c'].map(letter => Buffer.from(letter.repeat(1000)))

describe.each([
  ['undici', createUndiciUpstream, () => Readable.from(chunks)],
  ['fetch', createFetchUpstream, () => Readable.toWeb(Readable.from(chunks)) as ReadableStream<Uint8Array>],
] as const)('the upstream by %s', (name, create, streamedBody) => {
  let upstream: Upstream
  beforeAll(() => {
    upstream = create(occ.url)
  })
  const get = (signal?: AbortSignal) => upstream.send({ method: 'GET', url: `${occ.url}/x`, headers: {} }, { timeout: 300, ...(signal ? { signal } : {}) })

  it('sends texts, bytes and streams', async () => {
    occ.answer(async (req, res) => {
      res.end(await readAll(req))
    })
    for (const [body, expected] of [['text', 'text'], [Buffer.from('bytes'), 'bytes'], [streamedBody(), chunks.join('')]] as const) {
      const response = await upstream.send({ method: 'POST', url: `${occ.url}/x`, headers: { 'content-type': 'text/plain' }, body }, { timeout: 1000 })
      expect(await textOf(response)).toBe(expected)
    }
  })

  it('gives all headers, a repeated one more than once or joined, and follows no redirect', async () => {
    occ.answer((_req, res) => {
      res.writeHead(302, { 'location': '/elsewhere', 'x-one': '1', 'set-cookie': ['a=1', 'b=2'], 'x-several': ['x', 'y'] }).end()
    })
    const response = await get()
    await response.discard()
    expect(response.status).toBe(302)
    const headers = response.headers()
    expect(headers).toMatchObject({ 'location': '/elsewhere', 'set-cookie': ['a=1', 'b=2'] })
    expect([headers['x-several']].flat().join(', ')).toBe('x, y')
    expect(response.header('x-one')).toBe('1')
    expect(occ.requests).toHaveLength(1)
  })

  it.each(['204 No Content', '205 Reset Content', '304 Not Modified'])('expects no body where there cannot be one, whatever its length is said to be: %s', async (status) => {
    // Not by `res`: Node would leave out the length.
    occ.answer(req => void req.socket.write(`HTTP/1.1 ${status}\r\netag: "7"\r\ncontent-length: 10\r\n\r\n`))
    for (let index = 0; index < 3; index++) {
      const response = await get()
      expect([response.status, response.header('etag'), await textOf(response)]).toEqual([Number(status.slice(0, 3)), '"7"', ''])
    }
  })

  it('takes no body where there must not be one, and goes on with the next call', async () => {
    occ.answer(req => void req.socket.end('HTTP/1.1 205 Reset Content\r\ncontent-length: 5\r\n\r\nhello'))
    for (let index = 0; index < 3; index++) {
      const response = await get()
      expect([response.status, await textOf(response)]).toEqual([205, ''])
    }
  })

  it('describes the body as it hands it out', async () => {
    const bytes = gzipSync('plain')
    occ.answer((_req, res) => {
      res.writeHead(200, { 'content-encoding': 'gzip', 'content-length': bytes.length }).end(bytes)
    })
    const response = await get()
    const headers = response.headers()
    const body = Buffer.from(await response.bytes())
    if (name === 'undici') {
      expect(headers).toMatchObject({ 'content-encoding': 'gzip', 'content-length': String(bytes.length) })
      expect(body.equals(bytes)).toBe(true)
    }
    else {
      expect(headers).not.toHaveProperty('content-encoding')
      expect(headers).not.toHaveProperty('content-length')
      expect(String(body)).toBe('plain')
      expect([response.header('content-encoding'), response.header('content-length')]).toEqual([undefined, undefined])
    }
  })

  it('lets no client ask for what the runtime cannot decompress', async () => {
    const response = await upstream.send({ method: 'GET', url: `${occ.url}/x`, headers: { 'accept-encoding': 'zstd' } }, { timeout: 1000 })
    await response.discard()
    const asked = occ.requests[0]?.headers['accept-encoding']
    if (name === 'undici') expect(asked).toBe('zstd')
    else expect(asked).toContain('gzip')
  })

  it.each(['content-length', 'transfer-encoding'])('gives a long body as a stream (%s)', async (framing) => {
    const long = Buffer.alloc(4 * 1024 * 1024, 'long ')
    occ.answer((_req, res) => {
      if (framing === 'content-length') res.setHeader('content-length', long.length)
      Readable.from(Array.from({ length: 64 }, (_, index) => long.subarray(index * 65_536, (index + 1) * 65_536))).pipe(res)
    })
    const received: Uint8Array[] = []
    for await (const piece of (await get()).stream() as unknown as AsyncIterable<Uint8Array>) {
      received.push(piece)
      // A reader that is slower than the sender: the sender has to be stopped and started again.
      if (received.length % 8 === 0) await new Promise(resolve => setTimeout(resolve, 1))
    }
    expect(Buffer.concat(received).equals(long)).toBe(true)
  })

  it.each<[encoding: string, body: Buffer]>([
    ['gzip', gzipSync('plain')],
    ['X-Gzip', gzipSync('plain')],
    ['deflate', deflateSync('plain')],
    ['deflate', deflateSync('plain', { windowBits: 9 })],
    ['deflate', deflateRawSync('plain')],
    ['deflate', deflateRawSync('plain', { level: 0 })],
    ['gzip, deflate', deflateRawSync(gzipSync('plain'))],
    ['br', brotliCompressSync('plain')],
    ['gzip, br', brotliCompressSync(gzipSync('plain'))],
    ['identity', Buffer.from('plain')],
  ])('decodes what an upstream compresses unasked: %s', async (encoding, body) => {
    occ.answer((_req, res) => {
      res.writeHead(200, { 'content-encoding': encoding, 'content-length': body.length, 'x-total-count': '7' }).end(body)
    })
    const decoded = (await get()).decoded()
    expect(await textOf(decoded)).toBe('plain')
    expect(decoded.header('x-total-count')).toBe('7')
    if (encoding !== 'identity') expect([decoded.header('content-encoding'), decoded.headers()['content-encoding'], decoded.headers()['content-length']]).toEqual([undefined, undefined, undefined])
  })

  it('keeps of a decoded answer no header that describes the encoded bytes, and of a strong ETag a weak one', async () => {
    const body = gzipSync('plain')
    const digests = { 'content-md5': 'x', 'digest': 'sha-256=x', 'content-digest': 'sha-256=:x:', 'repr-digest': 'sha-256=:x:' }
    for (const [sent, kept] of [['"7"', 'W/"7"'], ['W/"7"', 'W/"7"']] as const) {
      occ.answer((_req, res) => {
        res.writeHead(200, { ...digests, 'content-encoding': 'gzip', 'content-length': body.length, 'etag': sent }).end(body)
      })
      const decoded = (await get()).decoded()
      expect(await textOf(decoded)).toBe('plain')
      for (const name of [...Object.keys(digests), 'content-encoding', 'content-length']) expect([name, decoded.headers()[name], decoded.header(name)]).toEqual([name, undefined, undefined])
      expect([decoded.headers().etag, decoded.header('etag')]).toEqual([kept, kept])
    }
    // What was not encoded keeps all of them.
    occ.answer((_req, res) => {
      res.writeHead(200, { ...digests, etag: '"7"' }).end('plain')
    })
    const plain = (await get()).decoded()
    expect(await textOf(plain)).toBe('plain')
    expect(plain.headers()).toMatchObject({ ...digests, etag: '"7"' })
  })

  it('says of a body that it cannot decode that SAP sent it so', async () => {
    occ.answer((_req, res) => {
      res.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip')
    })
    await expect(get().then(response => response.decoded().bytes())).rejects.toThrow(name === 'undici' ? UpstreamUndecodable : UpstreamUnreachable)
  })

  it.each(['gzip', 'deflate', 'br', 'gzip, br'])('takes an empty body for what it is, whatever its coding: %s', async (encoding) => {
    for (const status of [200, 404]) {
      occ.answer((_req, res) => {
        res.writeHead(status, { 'content-encoding': encoding }).end()
      })
      const response = await get()
      expect([response.status, await textOf(response.decoded())]).toEqual([status, ''])
    }
  })

  it('gives up when neither headers nor another piece of the body come, but not on a long answer', async () => {
    occ.answer(() => {})
    await expect(get()).rejects.toThrow(UpstreamTimeout)
    occ.answer((_req, res) => {
      res.writeHead(200).write('first')
    })
    await expect(textOf(await get())).rejects.toThrow(UpstreamTimeout)
    occ.answer(async (_req, res) => {
      res.writeHead(200)
      for (let part = 0; part < 5; part++) {
        res.write(String(part))
        await new Promise(resolve => setTimeout(resolve, 150))
      }
      res.end()
    })
    expect(await textOf(await get())).toBe('01234')
  })

  it('waits for a reader and for a sender that are slower than SAP may be', async () => {
    const bytes = Buffer.alloc(8 * 1024 * 1024, 1)
    occ.answer((_req, res) => void res.writeHead(200).end(bytes))
    let received = 0
    for await (const chunk of (await get()).stream() as unknown as AsyncIterable<Uint8Array>) {
      if (received === 0) await new Promise(resolve => setTimeout(resolve, 700))
      received += chunk.length
    }
    expect(received).toBe(bytes.length)

    occ.answer(async (req, res) => {
      res.end(await readAll(req))
    })
    async function* slowly() {
      yield Buffer.from('first')
      await new Promise(resolve => setTimeout(resolve, 700))
      yield Buffer.from('second')
    }
    const body = name === 'undici' ? Readable.from(slowly()) : Readable.toWeb(Readable.from(slowly())) as ReadableStream<Uint8Array>
    expect(await textOf(await upstream.send({ method: 'POST', url: `${occ.url}/x`, headers: {}, body }, { timeout: 300 }))).toBe('firstsecond')
  })

  it('reports that no server listens', async () => {
    await expect(create('http://127.0.0.1:1').send({ method: 'GET', url: 'http://127.0.0.1:1/', headers: {} }, { timeout: 1000 })).rejects.toThrow(UpstreamUnreachable)
  })

  it('lets the caller give up, before and during the answer', async () => {
    let open = 0
    occ.answer((req, res) => {
      open++
      res.on('close', () => open--)
      if (req.url === '/x') res.writeHead(200).write('first')
    })
    const [waiting, reading] = [new AbortController(), new AbortController()]
    const never = upstream.send({ method: 'GET', url: `${occ.url}/never`, headers: {} }, { timeout: 5000, signal: waiting.signal })
    const failed = expect(never).rejects.toMatchObject({ name: 'AbortError' })
    const stream = (await get(reading.signal)).stream() as unknown as AsyncIterable<unknown>
    const reader = (async () => {
      for await (const _ of stream) reading.abort()
    })()
    await vi.waitUntil(() => open === 2)
    waiting.abort()
    await failed
    await expect(reader).rejects.toThrow()
    await vi.waitUntil(() => open === 0)
  })
})

describe('a response that undici receives', () => {
  it('is not stopped by the empty piece that comes first when a chunked body goes on', async () => {
    let pauses = 0
    const controller = { pause: () => pauses++, resume: () => {}, abort: () => {} } as unknown as Dispatcher.DispatchController
    const answer = new BufferedResponse(() => {}, () => {})
    answer.onRequestStart(controller)
    answer.onResponseStart(controller, 200, {})
    const reader = answer.stream().getReader()
    const first = reader.read()
    answer.onResponseData(controller, Buffer.alloc(0))
    answer.onResponseData(controller, Buffer.alloc(0))
    expect(pauses).toBe(0)
    answer.onResponseData(controller, Buffer.from('piece'))
    expect(new TextDecoder().decode((await first).value)).toBe('piece')
  })
})

describe('the way to SAP of a build for Node', () => {
  it.each([
    ['Node', { node: '22.19.0', undici: '6.21.0' }, true],
    ['Bun', { node: '24.3.0', bun: '1.4.5' }, false],
    ['Deno', { node: '24.2.0', deno: '2.9.6' }, false],
    ['a runtime without versions', {}, false],
  ])('is undici on Node only: %s', (_name, versions, isUndici) => {
    expect(runsUndici(versions)).toBe(isUndici)
  })

  it.each([
    ['nothing', {}, [], false],
    ['a proxy that nothing tells Node to use', { HTTPS_PROXY: 'http://proxy.example' }, [], false],
    ['the variable', { NODE_USE_ENV_PROXY: '1' }, [], true],
    ['the option', {}, ['--use-env-proxy'], true],
    ['the option among those of the environment', { NODE_OPTIONS: '--enable-source-maps --use-env-proxy' }, [], true],
  ])('is fetch where Node uses a proxy: %s', (_name, env, execArgv, isUsed) => {
    expect(usesProxy({ env, execArgv })).toBe(isUsed)
  })
})

describe('connections of undici', () => {
  it('are not closed by requests that have given up while they waited for one', async () => {
    const sockets = new Set<unknown>()
    const release: (() => void)[] = []
    occ.answer((req, res) => {
      sockets.add(req.socket)
      if (req.url === '/first') release.push(() => void res.end('first'))
      else res.end(req.url)
    })
    const upstream = createUndiciUpstream(occ.url, { maxConnections: 1 })
    const send = (path: string, signal?: AbortSignal) => upstream.send({ method: 'GET', url: occ.url + path, headers: {} }, { timeout: 5000, signal })
    const first = send('/first')
    await vi.waitFor(() => expect(release).toHaveLength(1))
    const abort = new AbortController()
    const givenUp = Array.from({ length: 20 }, () => send('/given-up', abort.signal).catch((error: Error) => error.name))
    abort.abort()
    expect(new Set(await Promise.all(givenUp))).toEqual(new Set(['AbortError']))
    release[0]!()
    expect(await textOf(await first)).toBe('first')
    expect(await textOf(await send('/last'))).toBe('/last')
    expect(sockets.size).toBe(1)
    expect(occ.requests.map(({ url }) => url)).toEqual(['/first', '/last'])
  })
})
