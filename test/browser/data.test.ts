import { getBrowser } from '@nuxt/test-utils/e2e'
import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { useTab } from '../harness/browser.ts'
import type { WatchedPage } from '../harness/browser.ts'
import { useShop } from '../harness/shop.ts'

describe('useSapccData in Chromium', () => {
  const shop = useShop({ sap: { generation: 'jdk21' }, browser: true })
  const tab = useTab(getBrowser)

  beforeEach(() => shop.sap.reset())

  const text = (page: Page, id: string) => page.locator(`#${id}`).innerText()
  const run = (page: Page, code: string) => page.evaluate(`Promise.resolve(${code}).then(() => undefined)`)
  const signIn = (page: Page, username = 'jane@example.com') => run(page, `session.signIn({ username: '${username}', password: 'Password1!' })`)
  /** Every text that one of the page's elements has had, from now on. */
  const record = (page: Page, id: string) => page.evaluate(id => void new MutationObserver(() => {
    const { seen } = Object.assign(window, { seen: (window as unknown as { seen?: string[] }).seen ?? [] })
    seen.push(document.querySelector(`#${id}`)!.textContent!.trim())
  }).observe(document.querySelector(`#${id}`)!, { childList: true, characterData: true, subtree: true }), id)

  it('takes over the data of the rendering, without a request and without an error', async () => {
    await tab.goto(shop.app.url)
    await signIn(tab.page)
    await tab.goto(`${shop.app.url}/data`)
    const before = tab.requests.length
    await new Promise(resolve => setTimeout(resolve, 300))
    expect(await text(tab.page, 'name')).toBe('Jane Doe')
    expect(tab.requests.slice(before).filter(({ method }) => method === 'POST')).toEqual([])
    expect(shop.sap.requests('getUser')).toHaveLength(1)
    expect(tab.errors).toEqual([])
  })

  it('completes what the rendering has left to it after the token had expired, without an error on the way', async () => {
    await tab.goto(shop.app.url)
    await signIn(tab.page)
    shop.sap.expireAccessTokens()
    // So slow that the page is hydrated before.
    shop.sap.faults({ target: 'token', delayMs: 500 })
    await tab.goto(`${shop.app.url}/data`)
    const shown = () => Promise.all(['name', 'first-name', 'user-status', 'error', 'product', 'items'].map(id => text(tab.page, id)))
    expect(await shown()).toEqual(['', '', 'pending', '', 'SDXC Card 128 GB', '-1'])
    await record(tab.page, 'error')
    await expect.poll(shown).toEqual(['Jane Doe', 'Jane', 'success', '', 'SDXC Card 128 GB', '0'])
    expect(await tab.page.evaluate('window.seen')).toBeUndefined()
    expect(shop.sap.stats().token.byGrant.refresh_token?.success).toBe(1)
    // The product is everyone's, and not read again.
    expect(shop.sap.requests('getProduct')).toHaveLength(1)
    expect(tab.errors).toEqual([])
  })

  it('keeps the customer signed in where SAP refuses a token that was renewed just now', async () => {
    await tab.goto(shop.app.url)
    await signIn(tab.page)
    await tab.goto(`${shop.app.url}/data`)
    for (const refreshes of [1, 2]) {
      // A token is not renewed within two seconds.
      if (refreshes === 2) await tab.page.waitForTimeout(2000)
      shop.sap.expireAccessTokens()
      await run(tab.page, 'refresh()')
      expect(await Promise.all(['name', 'error', 'status'].map(id => text(tab.page, id)))).toEqual(['Jane Doe', '', 'signed-in'])
      expect(shop.sap.stats().token.byGrant.refresh_token?.success).toBe(refreshes)
    }
  })

  it('shows nobody where the session turns out to be over', async () => {
    await tab.goto(shop.app.url)
    await signIn(tab.page)
    shop.sap.revokeSessions()
    await tab.goto(`${shop.app.url}/data`)
    await expect.poll(() => text(tab.page, 'status')).toBe('anonymous')
    await expect.poll(() => text(tab.page, 'items')).toBe('0')
    expect(await text(tab.page, 'user-status')).toBe('idle')
    expect(await text(tab.page, 'name')).toBe('')
  })

  it('shows the customer who is signed in, in every tab, and no other one in between', async () => {
    await tab.goto(`${shop.app.url}/data`)
    const other = await tab.openTab()
    await other.goto(`${shop.app.url}/data`)
    await signIn(tab.page)
    for (const { page } of [tab, other]) {
      await expect.poll(() => text(page, 'name')).toBe('Jane Doe')
      await expect.poll(() => text(page, 'first-name')).toBe('Jane')
      expect(await text(page, 'for')).toBe('customers')
      await record(page, 'name')
    }
    // One request per tab, though two components of each want it.
    expect(shop.sap.requests('getUser')).toHaveLength(2)

    shop.sap.faults({ target: 'occ', operationId: 'getUser', delayMs: 300 })
    await signIn(tab.page, 'john@example.com')
    for (const { page } of [tab, other]) await expect.poll(() => text(page, 'name')).toBe('John Smith')
    await run(tab.page, 'session.signOut()')
    for (const { page } of [tab, other]) {
      await expect.poll(() => text(page, 'status')).toBe('anonymous')
      expect([await text(page, 'name'), await text(page, 'first-name'), await text(page, 'user-status'), await text(page, 'error')]).toEqual(['', '', 'idle', ''])
      expect(await page.evaluate('seen')).toEqual(['', 'John Smith', ''])
      expect(await text(page, 'for')).toBe('visitors')
      // Nothing is left in the memory of the page, either.
      expect(await page.evaluate('JSON.stringify(useNuxtApp().payload.data)')).not.toMatch(/Jane|John/)
    }
    expect(tab.errors.filter(error => !error.includes('401'))).toEqual([])
  })

  it('drops what was asked for before another person signed in, however late it comes', async () => {
    await tab.goto(`${shop.app.url}/data`)
    await signIn(tab.page)
    await expect.poll(() => text(tab.page, 'name')).toBe('Jane Doe')
    await record(tab.page, 'name')
    shop.sap.faults({ target: 'occ', operationId: 'getUser', delayMs: 1500, count: 1 })
    void run(tab.page, 'refresh()').catch(() => undefined)
    await new Promise(resolve => setTimeout(resolve, 200))
    await signIn(tab.page, 'john@example.com')
    await expect.poll(() => text(tab.page, 'name')).toBe('John Smith')
    await new Promise(resolve => setTimeout(resolve, 1700))
    expect(await tab.page.evaluate('seen')).toEqual(['', 'John Smith'])
  })

  it('follows its parameters: the last ones count, outdated requests are aborted, and data that was loaded before is shown at once', async () => {
    await tab.goto(`${shop.app.url}/data`)
    await record(tab.page, 'product')
    shop.sap.faults({ target: 'occ', operationId: 'getProduct', delayMs: 1000, count: 1 })
    const failed: string[] = []
    tab.page.on('requestfailed', request => failed.push(new URL(request.url()).pathname))
    await run(tab.page, `show('358639')`)
    await expect.poll(() => text(tab.page, 'product-status')).toContain('pending')
    expect(await text(tab.page, 'product')).toBe('SDXC Card 128 GB')
    await run(tab.page, `show('443175')`)
    await expect.poll(() => text(tab.page, 'product')).toBe('Camera Backpack 20L')
    expect(failed).toEqual(['/api/sapcc/getProduct'])
    const asked = shop.sap.requests('getProduct').length
    await run(tab.page, `show('325234')`)
    await expect.poll(() => text(tab.page, 'product')).toBe('SDXC Card 128 GB')
    expect(shop.sap.requests('getProduct')).toHaveLength(asked)
    await new Promise(resolve => setTimeout(resolve, 1200))
    expect(await tab.page.evaluate('seen')).toEqual(['Camera Backpack 20L', 'SDXC Card 128 GB'])
  })

  it('loads again after a change of the currency in any tab', async () => {
    await tab.goto(`${shop.app.url}/data`)
    const other = await tab.openTab()
    await other.goto(`${shop.app.url}/data`)
    await run(tab.page, `pay('EUR')`)
    await expect.poll(() => shop.sap.requests('getProduct').filter(({ query }) => query.curr === 'EUR').length).toBe(2)
  })

  it('knows the visitor on a page that was rendered for all visitors, and hydrates it without an error', async () => {
    await tab.goto(shop.app.url)
    await signIn(tab.page)
    await tab.goto(`${shop.app.url}/cached-data`)
    await expect.poll(() => text(tab.page, 'name')).toBe('Jane Doe')
    await expect.poll(() => text(tab.page, 'items')).toBe('0')
    expect(await text(tab.page, 'for')).toBe('customers')
    expect(tab.errors).toEqual([])
  })

  it('asks again by itself after an outage', async () => {
    await tab.goto(shop.app.url)
    shop.sap.faults({ target: 'occ', operationId: 'getProduct', status: 503 })
    await tab.goto(`${shop.app.url}/data`)
    expect(await text(tab.page, 'product-status')).toBe('error 503')
    shop.sap.clearFaults()
    await expect.poll(() => text(tab.page, 'product'), { timeout: 10_000 }).toBe('SDXC Card 128 GB')
  })
})

