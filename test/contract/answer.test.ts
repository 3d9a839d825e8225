import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appOf, type NitroName } from './harness/apps.ts'
import { startApp, type ContractServer } from './harness/server.ts'

const nitros: NitroName[] = ['nitro2', 'nitro3']
const MEGABYTE = 1024 * 1024

describe('an answer on AWS Lambda in nitro3', () => {
  let server: ContractServer
  beforeAll(async () => {
    server = await startApp(appOf('nitro3', 'lambda'))
  })
  afterAll(() => server?.stop())

  it('should not be compressed, because the adapter turns JSON into text', async () => {
    expect(await server.json('/probe/describe')).toMatchObject({ takesCompressed: false })
    // What would be lost otherwise.
    const { body, headers } = await server.get('/probe/compressed')
    expect(headers['content-encoding']).toBe('gzip')
    expect(() => gunzipSync(body)).toThrow()
  })
})

describe.each(nitros.flatMap(nitro => [{ nitro, variant: 'node' }, { nitro, variant: 'web' }] as const))('an answer in $nitro ($variant)', ({ nitro, variant }) => {
  let server: ContractServer
  beforeAll(async () => {
    server = await startApp(appOf(nitro, variant))
  })
  afterAll(() => server?.stop())

  it('is a text', async () => {
    const { status, text, headers } = await server.get('/probe/text')
    expect({ status, text }).toEqual({ status: 200, text: 'grüße' })
    expect(headers['content-type']).toBe('text/plain; charset=utf-8')
    if (variant === 'node') expect(headers['content-length']).toBe('7')
  })

  it('is bytes', async () => {
    const { body, headers } = await server.get('/probe/bytes')
    expect([...body]).toEqual([0, 255, 128])
    expect(headers).toMatchObject({ 'content-type': 'application/octet-stream', 'x-own': 'own' })
  })

  it('is what a source gives', async () => {
    expect(await server.get('/probe/source?id=source')).toMatchObject({ status: 200, text: 'one two three' })
  })

  it.each(['compressed', 'compressed-bytes'])('is passed on compressed as it is (%s)', async (name) => {
    const { body, headers } = await server.get(`/probe/${name}`)
    expect(headers['content-encoding']).toBe('gzip')
    expect(JSON.parse(String(gunzipSync(body)))).toEqual({ text: 'grüße' })
  })

  it('should not be compressed where the platform may take it for text', async () => {
    expect(await server.json('/probe/describe')).toMatchObject({ takesCompressed: !(nitro === 'nitro2' && variant === 'web') })
  })

  it('is nothing', async () => {
    expect(await server.get('/probe/nothing')).toMatchObject({ status: 200, text: '' })
  })

  it.each([['no-content', 204], ['not-modified', 304]])('has no body by its status (%s)', async (name, status) => {
    const response = await server.get(`/probe/${name}`)
    expect(response).toMatchObject({ status, text: '' })
    expect(response.headers).not.toHaveProperty('transfer-encoding')
  })

  it.each(['text', 'bytes', 'source', 'json'])('has no body for HEAD (%s)', async (name) => {
    const id = server.newId()
    const response = await server.get(`/probe/${name === 'json' ? 'describe' : name}?id=${id}`, { method: 'HEAD' })
    expect(response).toMatchObject({ status: 200, text: '' })
    expect(response.headers['content-type']).toBeDefined()
    expect(response.cookieNames).toEqual(['probe', 'second'])
    if (name === 'source') await server.logWith(id, 'source cancelled')
  })

  it('has its own status, headers and cookies', async () => {
    const { status, headers, cookies } = await server.get('/probe/created?finish=nothing')
    expect(status).toBe(201)
    expect(headers.location).toBe('/x')
    expect(cookies).toEqual(['own=1; Path=/', 'own=2; Path=/'])
  })

  it('whose handler throws becomes the error page', async () => {
    expect(await server.get('/probe/throws')).toMatchObject({ status: 500 })
    expect(await server.get('/probe/throws', { headers: { accept: 'text/html' } })).toMatchObject({ status: 500, text: '<h1>Error</h1>' })
  })

  it('whose source fails closes the connection, so that half of it does not look complete, and the module learns of it', async () => {
    const id = server.newId()
    const res = await open(server, `/probe/broken?id=${id}`)
    const received: string[] = []
    await expect((async () => {
      for await (const chunk of res) received.push(String(chunk))
    })()).rejects.toThrow('aborted')
    expect(received.join('')).toBe('half of ')
    await server.logWith(id, 'body failed')
    // Others are served as before.
    expect(await server.get('/probe/text')).toMatchObject({ status: 200 })
  })
})

describe.each(nitros)('an answer on its way in %s', (nitro) => {
  let server: ContractServer
  beforeAll(async () => {
    server = await startApp(appOf(nitro, 'node'))
  })
  afterAll(() => server?.stop())

  it('arrives piece by piece', async () => {
    const res = await open(server, `/probe/endless?id=${server.newId()}`)
    const [first] = await once(res, 'data') as [Buffer]
    expect(String(first)).toMatch(/^tick /)
    res.destroy()
  })

  it('is aborted when the client disconnects: the handler and the source learn of it', async () => {
    const id = server.newId()
    const res = await open(server, `/probe/endless?id=${id}`)
    await once(res, 'data')
    expect((await server.log(id)).map(({ what }) => what)).not.toContain('client left')
    res.destroy()
    await server.logWith(id, 'client left')
    await server.logWith(id, 'source cancelled')
    // One piece may still be on its way.
    await sleep(100)
    const { length } = await server.log(id)
    await sleep(200)
    expect(await server.log(id)).toHaveLength(length)
  })

  it('is aborted when the client disconnects before it has begun, and its source is closed', async () => {
    const id = server.newId()
    const { hostname, port } = new URL(server.origin)
    const req = request({ hostname, port, path: `/probe/waiting?id=${id}`, agent: false })
    req.on('error', () => {})
    req.end()
    await server.logWith(id, 'open')
    req.destroy()
    await server.logWith(id, 'client left')
    await server.logWith(id, 'source cancelled')
  })

  it('that was sent completely is not aborted', async () => {
    const id = server.newId()
    await server.get(`/probe/completed?id=${id}`)
    await sleep(100)
    expect((await server.log(id)).map(({ what }) => what)).not.toContain('client left')
  })

  it('waits for a client that reads slowly', async () => {
    const id = server.newId()
    const res = await open(server, `/probe/big?id=${id}`)
    res.pause()
    let taken = -1
    // Until sockets and streams are full.
    for (let before = -2; before !== taken; await sleep(200)) {
      before = taken
      taken = (await server.log(id)).filter(({ what }) => what === 'piece').length
    }
    expect(taken).toBeLessThan(32)
    let length = 0
    for await (const chunk of res) length += (chunk as Buffer).length
    expect(length).toBe(64 * MEGABYTE)
  })
})

async function open(server: ContractServer, path: string): Promise<IncomingMessage> {
  const { hostname, port } = new URL(server.origin)
  const req = request({ hostname, port, path, agent: false })
  req.end()
  const [res] = await once(req, 'response') as [IncomingMessage]
  req.on('error', () => {})
  return res
}
