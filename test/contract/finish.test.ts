import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appOf, type NitroName } from './harness/apps.ts'
import { startApp, type ContractResponse, type ContractServer } from './harness/server.ts'

const nitros: NitroName[] = ['nitro2', 'nitro3']

interface Way {
  /** What sends the response. */
  name: string
  path: string
  status: number
  text?: string | RegExp
  headers?: Record<string, string>
  /** Default: both. */
  only?: NitroName
  /** Cookies that the response brings itself. */
  cookies?: string[]
  /** Whether Nitro 2 can wait for `settle` before the head leaves. Nitro 3 always can. */
  waits: boolean
}

/** Every way in which a response can leave. */
const ways: Way[] = [
  { name: 'a value', path: '/shop/value', status: 200, text: /"kind":\s*"value"/, waits: true },
  { name: 'a text', path: '/shop/text', status: 200, text: 'text', waits: true },
  { name: 'a stream', path: '/shop/stream', status: 200, text: 'streamed', waits: true },
  { name: 'a web response', path: '/shop/response', status: 200, text: 'web', waits: true },
  { name: 'an immutable redirect', path: '/shop/static-redirect', status: 302, waits: true },
  { name: 'an immutable response of fetch', path: '/shop/fetched', status: 200, text: /"name":/, waits: true },
  { name: 'a redirect', path: '/shop/redirect', status: 302, waits: false },
  { name: 'not modified', path: '/shop/not-modified', status: 304, text: '', waits: false },
  { name: 'an error with a status', path: '/shop/throws', status: 418, waits: true },
  { name: 'an unexpected error', path: '/shop/fails', status: 500, waits: true },
  { name: 'the page of an error', path: '/shop/fails', status: 500, text: '<h1>Error</h1>', headers: { accept: 'text/html' }, waits: true },
  { name: 'no route', path: '/missing', status: 404, waits: true },
  { name: 'the page of no route', path: '/missing', status: 404, text: '<h1>Error</h1>', headers: { accept: 'text/html' }, waits: true },
  { name: 'send', path: '/shop/send', status: 200, text: 'sent', only: 'nitro2', waits: false },
  { name: 'writeHead with cookies', path: '/shop/write-head', status: 200, text: 'raw write', only: 'nitro2', cookies: ['raw=1; Path=/', 'raw=2; Path=/'], waits: false },
  { name: 'writeHead with a list of headers', path: '/shop/write-head-list', status: 200, text: 'raw write', only: 'nitro2', cookies: ['raw=1; Path=/', 'raw=2; Path=/'], waits: false },
  { name: 'a raw write', path: '/shop/write', status: 200, text: 'raw write', only: 'nitro2', waits: false },
  { name: 'flushed headers', path: '/shop/flush', status: 200, text: 'flushed', only: 'nitro2', waits: false },
  { name: 'an error of a route of the module', path: '/probe/throws', status: 500, waits: true },
]

