import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startAlokai } from '../harness/alokai.ts'
import type { Alokai } from '../harness/alokai.ts'
import { Client } from '../harness/client.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { useShop } from '../harness/shop.ts'

const text = (html: string, id: string) => new RegExp(`<p id="${id}">([^<]*)</p>`).exec(html)?.[1]?.trim()

describe('Alokai\'s documented options, while rendering', () => {
  let sap: RunningSap
  let alokai: Alokai
  let app: RunningApp
  let client: Client

  beforeAll(async () => {
    sap = await startSap({ generation: 'jdk21' })
    alokai = await startAlokai()
    app = await startApp({ fixture: 'alokai', env: { ...sap.env, NUXT_PUBLIC_MIDDLEWARE_URL: alokai.url } })
  })

  afterAll(async () => {
    await app?.stop()
    await alokai?.stop()
    await sap?.stop()
  })

  beforeEach(async () => {
    sap.reset()
    alokai.reset()
    client = new Client(app.url)
    await client.signIn()
  })

  it('work without the raw proxy, which `proxyPath: false` leaves out', async () => {
    const before = sap.requests().length
    expect((await client.fetch('/api/occ/electronics/users/current')).status).toBe(404)
    expect(sap.requests()).toHaveLength(before)
    expect(await client.call('getUser', {})).toMatchObject({ name: 'Jane Doe' })
  })

  it('refresh by the server\'s own function, with the response that has the tokens', async () => {
    sap.expireAccessTokens()
    const { html } = await client.page('/own-refreshing')
    expect(text(html, 'name')).toBe('Jane Doe')
    expect(text(html, 'trace')).toBe('refreshed bearer string')
    expect(sap.grants('refresh_token')).toBe(1)
  })

  it('see the 401 where rendering may not refresh, and leave it to the browser', async () => {
    sap.expireAccessTokens()
    const { html } = await client.page('/own')
    expect(text(html, 'error')).toBe('401')
    expect(text(html, 'trace')).toBe('')
    expect(html).toContain('"retry"')
  })

  it('are called for a refresh that was refused', async () => {
    sap.expireAccessTokens()
    sap.revokeSessions()
    const { html } = await client.page('/own-refreshing')
    expect(text(html, 'error')).toBe('401')
    expect(text(html, 'trace')).toBe('error 401')
  })

  it('are not called for a visitor who is anonymous', async () => {
    sap.faults({ target: 'occ', operationId: 'getUser', count: 1, status: 401 })
    const { html } = await new Client(app.url).page('/own-refreshing')
    expect(text(html, 'error')).toBe('401')
    expect(text(html, 'trace')).toBe('')
  })

  it('leave the 401 of a middleware elsewhere to the browser', async () => {
    client.jar.set(`${alokai.signIn()}; Path=/; HttpOnly`, app.url)
    alokai.expire()
    const { html } = await client.page('/middleware')
    expect(text(html, 'error')).toBe('401')
    expect(html).toContain('"retry"')
  })
})

describe('a request that the server makes to itself for a visitor who came from another site', () => {
  const shop = useShop({ app: { fixture: 'alokai' } })
  let client: Client

  beforeEach(async () => {
    shop.sap.reset()
    client = new Client(shop.app.url)
    await client.signIn()
  })

  /** What a browser sends when a link on another site is followed. */
  const navigation = {
    headers: { 'accept': 'text/html', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-fetch-user': '?1', 'upgrade-insecure-requests': '1' },
  }

  it.each([
    ['Alokai\'s documented client, over a socket', '/documented'],
    ['the shop\'s own useFetch', '/own-fetch'],
  ])('is not judged by the page\'s Sec-Fetch-Site: %s', async (_, path) => {
    const { html } = await client.page(path, navigation)
    expect(text(html, 'error')).toBe('')
    expect(text(html, 'name')).toBe('Jane Doe')
  })

  it.each<[string, RequestInit]>([
    ['a page of another site', { method: 'POST', headers: { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'origin': 'https://evil.example' }, body: '[]' }],
    ['a form of another site', { method: 'POST', headers: { 'content-type': 'text/plain', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'origin': 'https://evil.example' }, body: '[]' }],
    ['a script without an origin', { method: 'POST', headers: { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }, body: '[]' }],
    ['a navigation that names an origin', { method: 'POST', headers: { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document', 'origin': 'https://evil.example' }, body: '[]' }],
    ['a link on another site', { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' } }],
  ])('is told from %s', async (_, init) => {
    const response = await client.fetch('/api/sapcc/getUser', init)
    expect([403, 415]).toContain(response.status)
  })
})
