import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchFirefox } from '../harness/firefox.ts'
import type { FirefoxTab, RunningFirefox } from '../harness/firefox.ts'
import { useShop } from '../harness/shop.ts'

let firefox: RunningFirefox

beforeAll(async () => {
  firefox = await launchFirefox()
})

afterAll(async () => {
  await firefox?.close()
})

describe('in Firefox', () => {
  // Tokens are made to expire at will here, more often than they would by themselves.
  const shop = useShop({ sap: { generation: 'jdk21' }, app: { env: { NUXT_SAPCC_SESSION_MIN_REFRESH_INTERVAL: '0' } } })
  let tab: FirefoxTab

  beforeEach(async () => {
    shop.sap.reset()
    tab = await firefox.openTab()
    await tab.goto(shop.app.url)
  })

  afterEach(async () => {
    await firefox.clear()
  })

  const textOf = (id: string) => `document.querySelector('#${id}')?.textContent.trim()`
  const signIn = ({ evaluate }: FirefoxTab) => evaluate(`session.signIn({ username: 'jane@example.com', password: 'Password1!' }).then(() => '')`)

  it('a customer signs in with the shop\'s own form, and is known on the next page', async () => {
    await signIn(tab)
    await tab.waitFor(`${textOf('logged-in')} === 'true'`)
    await tab.goto(`${shop.app.url}/account`)
    await tab.waitFor(`${textOf('name')} === 'Jane Doe'`)
    expect(await tab.evaluate('document.cookie')).toBe('')
  })

  it('a customer signs in at the authorization server, and comes back', async () => {
    await tab.open(`${shop.app.url}/guarded`)
    await tab.waitFor(`document.querySelector('input[name=password]')`)
    expect(await tab.evaluate('location.origin')).toBe(shop.sap.url)
    await tab.evaluate(`(() => {
      document.querySelector('input[name=username]').value = 'jane@example.com'
      document.querySelector('input[name=password]').value = 'Password1!'
      document.querySelector('button').click()
    })()`)
    await tab.waitFor(`${textOf('guarded')} === 'Only for customers'`)
    expect(await tab.evaluate('location.href')).toBe(`${shop.app.url}/guarded`)
  })

  it('twenty calls after the token has expired take one refresh', async () => {
    await signIn(tab)
    shop.sap.expireAccessTokens()
    await tab.evaluate(`document.querySelector('#storm').click()`)
    await tab.waitFor(`${textOf('result')}.includes('of')`)
    expect(await tab.evaluate(textOf('result'))).toBe('20 of 20')
    expect(shop.sap.grants('refresh_token')).toBe(1)
  })

  it('two tabs share one refresh', async () => {
    await signIn(tab)
    const other = await firefox.openTab()
    await other.goto(shop.app.url)
    expect(await other.evaluate(textOf('logged-in'))).toBe('true')
    shop.sap.expireAccessTokens()
    await Promise.all([tab, other].map(({ evaluate }) => evaluate(`document.querySelector('#storm').click()`)))
    for (const { waitFor } of [tab, other]) await waitFor(`${textOf('result')} === '20 of 20'`)
    expect(shop.sap.grants('refresh_token')).toBe(1)
  })

  it('a sign-out is one in all tabs, for good', async () => {
    await signIn(tab)
    const other = await firefox.openTab()
    await other.goto(shop.app.url)
    await tab.evaluate('session.signOut().then(() => undefined)')
    for (const { waitFor } of [tab, other]) await waitFor(`${textOf('logged-in')} === 'false'`)
    await other.goto(shop.app.url)
    expect(await other.evaluate(textOf('logged-in'))).toBe('false')
    expect(await other.evaluate(`sdk.sapcc.getUser({}).then(user => user.uid, error => error.status)`)).not.toBe('jane@example.com')
  })

  it('the cart of a visitor is one in two tabs, and the customer\'s after the sign-in', async () => {
    const other = await firefox.openTab()
    await other.goto(shop.app.url)
    const add = `Promise.all(['325234', '23355'].map(code => sdk.sapcc.createCartEntry({ orderEntry: { product: { code }, quantity: 1 } }))).then(() => '')`
    await Promise.all([tab, other].map(({ evaluate }) => evaluate(add)))
    const quantities = 'sdk.sapcc.getCart({ fields: "FULL" }).then(cart => cart.entries.map(entry => entry.quantity))'
    expect(await other.evaluate(quantities)).toEqual([2, 2])
    expect(shop.sap.ledger().writes.filter(({ operationId }) => operationId === 'createCart')).toHaveLength(1)
    await signIn(tab)
    expect(await tab.evaluate(quantities)).toEqual([2, 2])
  })

  it('an add that was not awaited is in the cart, although the page was left', async () => {
    shop.sap.faults({ target: 'occ', operationId: 'createCartEntry', delayMs: 700, count: 1 })
    await tab.evaluate(`(() => {
      void sdk.sapcc.createCartEntry({ orderEntry: { product: { code: '325234' }, quantity: 1 } }).catch(() => undefined)
      location.href = '/account?left'
    })()`)
    await tab.waitFor(`location.search === '?left'`)
    await expect.poll(async () => {
      await tab.goto(shop.app.url)
      return await tab.evaluate('sdk.sapcc.getCart({ fields: "FULL" }).then(cart => (cart.entries ?? []).length)')
    }, { timeout: 10_000, interval: 500 }).toBe(1)
  })
})
