import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appOf, type NitroName } from './harness/apps.ts'
import { startApp, type ContractServer } from './harness/server.ts'

const nitros: NitroName[] = ['nitro2', 'nitro3']

/** The ways in which code of the shop calls its own server. */
const waysOf: Record<NitroName, string[]> = {
  nitro2: ['$fetch', 'event-$fetch', 'event-fetch', 'fetch-with-cookies'],
  nitro3: ['server-fetch', 'nitro-fetch', 'fetch-with-event', 'fetch-with-cookies', 'fetch-with-context'],
}

interface Called { status: number, cookies: string[], body: string }

describe.each(nitros.flatMap(nitro => [{ nitro, variant: 'node' }, { nitro, variant: 'base' }, { nitro, variant: 'web' }] as const))('requests of the server to itself in $nitro ($variant)', ({ nitro, variant }) => {
  let server: ContractServer
  let base: string
  beforeAll(async () => {
    server = await startApp(appOf(nitro, variant))
    base = server.base.replace(/\/$/, '')
  })
  afterAll(() => server?.stop())

  it('are not what a visitor sends, the first one included', async () => {
    for (const path of ['/shop/value', '/probe/describe', '/cache/kept']) {
      const id = server.newId()
      await server.get(`${base}${path}?id=${id}`, { headers: { 'x-nuxt-error': 'true', 'x-nitro-prerender': 'true' } })
      expect((await server.log(id)).filter(({ what }) => what === 'open')).toMatchObject([{ detail: { isInner: false } }])
    }
  })

  describe.each(waysOf[nitro])('by %s', (way) => {
    it.each(['/shop/value', '/probe/describe', '/shop/throws'])('are known as such, and nothing is added to their responses (%s)', async (to) => {
      const id = server.newId()
      const response = await server.get(`${base}/shop/inner?id=${id}&way=${way}&to=${to}&base=${base}`, { headers: { cookie: 'a=1' } })
      expect(response.status, response.text).toBe(200)
      const { cookies } = JSON.parse(response.text) as Called
      expect(cookies).toEqual([])
      const entries = await server.log(id)
      expect(entries.filter(({ what }) => what === 'open')).toMatchObject([{ id, detail: { isInner: false } }, { id: `${id}.inner`, detail: { isInner: true } }])
      expect(entries.filter(({ what }) => what === 'finish').map(entry => entry.id)).toEqual([id])
      expect(response.cookies).toEqual([`probe=${id}; Path=/`, 'second=2; Path=/'])
    })

    it('are themselves, not the request that they were made for', async () => {
      const id = server.newId()
      const { text } = await server.get(`${base}/shop/inner?id=${id}&way=${way}&to=/probe/describe&base=${base}`)
      const { body } = JSON.parse(text) as Called
      expect(JSON.parse(body)).toMatchObject({ rawUrl: `${base}/probe/describe?id=${id}.inner`, isInner: true, isSame: true, query: { id: `${id}.inner` } })
    })

    it('answer with all of their body', async () => {
      const id = server.newId()
      const { text } = await server.get(`${base}/shop/inner?id=${id}&way=${way}&to=/probe/source&base=${base}`)
      expect((JSON.parse(text) as Called).body).toBe('one two three')
    })

    it('want an answer that is not compressed: nothing decompresses it for the caller', async () => {
      const id = server.newId()
      const { text } = await server.get(`${base}/shop/inner?id=${id}&way=${way}&to=/probe/describe&base=${base}`)
      expect(JSON.parse((JSON.parse(text) as Called).body)).toMatchObject({ takesCompressed: false })
    })
  })

  it('for the page of an error are known as such', async () => {
    const id = server.newId()
    const { status, cookies } = await server.get(`${base}/shop/fails?id=${id}`, { headers: { accept: 'text/html' } })
    expect(status).toBe(500)
    expect(cookies).toEqual([`probe=${id}; Path=/`, 'second=2; Path=/'])
    const entries = await server.log(id)
    expect(entries.filter(({ what }) => what === 'error page')).toMatchObject([{ detail: { isInner: true, outer: id } }])
    expect(entries.filter(({ what }) => what === 'finish').map(entry => entry.id)).toEqual([id])
  })

  it('for the pages of errors belong each to its own request', async () => {
    const ids = Array.from({ length: 10 }, () => server.newId())
    await Promise.all(ids.map(id => server.get(`${base}/shop/fails?id=${id}`, { headers: { accept: 'text/html' } })))
    for (const id of ids) expect((await server.log(id)).filter(({ what }) => what === 'error page')).toMatchObject([{ detail: { outer: id } }])
  })

  it('do not make those of other visitors theirs', async () => {
    const ids = Array.from({ length: 20 }, () => server.newId())
    const way = nitro === 'nitro2' ? '$fetch' : 'server-fetch'
    await Promise.all(ids.map(id => server.get(`${base}/shop/inner?id=${id}&way=${way}&base=${base}`)))
    for (const id of ids) {
      const opened = (await server.log(id)).filter(({ what }) => what === 'open')
      expect(opened.map(entry => [entry.id, entry.detail!.isInner])).toEqual([[id, false], [`${id}.inner`, true]])
    }
  })
})

describe('a request that Nuxt 5 gives to Nitro 3 a second time, without the base path', () => {
  let server: ContractServer
  beforeAll(async () => {
    server = await startApp(appOf('nitro3', 'node'))
  })
  afterAll(() => server?.stop())

  it('is one request, a visitor\'s', async () => {
    const id = server.newId()
    const { status, cookies } = await server.get(`/base/anything?id=${id}&again=/shop/value&keep=own`, { headers: { cookie: 'own=1; session=secret' } })
    expect(status).toBe(200)
    expect(cookies).toEqual([`probe=${id}; Path=/`, 'second=2; Path=/'])
    const entries = await server.log(id)
    expect(entries.filter(({ what }) => what === 'open')).toMatchObject([{ detail: { isInner: false, path: '/base/anything' } }])
    expect(entries.filter(({ what }) => what === 'handler')).toMatchObject([{ detail: { isInner: false, isSame: true, cookie: 'own=1' } }])
    expect(entries.filter(({ what }) => what === 'finish')).toHaveLength(1)
  })

  it('has its address, its body and the parameters of the route', async () => {
    expect(await server.json('/base/anything?again=/probe/describe')).toMatchObject({ rawUrl: '/base/anything?again=/probe/describe', routeParameter: 'describe', isInner: false })
    expect(await server.json('/base/anything?again=/probe/whole', { method: 'POST', body: 'body' })).toMatchObject({ length: 4, text: 'body' })
    expect(await server.json('/base/anything?again=/probe/forward', { method: 'POST', body: 'x'.repeat(200_000), headers: { 'content-length': '200000' } })).toEqual({ kind: 'stream', length: 200_000 })
  })

  it('is itself not what the page of an error is', async () => {
    const id = server.newId()
    const { cookies } = await server.get(`/base/anything?id=${id}&again=/shop/fails`, { headers: { accept: 'text/html' } })
    expect(cookies).toEqual([`probe=${id}; Path=/`, 'second=2; Path=/'])
    expect((await server.log(id)).filter(({ what }) => what === 'error page')).toMatchObject([{ detail: { isInner: true } }])
  })
})