describe('useSapccSiteContext in Chromium', () => {
  const shop = useShop({ sap: { generation: 'jdk21' }, app: { env: { NUXT_SAPCC_API_DEFAULT_LANGUAGE: 'en', NUXT_SAPCC_API_DEFAULT_CURRENCY: 'USD' } }, browser: true })
  const tab = useTab(getBrowser)

  beforeEach(() => shop.sap.reset())

  const text = (page: Page, id: string) => page.locator(`#${id}`).innerText()
  const run = (page: Page, code: string) => page.evaluate(`Promise.resolve(${code}).then(() => undefined)`)
  const lastProduct = () => shop.sap.requests('getProduct').at(-1)?.query

  it('changes the currency, of all data, all tabs and the pages that follow', async () => {
    await tab.goto(`${shop.app.url}/site`)
    const other = await tab.openTab()
    await other.goto(`${shop.app.url}/site`)
    const before = await text(tab.page, 'price')
    await run(tab.page, `setCurrency('EUR')`)
    for (const { page } of [tab, other]) {
      await expect.poll(() => text(page, 'context')).toBe('electronics en EUR')
      expect(await text(page, 'badge')).toBe('EUR')
      await expect.poll(() => text(page, 'price')).not.toBe(before)
    }
    expect(await text(other.page, 'price')).toContain('€')
    const [cookie] = (await tab.page.context().cookies()).filter(({ name }) => name === 'vsf-currency')
    expect(cookie).toMatchObject({ value: 'EUR', path: '/', sameSite: 'Lax' })
    expect(cookie!.expires).toBeGreaterThan(Date.now() / 1000 + 300 * 86_400)
    await tab.goto(`${shop.app.url}/site`)
    expect(await text(tab.page, 'context')).toBe('electronics en EUR')
    expect(tab.errors).toEqual([])
  })

  it('changes the language, and shows a page that is kept for everyone in the visitor\'s one after hydration', async () => {
    await tab.goto(`${shop.app.url}/site`)
    await run(tab.page, `setLanguage('de')`)
    await expect.poll(() => text(tab.page, 'context')).toBe('electronics de USD')
    await expect.poll(() => lastProduct()?.lang).toBe('de')
    await tab.goto(`${shop.app.url}/cached-site`)
    await expect.poll(() => text(tab.page, 'context')).toBe('electronics de USD')
    expect(tab.errors).toEqual([])
    await expect(run(tab.page, `setLanguage('fr')`)).rejects.toThrow('The store does not have fr.')
  })

  it('leaves the language to @nuxtjs/i18n', async () => {
    await tab.goto(`${shop.app.url}/site?locale=en-GB`)
    expect(await text(tab.page, 'context')).toBe('electronics en USD')
    await run(tab.page, `setLanguage('de')`)
    await expect.poll(() => text(tab.page, 'context')).toBe('electronics de USD')
    expect(tab.page.url()).toContain('locale=de-DE')
    await expect.poll(() => lastProduct()?.lang).toBe('de')
    expect((await tab.page.context().cookies()).map(({ name }) => name)).not.toContain('vsf-locale')
  })

  it('asks the server where the page that was rendered had no use for it', async () => {
    await tab.goto(`${shop.app.url}/site-later`)
    expect(tab.requests.some(({ url }) => url.includes('/site/context'))).toBe(false)
    await tab.page.click('#site')
    await expect.poll(() => text(tab.page, 'context')).toBe('electronics en USD')
    expect(tab.requests.filter(({ url }) => url.includes('/site/context'))).toHaveLength(1)
    expect(await text(tab.page, 'languages')).toContain('de Deutsch')
  })
})

