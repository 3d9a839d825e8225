import { strict as assert } from 'node:assert'
import { launchBrowser, openPage } from '../../harness/browser.ts'
import { Client } from '../../harness/client.ts'
import { eventually, expectRenewal, signedIn, textOf } from './world.ts'
import type { Scenario } from './world.ts'

/** What a page shows that is made of the module's composables and components. */
function shownIn(html: string): Record<string, unknown> {
  const texts = Object.fromEntries(['product', 'name', 'error', 'count'].map(id => [id, textOf(html, id)]))
  return { ...texts, signIn: html.includes('id="sign-in"'), signOut: html.includes('id="sign-out"') }
}

const rendered: Scenario = async (world) => {
  const { html } = await new Client(world.url).page('/composables')
  assert.deepEqual(shownIn(html), { product: '325234', name: '', error: '', count: '0', signIn: true, signOut: false })
  const client = await signedIn(world, 'john@example.com')
  const cart = await client.call('createCartEntry', { orderEntry: { product: { code: '325234' }, quantity: 2 } }) as { quantityAdded: number }
  assert.equal(cart.quantityAdded, 2)
  const before = world.sap.grants('refresh_token')
  const cookies = client.jar.snapshot()
  world.sap.expireAccessTokens()
  const page = await client.page('/composables')
  assert.deepEqual(shownIn(page.html), { product: '325234', name: 'John Smith', error: '', count: '2', signIn: false, signOut: true })
  assert.equal(world.sap.grants('refresh_token') - before, 1)
  expectRenewal(world, client, cookies)
}

/** What all platforms have to do with the composables, without a browser. */
export const composablesScenarios = {
  'composables while rendering': rendered,
} as const satisfies Record<string, Scenario>

/** The same page in a browser, where the composables depend on the version of Nuxt. */
export const composablesInBrowser: Scenario = async ({ url, sap }) => {
  const browser = await launchBrowser()
  try {
    const { page, goto, errors, requests } = await openPage(browser)
    const text = (id: string) => page.locator(`#${id}`).innerText()
    const becomes = (id: string, wanted: string) => eventually(`#${id} is "${wanted}"`, async () => await text(id) === wanted, 8000)
    await goto(`${url}/composables`)
    assert.deepEqual([await text('product'), await text('name'), await text('count')], ['325234', '', '0'])
    // Everything was in the page.
    assert.deepEqual(requests.filter(({ method }) => method === 'POST'), [])
    await page.locator('#add').click()
    await becomes('count', '1')
    await page.locator('#sign-in').click()
    await becomes('name', 'Jane Doe')
    await page.locator('#sign-out').waitFor()
    // The visitor's cart becomes the customer's.
    await page.waitForLoadState('networkidle')
    sap.expireAccessTokens()
    const [before, grants] = [Number(await text('count')), sap.grants('refresh_token')]
    await page.locator('#add').click()
    await becomes('count', String(before + 1))
    assert.equal(sap.grants('refresh_token') - grants, 1)
    await page.locator('#sign-out').click()
    await becomes('name', '')
    await page.locator('#sign-in').waitFor()
    assert.deepEqual(errors.filter(error => !error.includes('401')), [])
  }
  finally {
    await browser.close()
  }
}
