import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appOf, type NitroName } from './harness/apps.ts'
import { startApp, type ContractServer } from './harness/server.ts'

const nitros: NitroName[] = ['nitro2', 'nitro3']

async function expectFilteredCookies(server: ContractServer, nitro: NitroName): Promise<void> {
  const id = server.newId()
  const way = nitro === 'nitro2' ? 'event-fetch' : 'fetch-with-event'
  await server.get(`/shop/inner?id=${id}&keep=own&way=${way}`, { headers: { cookie: 'session=secret; own=1; sessionx=2' } })
  const seen = (await server.log(id)).filter(({ detail }) => detail && 'cookie' in detail)
  expect(seen.map(({ id: who, what }) => `${who} ${what}`)).toEqual([
    `${id} hook request`, `${id} middleware`, `${id} handler`,
    `${id}.inner hook request`, `${id}.inner middleware`, `${id}.inner handler`,
  ])
  expect(new Set(seen.map(({ detail }) => detail!.cookie))).toEqual(new Set(['own=1']))
}

describe.each(nitros)('a request in %s', (nitro) => {
  let server: ContractServer
  beforeAll(async () => {
    server = await startApp(appOf(nitro, 'node'))
  })
  afterAll(() => server?.stop())

  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])('has the method %s', async (method) => {
    expect(await server.json('/probe/describe', { method })).toMatchObject({ method })
  })

  it('has its address as the client sent it', async () => {
    const path = '/below/a%2Fb%41%20c/%C3%A4?q=%2f+%41&id=1'
    expect(await server.json(path)).toMatchObject({ rawUrl: path, routeBase: '/below' })
  })

  it('has the values of its query, several of one name as an array', async () => {
    const { query } = await server.json('/probe/describe?a=1&a=2&b=%C3%A4+x&c')
    expect(query).toEqual({ a: ['1', '2'], b: 'ä x', c: '' })
  })

  it('joins several headers of one name', async () => {
    const described = await server.json('/probe/describe', { headers: { 'X-List': ['one', 'two'] as unknown as string, 'cookie': 'a=1; b=2' } })
    expect(described).toMatchObject({ list: 'one, two', headers: 'one, two', cookie: 'a=1; b=2', missing: null })
  })

  it('has the parameters of its route, and no others', async () => {
    expect(await server.json('/probe/describe')).toMatchObject({ routeParameter: 'describe', missingParameter: '', routeBase: '/probe/:name' })
  })

  it('has the address of the other end of its connection, not what a header says', async () => {
    const { remoteAddress } = await server.json<{ remoteAddress: string }>('/probe/describe', { headers: { 'x-forwarded-for': '203.0.113.7' } })
    expect(remoteAddress).toMatch(/^(?:::ffff:)?127\.0\.0\.1$/)
  })

  it('is a visitor\'s, not cached, and not answered yet', async () => {
    expect(await server.json('/probe/describe')).toMatchObject({ isInner: false, isCached: false, isHeadSent: false, isAborted: false })
  })

  it('is one object for all callers with the same event', async () => {
    expect(await server.json('/probe/describe')).toMatchObject({ isSame: true })
    const id = server.newId()
    await server.get(`/shop/value?id=${id}`)
    const entries = await server.log(id)
    expect(entries.find(entry => entry.what === 'handler')?.detail).toMatchObject({ isSame: true })
    expect(entries.find(entry => entry.what === 'finish')?.detail).toMatchObject({ isSame: true })
  })

  it('tells which cookies the shop has set by now', async () => {
    expect(await server.json('/probe/describe?middleware=sets')).toMatchObject({ responseCookies: ['shop=1; Path=/', 'shop=2; Path=/'] })
  })

  it('does not show its query on error pages when it is to be forgotten', async () => {
    const { status, text } = await server.get('/probe/forget?code=secret')
    expect(status).toBe(500)
    expect(text).toContain('/probe/forget')
    expect(text).not.toContain('secret')
  })

  it('is opened once, before hooks and handlers of the shop', async () => {
    const id = server.newId()
    await server.get(`/shop/value?id=${id}`)
    const order = (await server.log(id)).map(({ what }) => what)
    expect(order.slice(0, 4)).toEqual(['open', 'hook request', 'middleware', 'handler'])
    expect(order.filter(what => what === 'open')).toHaveLength(1)
  })

  it('shows its filtered cookies to no hook, no handler and no inner request', () => expectFilteredCookies(server, nitro))

  it('has no cookie header when none is kept', async () => {
    expect(await server.json('/probe/describe?keep=nothing', { headers: { cookie: 'session=secret' } })).toMatchObject({ cookie: null })
  })
})

describe.each(nitros)('a request whose headers cannot be changed, as in workers, in %s', (nitro) => {
  let server: ContractServer
  beforeAll(async () => {
    server = await startApp(appOf(nitro, 'web'))
  })
  afterAll(() => server?.stop())

  it('shows its filtered cookies to no hook, no handler and no inner request', () => expectFilteredCookies(server, nitro))

  it('has no cookie header when none is kept', async () => {
    expect(await server.json('/probe/describe?keep=nothing', { headers: { cookie: 'session=secret' } })).toMatchObject({ cookie: null })
  })
})

describe.each(nitros)('a request below a base path in %s', (nitro) => {
  let server: ContractServer
  beforeAll(async () => {
    server = await startApp(appOf(nitro, 'base'))
  })
  afterAll(() => server?.stop())

  it('has its address with the base, and its route without', async () => {
    const path = '/base/below/a%2Fb?q=%2f'
    expect(await server.json(path)).toMatchObject({ rawUrl: path, routeBase: '/below' })
    expect(await server.json('/base/probe/describe')).toMatchObject({ routeBase: '/probe/:name', routeParameter: 'describe' })
  })

  it.each(['cache', 'swr', 'isr', 'prerender'])('is cached for all visitors by the rule %s of a path below the base', async (rule) => {
    const id = server.newId()
    await server.get(`/base/${rule}/kept-${id}?id=${id}`)
    expect((await server.log(id))[0]).toMatchObject({ what: 'open', detail: { isCached: true } })
  })

  it('is finished once', async () => {
    const id = server.newId()
    const { cookieNames } = await server.get(`/base/shop/value?id=${id}&middleware=sets`)
    expect(cookieNames).toEqual(['shop', 'shop', 'probe', 'second'])
    expect((await server.log(id)).filter(({ what }) => what === 'finish')).toHaveLength(1)
  })
})
