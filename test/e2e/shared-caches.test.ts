import { describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { useShop } from '../harness/shop.ts'

describe.each(['legacy', 'jdk21'] as const)('a page that is made for everyone (%s)', (generation) => {
  // Rendering may refresh, where that is asked: so it is the page's rule that keeps it from doing so.
  const shop = useShop({ sap: { generation }, app: { env: { NUXT_PUBLIC_SAPCC_SSR_REFRESH_ENABLED: 'true' } } })

  it.each([
    ['swr', '/cached'],
    ['cache', '/cache-rule'],
    ['isr', '/isr'],
    ['prerender', '/prerendered'],
  ])('is the same for two customers and for a visitor who is not signed in: %s', async (_, path) => {
    const [jane, john, stranger] = [new Client(shop.app.url), new Client(shop.app.url), new Client(shop.app.url)]
    await jane.signIn()
    await john.signIn('john@example.com')
    await shop.sap.expireAccessTokens()
    const refreshes = shop.sap.grants('refresh_token')
    const known = shop.sap.requests().length
    const cookies = [jane, john].map(client => client.jar.snapshot())

    const pages = []
    for (const client of [jane, john, stranger, jane]) pages.push(await client.page(path))

    for (const { response, html } of pages) {
      expect(response.status).toBe(200)
      expect(response.headers.getSetCookie()).toEqual([])
      expect(html).toContain('id="logged-in"')
      expect(html).toBe(pages[0]!.html)
      expect(html).not.toMatch(/jane|john/i)
    }
    expect(shop.sap.grants('refresh_token')).toBe(refreshes)
    expect(shop.sap.requests().slice(known).every(({ user }) => user === undefined || user === 'anonymous')).toBe(true)
    expect([jane, john].map(client => client.jar.snapshot())).toEqual(cookies)
    // On a page of their own each is known again.
    expect((await jane.page('/account')).html).toMatch(/jane/i)
    expect((await john.page('/account')).html).toMatch(/john/i)
  })
})
