import { beforeAll, expect, it } from 'vitest'
import { launchBrowser, openPage } from '../harness/browser.ts'
import { Client } from '../harness/client.ts'
import { navigation } from '../harness/redirect-login.ts'
import { ensureChromium } from '../setup/chromium.ts'
import type { LanguageStrategy } from './languages.ts'
import { textOf, type RunningShop } from './running-shop.ts'

/** The tests of a running shop in two languages. */
export const languageTests: Record<LanguageStrategy, (shop: RunningShop) => void> = {
  prefix_except_default(shop) {
    it('leads from a page in a language to the sign-in page in it', async () => {
      const client = new Client(shop.app.url)
      expect(await locationOf(client, '/members?tab=1')).toBe('/login?returnTo=/members?tab=1')
      expect(await locationOf(client, '/de/members')).toBe('/de/login?returnTo=/de/members')
      expect(textOf((await client.page('/de/login')).html, 'language')).toBe('de')
    })

    it('goes on in that language at the authorization server', async () => {
      expect(await languageOfLogin(new Client(shop.app.url), '/de/login?leave=1')).toBe('de')
      expect(await languageOfLogin(new Client(shop.app.url), '/login?leave=1')).toBe('en')
    })

    it('calls OCC in the language of the page', async () => {
      // New visitors: one who has been on a German page is led back there from the start page.
      const visitor = () => new Client(shop.app.url)
      expect(await languagesOf(shop, visitor(), '/de', 'getProducts')).toEqual(['de'])
      expect(await languagesOf(shop, visitor(), '/', 'getProducts')).toEqual(['en'])
    })

    testChoice(shop, '/de/choose')
  },

  no_prefix(shop) {
    it('leads to the sign-in page, which is in the language of the visitor\'s cookie', async () => {
      const client = germanVisitor(shop.app.url)
      expect(await locationOf(client, '/members')).toBe('/login?returnTo=/members')
      expect(textOf((await client.page('/login')).html, 'language')).toBe('de')
    })

    it('goes on in that language at the authorization server', async () => {
      expect(await languageOfLogin(germanVisitor(shop.app.url), '/login?leave=1')).toBe('de')
      expect(await languageOfLogin(new Client(shop.app.url), '/login?leave=1')).toBe('en')
    })

    it('calls OCC in that language', async () => {
      expect(await languagesOf(shop, germanVisitor(shop.app.url), '/', 'getProducts')).toEqual(['de'])
      expect(await languagesOf(shop, new Client(shop.app.url), '/', 'getProducts')).toEqual(['en'])
      expect(await languagesOf(shop, new Client(shop.app.url), '/switch', 'getProduct')).toEqual(['en', 'de'])
    })

    testChoice(shop, '/choose')
  },
}

/** @param path of the page in the language that the visitor has chosen. */
function testChoice(shop: RunningShop, path: string): void {
  beforeAll(ensureChromium)

  it('changes the language by `setLanguage`: the locale, the page\'s address, its data, and the pages that follow', async () => {
    const browser = await launchBrowser()
    try {
      const { page, errors, goto, openTab } = await openPage(browser, { locale: 'en-GB' })
      await goto(`${shop.app.url}/choose`)
      expect(await page.locator('#chosen').innerText()).toBe('en en')
      const before = shop.sap.requests('getProduct').length
      await page.click('#german')
      // `setLocale` of `@nuxtjs/i18n` changes the locale first and the address after it, so each of them is waited for.
      const languages = () => shop.sap.requests('getProduct').slice(before).map(({ query }) => query.lang)
      await expect.poll(() => page.locator('#chosen').innerText()).toBe('de de')
      await expect.poll(languages).toEqual(['de'])
      await expect.poll(() => new URL(page.url()).pathname).toBe(path)
      await expect.poll(() => page.locator('#product').innerText()).toBe('325234')
      expect(languages()).toEqual(['de'])
      const cookies = Object.fromEntries((await page.context().cookies()).map(({ name, value }) => [name, value]))
      expect(cookies).toMatchObject({ i18n_redirected: 'de' })
      expect(cookies).not.toHaveProperty('vsf-locale')
      const later = await openTab()
      await later.goto(shop.app.url + path)
      expect(await later.page.locator('#chosen').innerText()).toBe('de de')
      expect([...errors, ...later.errors]).toEqual([])
    }
    finally {
      await browser.close()
    }
  })
}

/** The address that a page redirects a visitor to. */
async function locationOf(client: Client, path: string): Promise<string> {
  const { response } = await client.page(path, { redirect: 'manual' })
  return response.headers.get('location') ?? `none, status ${response.status}`
}

/** The language that the authorization server is asked to show its page in, when a visitor signs in by redirect on a page. */
async function languageOfLogin(client: Client, path: string): Promise<string | null> {
  const leaving = await client.fetch(await locationOf(client, path), navigation)
  return new URL(leaving.headers.get('location') ?? 'none:').searchParams.get('ui_locales')
}

/** The languages in which SAP was asked while a page was rendered. */
async function languagesOf({ sap }: RunningShop, client: Client, path: string, operation: 'getProducts' | 'getProduct'): Promise<unknown[]> {
  const before = sap.requests(operation).length
  const { response } = await client.page(path)
  expect(response.status).toBe(200)
  return sap.requests(operation).slice(before).map(({ query }) => query.lang)
}

/** A browser with the cookie in which `@nuxtjs/i18n` keeps a visitor's choice. */
function germanVisitor(url: string): Client {
  const client = new Client(url)
  client.jar.set('i18n_redirected=de; Path=/', url)
  return client
}
