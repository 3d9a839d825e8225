import { once } from 'node:events'
import { connect } from 'node:net'
import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appOf, type NitroName } from './harness/apps.ts'
import { startApp, type ContractServer } from './harness/server.ts'

const nitros: NitroName[] = ['nitro2', 'nitro3']
const MEGABYTE = 1024 * 1024

describe.each(nitros.flatMap(nitro => [{ nitro, variant: 'node' }, { nitro, variant: 'web' }] as const))('a request\'s body in $nitro ($variant)', ({ nitro, variant }) => {
  let server: ContractServer
  beforeAll(async () => {
    server = await startApp(appOf(nitro, variant))
  })
  afterAll(() => server?.stop())

  describe.each([
    ['with its length', (body: string) => ({ body })],
    ['chunked', (body: string) => ({ body, headers: { 'transfer-encoding': 'chunked' } })],
  ])('sent %s', (_name, send) => {
    it('is read as a whole', async () => {
      expect(await server.json('/probe/whole', { method: 'POST', ...send('[1,"ä"]') })).toEqual({ length: 8, isBytes: true, text: '[1,"ä"]' })
    })

    it('is read as a whole when it is large', async () => {
      expect(await server.json('/probe/whole', { method: 'POST', ...send('x'.repeat(3 * MEGABYTE)) })).toMatchObject({ length: 3 * MEGABYTE })
    })

    it('is read as a stream', async () => {
      expect(await server.json('/probe/stream', { method: 'POST', ...send('x'.repeat(2 * MEGABYTE)) })).toEqual({ length: 2 * MEGABYTE })
    })
  })

  it.each(['GET', 'POST'])('is not there when none was sent (%s)', async (method) => {
    expect(await server.json('/probe/whole', { method, headers: method === 'POST' ? { 'content-length': '0' } : {} })).toMatchObject({ length: null })
    expect(await server.json('/probe/forward', { method, headers: method === 'POST' ? { 'content-length': '0' } : {} })).toEqual({ kind: 'none' })
  })

  it('is kept when it is small, so that it can be sent again', async () => {
    expect(await server.json('/probe/forward', { method: 'POST', body: 'x'.repeat(1000), headers: { 'content-length': '1000' } })).toEqual({ kind: 'whole', length: 1000 })
  })

  it('is passed on as it comes when it is large', async () => {
    expect(await server.json('/probe/forward', { method: 'POST', body: 'x'.repeat(1001), headers: { 'content-length': '1001' } })).toEqual({ kind: 'stream', length: 1001 })
    const length = 2 * MEGABYTE
    expect(await server.json('/probe/forward', { method: 'PUT', body: 'x'.repeat(length), headers: { 'content-length': String(length) } })).toEqual({ kind: 'stream', length })
  })
})

describe.each(nitros)('a request\'s body in %s', (nitro) => {
  let server: ContractServer
  beforeAll(async () => {
    server = await startApp(appOf(nitro, 'node'))
  })
  afterAll(() => server?.stop())

  it('of unknown length is passed on as it comes', async () => {
    expect(await server.json('/probe/forward', { method: 'POST', body: 'small', headers: { 'transfer-encoding': 'chunked' } })).toEqual({ kind: 'stream', length: 5 })
  })

  it('waits in the client while the handler does not read it', async () => {
    const length = 64 * MEGABYTE
    const { growth, ...rest } = await server.json<{ growth: number, length: number }>('/probe/forward-slowly', { method: 'POST', body: Buffer.alloc(length), headers: { 'content-length': String(length) } })
    expect(rest).toEqual({ length })
    expect(growth).toBeLessThan(8 * MEGABYTE)
  })

  it('is still there for a listener of the shop\'s that reads it after the module', async () => {
    expect(await server.json('/probe/read-again', { method: 'POST', body: 'twice' })).toEqual({ first: 'twice', second: 'twice' })
  })

  it.each(['refuse', 'refuse-midway', 'refuse-stream'])('may be answered before all of it has come (%s), and the connection serves the next request', async (name) => {
    const { port } = new URL(server.origin)
    const socket = connect(Number(port), '127.0.0.1')
    await once(socket, 'connect')
    let received = ''
    socket.setEncoding('utf8').on('data', chunk => received += String(chunk))
    const length = 2 * MEGABYTE
    socket.write(`POST /probe/${name} HTTP/1.1\r\nhost: shop.test\r\ncontent-length: ${length}\r\n\r\n`)
    socket.write('x'.repeat(64 * 1024))
    await until(() => received.includes('"refused":true'))
    expect(received).toMatch(/^HTTP\/1\.1 413 /)
    // The client goes on and only then looks at the answer.
    socket.write('x'.repeat(length - 64 * 1024))
    socket.write('GET /probe/describe HTTP/1.1\r\nhost: shop.test\r\n\r\n')
    await until(() => received.includes('"routeParameter":"describe"'))
    socket.destroy()
    expect(server.output()).not.toMatch(/error|warning/i)
  })

  it('leaves the connection usable when it is not read', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    try {
      for (let count = 0; count < 3; count++) {
        const { status } = await server.get('/probe/refuse', { method: 'POST', body: 'x'.repeat(200_000), agent })
        expect(status).toBe(413)
      }
    }
    finally {
      agent.destroy()
    }
  })
})

async function until(isSo: () => boolean): Promise<void> {
  for (const begin = performance.now(); !isSo(); await sleep(10)) {
    if (performance.now() - begin > 5000) throw new Error('It does not happen.')
  }
}