describe.each(nitros)('the end of a response in %s', (nitro) => {
  let server: ContractServer
  beforeAll(async () => {
    server = await startApp(appOf(nitro, 'node'))
  })
  afterAll(() => server?.stop())

  async function ask({ path, headers }: Way, query = ''): Promise<{ id: string, response: ContractResponse }> {
    const id = server.newId()
    const response = await server.get(`${path}?id=${id}&from=${encodeURIComponent(`${server.origin}/shop/named?finish=nothing`)}${query}`, { headers })
    return { id, response }
  }

  describe.each(ways.filter(({ only }) => !only || only === nitro))('with $name', (way) => {
    const { status, text, cookies = [], waits } = way

    it('is decided once, before its head leaves', async () => {
      const { id, response } = await ask(way)
      expect(response.status).toBe(status)
      if (text !== undefined) expect(response.text).toEqual(typeof text === 'string' ? text : expect.stringMatching(text))
      const finished = (await server.log(id)).filter(({ what }) => what === 'finish')
      expect(finished).toMatchObject([{ id, detail: { isHeadSent: false, isSame: true } }])
    })

    it('gets the cookies that are added then, next to all others, and each once', async () => {
      const { id, response } = await ask(way)
      expect(response.cookies).toEqual([...cookies, `probe=${id}; Path=/`, 'second=2; Path=/'])
      expect(response.headers['cache-control']).toBe('private, no-store')
      const { response: unfinished } = await ask(way, '&finish=nothing')
      expect(unfinished.cookies).toEqual(cookies)
    })

    it('shows the cookies that the shop has set', async () => {
      // Errors of Nitro drop what handlers have set before.
      const isError = status >= 400
      const { id, response } = await ask(way, '&middleware=sets')
      // What `writeHead` is given replaces what was set before, as it does on Node's server alone.
      const shops = cookies.length > 0 ? [] : ['shop=1; Path=/', 'shop=2; Path=/']
      if (!isError || nitro === 'nitro2') expect(response.cookies).toEqual([...shops, ...cookies, `probe=${id}; Path=/`, 'second=2; Path=/'])
      const [finish] = (await server.log(id)).filter(({ what }) => what === 'finish')
      expect(finish!.detail!.cookies).toEqual(response.cookies.slice(0, -2))
    })

    it(waits || nitro === 'nitro3' ? 'waits for what it depends on' : 'cannot wait, and does not begin to', async () => {
      const { id } = await ask(way)
      const order = (await server.log(id)).map(({ what }) => what).filter(what => what.startsWith('settle') || what === 'finish')
      expect(order).toEqual([...waits || nitro === 'nitro3' ? ['settle begins', 'settle ends'] : [], 'finish'])
      const { id: uninvolved } = await ask(way, '&involved=no')
      expect((await server.log(uninvolved)).map(({ what }) => what)).not.toContain('settle begins')
    })
  })

  it.each([['/shop/later', 503, '5030'], ['/shop/fails', 500, undefined], ['/shop/caught', 200, undefined], ['/shop/value', 200, undefined]])('says when to try again, where it is an error that knows: %s', async (path, status, retryAfter) => {
    for (const accept of ['application/json', 'text/html']) {
      const response = await server.get(`${path}?id=${server.newId()}`, { headers: { accept } })
      expect([response.status, response.headers['retry-after']]).toEqual([status, retryAfter])
    }
  })

  it('has the status of an error that was expected, also where it is none of the framework\'s', async () => {
    const expected = await server.get(`/shop/expected?id=${server.newId()}`)
    expect([expected.status, JSON.parse(expected.text)]).toMatchObject([503, { statusCode: 503, unhandled: false }])
    const defect = await server.get(`/shop/fails?id=${server.newId()}`)
    expect([defect.status, JSON.parse(defect.text)]).toMatchObject([500, { statusCode: 500, unhandled: true }])
  })

  it('of a static file is decided, too', async () => {
    const { cookieNames } = await server.get('/file.txt?id=file')
    expect(cookieNames).toEqual(['probe', 'second'])
  })

  it.each(['text', 'bytes', 'source', 'nothing', 'no-content', 'not-modified', 'created', 'refused', 'gone'])('of the module\'s own answer "%s" is decided once', async (name) => {
    const id = server.newId()
    const response = await server.get(`/probe/${name}?id=${id}&middleware=sets`)
    const own = { created: ['own=1; Path=/', 'own=2; Path=/'], refused: ['own=1; Path=/'] }[name] ?? []
    expect(response.cookies.toSorted()).toEqual(['shop=1; Path=/', 'shop=2; Path=/', ...own, `probe=${id}; Path=/`, 'second=2; Path=/'].toSorted())
    expect(response.headers['cache-control']).toBe('private, no-store')
    expect(response.headers['x-shop']).toBe('shop')
    expect((await server.log(id)).filter(({ what }) => what === 'finish')).toMatchObject([{ id, detail: { isHeadSent: false } }])
  })

  describe('kept for everyone', () => {
    it.each(['cache', 'swr', 'isr', 'prerender'])('is known by the rule %s', async (rule) => {
      const id = server.newId()
      await server.get(`/${rule}/kept-${id}?id=${id}`)
      expect((await server.log(id))[0]).toMatchObject({ what: 'open', detail: { isCached: true } })
      const entries = await server.log(id)
      expect(entries.find(({ what }) => what === 'handler')?.detail).toMatchObject({ isCached: true })
      expect(entries.filter(({ what }) => what === 'finish')).toHaveLength(1)
    })

    it('is the response of a handler that the shop caches itself, and not the visitor\'s own response', async () => {
      const id = server.newId()
      const path = `/self-cached?id=${id}`
      const first = await server.get(path, { headers: { cookie: 'session=of-jane' } })
      const second = await server.get(path, { headers: { cookie: 'session=of-john' } })
      expect([first.text, second.text]).toEqual(['made for everyone', 'made for everyone'])
      const entries = await server.log(id)
      expect(entries.filter(({ what }) => what === 'open')).toMatchObject([{ detail: { isCached: false } }, { detail: { isCached: false } }])
      expect(entries.filter(({ what }) => what === 'handler')).toMatchObject([{ detail: { isCached: true, cookie: null, header: null, isSame: true } }])
      expect(entries.filter(({ what }) => what === 'finish')).toMatchObject([{ detail: { isCached: false } }, { detail: { isCached: false } }])
      expect([first.cookieNames, second.cookieNames]).toEqual([['probe', 'second'], ['probe', 'second']])
    })

    it('is no other response', async () => {
      const id = server.newId()
      await server.get(`/shop/value?id=${id}`)
      expect((await server.log(id)).find(({ what }) => what === 'handler')?.detail).toMatchObject({ isCached: false })
    })

    it.each(['cache', 'swr'])('and made before (%s) is decided again for each visitor, and has no cookies of other visitors', async (rule) => {
      const id = server.newId()
      const path = `/${rule}/kept-${id}?id=${id}`
      const first = await server.get(path, { headers: { cookie: 'session=secret' } })
      const second = await server.get(path)
      expect([first.text, second.text]).toEqual([`kept ${id}`, `kept ${id}`])
      expect(first.cookieNames).toEqual(['probe', 'second'])
      expect(second.cookieNames).toEqual(['probe', 'second'])
      const entries = await server.log(id)
      expect(entries.filter(({ what }) => what === 'handler')).toMatchObject([{ detail: { cookie: null } }])
      expect(entries.filter(({ what }) => what === 'finish')).toHaveLength(2)
    })
  })
})