describe('useSapccCart in Chromium', () => {
  const shop = useShop({ sap: { generation: 'jdk21' }, browser: true })
  const tab = useTab(getBrowser)

  beforeEach(() => shop.sap.reset())

  const text = (page: Page, id: string) => page.locator(`#${id}`).innerText()
  const call = (page: Page, code: string) => page.evaluate(`Promise.resolve(${code}).then(result => result && JSON.parse(JSON.stringify(result)), error => error.data?.type ?? String(error))`)
  const signIn = (page: Page, username = 'jane@example.com') => call(page, `session.signIn({ username: '${username}', password: 'Password1!' })`)
  const inTabs = async (entries: string, ...tabs: WatchedPage[]) => {
    for (const { page } of tabs) await expect.poll(() => text(page, 'entries')).toBe(entries)
  }

  const address = { titleCode: 'mr', firstName: 'Jane', lastName: 'Doe', line1: 'Street 1', town: 'Berlin', postalCode: '10117', country: { isocode: 'DE' } }
  const paymentDetails = { accountHolderName: 'Jane Doe', cardNumber: '4111111111111111', cardType: { code: 'visa' }, expiryMonth: '12', expiryYear: '2030', billingAddress: address }
  const order = `(async () => {
    await sdk.sapcc.createCartDeliveryAddress(${JSON.stringify({ address })})
    await sdk.sapcc.replaceCartDeliveryMode({ deliveryModeId: 'standard-gross' })
    await sdk.sapcc.createCartPaymentDetails(${JSON.stringify({ paymentDetails })})
    return await sdk.sapcc.placeOrder({ fields: 'FULL' })
  })()`

  it('is one for badge, page and tabs, begins with the first product, and is read once after each change', async () => {
    await tab.goto(`${shop.app.url}/shared-cart`)
    const other = await tab.openTab()
    await other.goto(`${shop.app.url}/shared-cart`)
    expect([await text(tab.page, 'badge'), await text(tab.page, 'empty')]).toEqual(['0', 'true'])
    const readsBefore = tab.requests.filter(({ url }) => url.endsWith('/getCart')).length
    expect(await call(tab.page, `cart.add('325234', 2)`)).toMatchObject({ quantityAdded: 2, isComplete: true, statusCode: 'success' })
    expect([await text(tab.page, 'badge'), await text(tab.page, 'entries'), await text(tab.page, 'empty')]).toEqual(['2', '2 325234', 'false'])
    expect(tab.requests.filter(({ url }) => url.endsWith('/getCart')).length - readsBefore).toBe(1)
    await inTabs('2 325234', other)
    await call(other.page, 'cart.update(0, 3)')
    await inTabs('3 325234', tab, other)
    await call(tab.page, 'cart.remove(0)')
    await inTabs('', tab, other)
    expect(tab.errors).toEqual([])
  })

  it('shows what the SDK\'s own calls do, and what is rendered on the server', async () => {
    await tab.goto(`${shop.app.url}/shared-cart`)
    await call(tab.page, `sdk.sapcc.createCartEntry({ orderEntry: { product: { code: '358639' }, quantity: 1 } })`)
    await inTabs('1 358639', tab)
    const response = await tab.page.goto(`${shop.app.url}/shared-cart`)
    expect(await response!.text()).toContain('1 358639')
    expect(await text(tab.page, 'badge')).toBe('1')
  })

  it('tells how little there was as a result, and refuses what does not exist', async () => {
    await tab.goto(`${shop.app.url}/shared-cart`)
    expect(await call(tab.page, `cart.add({ productCode: '479956', quantity: 50 })`)).toMatchObject({ isComplete: false, statusCode: 'lowStock', quantity: 50, quantityAdded: 2 })
    expect(await call(tab.page, `cart.add('479956')`)).toMatchObject({ isComplete: false, quantityAdded: 0 })
    shop.sap.faults({ target: 'occ', operationId: 'updateCartEntry', status: 400, count: 1, body: { errors: [{ type: 'InsufficientStockError', reason: 'noStock', message: 'Product [479956] cannot be shipped - out of stock' }] } })
    expect(await call(tab.page, `cart.update(0, 3)`)).toMatchObject({ isComplete: false, statusCode: 'noStock', quantityAdded: 0 })
    expect(await call(tab.page, `cart.add('no-such-product')`)).toBe('UnknownIdentifierError')
    expect(await text(tab.page, 'entries')).toBe('2 479956')
    expect(await text(tab.page, 'error')).toBe('')
  })

  it('is the customer\'s after a sign-in, with the visitor\'s entries, and gone after the sign-out', async () => {
    await tab.goto(`${shop.app.url}/shared-cart`)
    const other = await tab.openTab()
    await other.goto(`${shop.app.url}/shared-cart`)
    await call(tab.page, `cart.add('325234')`)
    await signIn(tab.page)
    await inTabs('1 325234', tab, other)
    await call(other.page, `cart.add('358639')`)
    await inTabs('1 325234, 1 358639', tab, other)
    await call(tab.page, 'session.signOut()')
    await inTabs('', tab, other)
    await signIn(tab.page, 'john@example.com')
    await inTabs('', tab, other)
    await signIn(tab.page)
    await inTabs('1 325234, 1 358639', tab, other)
  })

  it('is a new one in the customer\'s other tabs when one tab has ordered it', async () => {
    await tab.goto(`${shop.app.url}/shared-cart`)
    await signIn(tab.page)
    await call(tab.page, `cart.add('325234', 2)`)
    const other = await tab.openTab()
    await other.goto(`${shop.app.url}/shared-cart`)
    await inTabs('2 325234', tab, other)
    await other.page.evaluate('window.isSamePage = true')

    const { code } = await call(tab.page, order) as { code: string }
    await inTabs('', tab, other)
    for (const { page } of [tab, other]) expect([await text(page, 'badge'), await text(page, 'empty'), await text(page, 'error')]).toEqual(['0', 'true', ''])

    expect(await call(other.page, `cart.add('358639')`)).toMatchObject({ isComplete: true, quantityAdded: 1 })
    await inTabs('1 358639', tab, other)
    // The order has what was ordered, and nothing of the new cart.
    expect(await call(other.page, `sdk.sapcc.getUserOrders({ code: '${code}', fields: 'FULL' })`)).toMatchObject({ code, entries: [{ quantity: 2, product: { code: '325234' } }] })
    expect(await other.page.evaluate('window.isSamePage')).toBe(true)
    for (const { errors } of [tab, other]) expect(errors).toEqual([])
  })

  it('is a new one for a tab that has heard nothing of the order, too', async () => {
    await tab.goto(`${shop.app.url}/shared-cart`)
    await signIn(tab.page)
    await call(tab.page, `cart.add('325234', 2)`)
    const deaf = await tab.openTab()
    await deaf.page.addInitScript('delete globalThis.BroadcastChannel')
    await deaf.goto(`${shop.app.url}/shared-cart`)
    await inTabs('2 325234', deaf)
    await call(tab.page, order)
    await inTabs('', tab)
    // What it shows is outdated: there is no such cart any more.
    expect(await text(deaf.page, 'entries')).toBe('2 325234')
    expect(await call(deaf.page, `cart.update(0, 3)`)).toBe('CartError')
    await inTabs('', deaf)
    expect(await call(deaf.page, `cart.add('358639')`)).toMatchObject({ isComplete: true, quantityAdded: 1 })
    await inTabs('1 358639', deaf)
  })
})
