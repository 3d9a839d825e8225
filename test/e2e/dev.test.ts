import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { startSap, type RunningSap } from '../harness/sap.ts'
import { startDevApp, type RunningApp } from '../harness/server.ts'
import { settledLogs } from '../harness/settled-logs.ts'

// What differs in development: Vite serves the module's source, and a session password is made up when none is set.
describe('in development', () => {
  let sap: RunningSap
  let app: RunningApp

  beforeAll(async () => {
    sap = await startSap()
    app = await startDevApp({ env: sap.env })
  })

  afterAll(async () => {
    await app?.stop()
    await sap?.stop()
  })

  it('signs in and renders the customer\'s page', async () => {
    const client = new Client(app.url)
    await client.signIn()
    // `nuxt dev` puts a proxy of its own in front of the server.
    expect(await settledLogs(app)).not.toContain('come through a proxy')
    const { response, html } = await client.page('/account')
    expect(response.status).toBe(200)
    expect(html).toMatch(/id="name"[^>]*>\s*Jane/)
  })

  it('refreshes while rendering, once, and hands on the new session', async () => {
    const client = new Client(app.url)
    await client.signIn()
    const cookies = client.jar.snapshot()
    const before = sap.grants('refresh_token')
    sap.expireAccessTokens()
    const { html } = await client.page('/account-refreshing')
    expect(html).toMatch(/id="name"[^>]*>\s*Jane/)
    expect(sap.grants('refresh_token') - before).toBe(1)
    expect(client.jar.snapshot()).not.toEqual(cookies)
    await client.call('getUser')
    expect(sap.grants('refresh_token') - before).toBe(1)
  })

  it('tells with Server-Timing which calls to SAP a response was made of', async () => {
    const client = new Client(app.url)
    await client.signIn()
    const timings = (response: Response) => (response.headers.get('server-timing') ?? '').split(', ').map(entry => entry.replace(/dur=[\d.]+/, 'dur'))
    expect(timings(await client.request('getUser', [{}]))).toEqual(['getUser;dur;desc="GET 200"'])
    expect(timings((await client.page('/account')).response)).toContain('getUser;dur;desc="GET 200"')
    // Of a route that calls another one.
    expect(timings(await client.fetch('/api/nested'))).toContain('getUser;dur;desc="GET 200"')
  })

  it('records for the DevTools tab what has happened, with causes and without a secret', async () => {
    const client = new Client(app.url)
    await client.signIn()
    sap.expireAccessTokens()
    await client.page('/account-refreshing')
    const state = await (await client.fetch('/__sapcc_devtools/state')).json() as { entries: { text: string, kind: string, status?: number, within?: string }[], session: object, isStandIn: boolean }
    const lines = state.entries.filter(({ within }) => within === 'server, /account-refreshing').map(({ kind, text, status }) => `${kind} ${text} ${status ?? ''}`.trim())
    expect(lines).toEqual(expect.arrayContaining(['call GET getUser 401', 'refresh OAuth: token (refresh_token) 200', 'call GET getUser 200']))
    expect(state.session).toMatchObject({ generation: 1, hasRefreshToken: true })
    expect(state.isStandIn).toBe(true)
    const told = JSON.stringify(state)
    for (const secret of [sap.env.NUXT_SAPCC_OAUTH_CLIENT_SECRET, ...Object.values(client.jar.snapshot())]) expect(told).not.toContain(secret)
    expect((await client.fetch('/__sapcc_devtools', { headers: { accept: 'text/html' } })).headers.get('content-type')).toContain('text/html')
    expect((await fetch(`${app.url}/__sapcc_devtools/state`, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403)
  })

  it('warns of a parameter that OCC\'s description does not have, and passes it on', async () => {
    const client = new Client(app.url)
    await client.call('getProducts', { query: 'camera', customerSegment: 'vip' })
    expect(sap.requests('getProducts').at(-1)).toMatchObject({ query: { customerSegment: 'vip' } })
    await expect.poll(() => app.logs()).toContain('The parameter `customerSegment` is not in OCC\'s description')
  })
})

describe('in development, without a configuration', () => {
  let app: RunningApp

  beforeAll(async () => {
    app = await startDevApp({ env: {} })
  })

  afterAll(async () => {
    await app?.stop()
  })

  it('says on the error page and in the answer what is missing', async () => {
    const client = new Client(app.url)
    expect((await client.page('/product')).html).toContain('NUXT_SAPCC_API_URI is missing')
    const response = await client.request('getProduct', [{ productCode: '1' }])
    expect(await response.json()).toMatchObject({ message: expect.stringContaining('NUXT_SAPCC_API_URI is missing') as string })
  })
})
