import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'

describe('the site context of a request', () => {
  let sap: RunningSap
  let app: RunningApp

  beforeAll(async () => {
    sap = await startSap({ generation: 'jdk21' })
    app = await startApp({
      env: {
        ...sap.env,
        NUXT_SAPCC_API_DEFAULT_LANGUAGE: 'en',
        NUXT_SAPCC_API_DEFAULT_CURRENCY: 'USD',
        NUXT_SAPCC_API_LANGUAGES: '{"nihongo":"ja"}',
        NUXT_SAPCC_API_ALLOWED_BASE_SITES: '["apparel"]',
      },
    })
  })

  afterAll(async () => {
    await app?.stop()
    await sap?.stop()
  })

  beforeEach(() => sap.reset())

  /** Asks for a product and tells for which site, language and currency SAP was asked. */
  async function asked(cookie: string | undefined, params: object = {}, headers: Record<string, string> = {}) {
    const response = await fetch(`${app.url}/api/sapcc/getProduct`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...(cookie === undefined ? {} : { cookie }) },
      body: JSON.stringify([{ productCode: '325234', ...params }]),
    })
    const request = sap.requests('getProduct').at(-1)
    return { status: response.status, site: request?.path.split('/').at(-3), lang: request?.query.lang, curr: request?.query.curr }
  }

  it('comes from the configuration', async () => {
    expect(await asked(undefined)).toEqual({ status: 200, site: 'electronics', lang: 'en', curr: 'USD' })
  })

  it.each([
    ['vsf-locale=de; vsf-currency=EUR', 'de', 'EUR'],
    ['vsf-locale=de-DE', 'de', 'USD'],
    ['vsf-locale=nihongo; vsf-currency=JPY', 'ja', 'JPY'],
    ['i18n_redirected=de-AT', 'de', 'USD'],
    ['i18n_redirected=de; vsf-locale=ja', 'ja', 'USD'],
  ])('comes from cookies: %s', async (cookie, lang, curr) => {
    expect(await asked(cookie)).toMatchObject({ status: 200, lang, curr })
  })

  it.each([
    'vsf-locale=de%26curr%3DEUR; vsf-currency=EUR%0D%0A',
    'vsf-locale=../../x; vsf-currency=',
    `vsf-locale=${'x'.repeat(200)}; vsf-currency=${'%00'.repeat(5)}`,
    'vsf-locale=%E0%A4%A; vsf-currency=%F0%9F%92%B6',
  ])('ignores what can be no code: %s', async (cookie) => {
    expect(await asked(cookie)).toEqual({ status: 200, site: 'electronics', lang: 'en', curr: 'USD' })
  })

  it('gives way to what a call says', async () => {
    expect(await asked('vsf-locale=de; vsf-currency=EUR', { lang: 'ja', curr: 'JPY' })).toMatchObject({ status: 200, lang: 'ja', curr: 'JPY' })
    expect(await asked(undefined, { lang: 'de-CH' })).toMatchObject({ status: 200, lang: 'de' })
  })

  it('takes another base site from a call only if it is listed', async () => {
    expect(await asked(undefined, { baseSiteId: 'apparel' })).toMatchObject({ site: 'apparel' })
    sap.reset()
    expect(await asked(undefined, { baseSiteId: 'electronics-b2b' })).toMatchObject({ status: 400, site: undefined })
  })

  it('is decided by the hook, once per request', async () => {
    expect(await asked('vsf-locale=de', {}, { 'x-test-site': 'apparel' })).toMatchObject({ site: 'apparel', lang: 'de' })
    expect(await asked('vsf-locale=de', {}, { 'x-test-language': 'ja' })).toMatchObject({ site: 'electronics', lang: 'ja' })
    const response = await fetch(`${app.url}/api/two-products`)
    expect(await response.json()).toEqual({ siteContextCalls: 1 })
  })

  it('takes the language of the page, whatever the cookies say', async () => {
    const html = await (await fetch(`${app.url}/product?locale=de-DE`, { headers: { cookie: 'vsf-locale=ja; vsf-currency=EUR' } })).text()
    expect(sap.requests('getProduct').at(-1)?.query).toMatchObject({ lang: 'de', curr: 'EUR' })
    expect(html).toContain('€')
    await fetch(`${app.url}/product`, { headers: { cookie: 'vsf-locale=ja' } })
    expect(sap.requests('getProduct').at(-1)?.query).toMatchObject({ lang: 'ja', curr: 'USD' })
  })
})
