import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startAlokai } from '../harness/alokai.ts'
import type { Alokai } from '../harness/alokai.ts'
import { Client } from '../harness/client.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { settledLogs } from '../harness/settled-logs.ts'

const text = (html: string, id: string) => new RegExp(`<p id="${id}">([^<]*)</p>`).exec(html)?.[1]?.trim()

describe('an Alokai middleware elsewhere, while rendering', () => {
  let alokai: Alokai
  let app: RunningApp
  let refreshing: RunningApp

  beforeAll(async () => {
    alokai = await startAlokai()
    const env = {
      // Only a browser gets there: the rendering server uses its own address.
      NUXT_PUBLIC_SAPCC_API_URL: 'http://127.0.0.1:9/sapcc',
      NUXT_PUBLIC_SAPCC_SSR_API_URL: alokai.url,
      // No SAP is configured here at all.
      NUXT_SAPCC_SESSION_PASSWORD: '',
    }
    app = await startApp({ env })
    refreshing = await startApp({ fixture: 'layered', env: { ...env, NUXT_PUBLIC_SAPCC_SSR_REFRESH_ENABLED: 'true' } })
  })

  afterAll(async () => {
    await app?.stop()
    await refreshing?.stop()
    await alokai?.stop()
  })

  beforeEach(() => {
    alokai.reset()
  })

  /** A browser with a session there, and with a cookie that a careless decoder would change. */
  function visitor({ url }: RunningApp): Client {
    const client = new Client(url)
    client.jar.set(`${alokai.signIn()}; Path=/; HttpOnly`, url)
    client.jar.set('other="a:b/c=="; Path=/', url)
    client.jar.set('vsf-old=1; Path=/', url)
    return client
  }

  it('asks for no configuration of its own', async () => {
    expect(await settledLogs(app)).not.toContain('NUXT_SAPCC')
  })

  it('sends the browser\'s cookies along, byte by byte', async () => {
    const client = visitor(app)
    const { html, response } = await client.page('/account')
    expect(response.status).toBe(200)
    expect(text(html, 'name')).toBe('Jane Doe')
    expect(text(html, 'addresses')).toBe('1')
    expect(response.headers.getSetCookie()).toEqual([])
    expect(alokai.calls[0]).toMatchObject({ method: 'POST', args: [expect.anything()], cookie: client.jar.header(app.url) })
  })

  it('does not refresh by default, and tells the browser what to repeat', async () => {
    const client = visitor(app)
    alokai.expire()
    const { html, response } = await client.page('/account')
    expect(text(html, 'error')).toMatch(/^true 401 Request failed/)
    expect(response.headers.getSetCookie()).toEqual([])
    expect(alokai.calls.map(call => call.operation).sort()).toEqual(['getAddresses', 'getUser', 'getUserOrderHistory'])
    expect(html).toContain('"retry"')
  })

  it('refreshes once for several calls, uses the new cookie and hands it to the browser', async () => {
    const client = visitor(refreshing)
    alokai.expire()
    const { html, response } = await client.page('/account')
    expect(text(html, 'name')).toBe('Jane Doe')
    expect(text(html, 'addresses')).toBe('1')
    expect(text(html, 'orders')).toBe('1')
    expect(text(html, 'refreshed')).toBe('expires_in,scope,token_type')
    expect(alokai.count('OAuthUserTokenRefresh')).toBe(1)
    const cookies = response.headers.getSetCookie()
    expect(cookies.filter(cookie => cookie.startsWith('vsf-sap-token='))).toHaveLength(1)
    const last = alokai.calls.at(-1)!.cookie!
    expect(last).toContain(cookies[0]!.split(';')[0])
    expect(last).not.toContain('vsf-old')
    expect(last).toContain('other="a:b/c=="')

    // The browser has the valid cookie.
    alokai.calls.length = 0
    expect(text((await client.page('/account')).html, 'name')).toBe('Jane Doe')
    expect(alokai.calls).toHaveLength(3)
  })

  it('hands on the cookie also when the page fails afterwards', async () => {
    const client = visitor(refreshing)
    alokai.expire()
    const { response } = await client.page('/failing')
    expect(response.status).toBe(400)
    expect(alokai.count('OAuthUserTokenRefresh')).toBe(1)
    alokai.calls.length = 0
    expect(text((await client.page('/account')).html, 'name')).toBe('Jane Doe')
    expect(alokai.count('OAuthUserTokenRefresh')).toBe(0)
  })

  it('gives the original error when there is nothing to refresh', async () => {
    const client = visitor(refreshing)
    alokai.revoke()
    const { html, response } = await client.page('/account')
    expect(response.status).toBe(200)
    expect(text(html, 'error')).toMatch(/^true 401 Request failed/)
    expect(alokai.count('OAuthUserTokenRefresh')).toBe(1)
  })

  it('sends no visitor\'s cookies for a page that is cached', async () => {
    const { html } = await visitor(app).page('/cached')
    expect(html).not.toContain('Jane')
    expect(alokai.calls.length).toBeGreaterThan(0)
    for (const call of alokai.calls) expect(call.cookie).toBeUndefined()
  })

  it('takes SAP\'s error out of the middleware\'s answer', async () => {
    const { html } = await visitor(app).page('/product-error')
    expect(text(html, 'error')).toBe('true 400 400 UnknownIdentifierError')
    expect(text(html, 'message')).toBe('No such product')
  })

  it('keeps visitors apart who render at the same time', async () => {
    const visitors = Array.from({ length: 20 }, (_, index) => index % 2 ? visitor(refreshing) : new Client(refreshing.url))
    alokai.expire()
    const pages = await Promise.all(visitors.map(client => client.page('/account')))
    pages.forEach(({ html }, index) => expect(text(html, 'name')).toBe(index % 2 ? 'Jane Doe' : ''))
  })
})
