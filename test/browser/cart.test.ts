import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage } from '../harness/browser.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'

describe('the anonymous cart in the browser', () => {
  let sap: RunningSap
  let app: RunningApp
  let browser: Browser

  beforeAll(async () => {
    sap = await startSap({ generation: 'jdk21' })
    app = await startApp({ env: sap.env })
    browser = await launchBrowser()
  })

  afterAll(async () => {
    await browser?.close()
    await app?.stop()
    await sap?.stop()
  })

  it('is one however many adds come at once, from two tabs', async () => {
    const first = await openPage(browser)
    await first.goto(app.url)
    const second = await first.openTab()
    await second.goto(app.url)
    const add = `Promise.all(['325234', '23355', '358639'].map(code => sdk.sapcc.createCartEntry({ orderEntry: { product: { code }, quantity: 1 } })))`
    await Promise.all([first.page.evaluate(`${add}.then(() => undefined)`), second.page.evaluate(`${add}.then(() => undefined)`)])
    expect(await second.page.evaluate('sdk.sapcc.getCart({ fields: "FULL" }).then(cart => cart.entries.map(entry => entry.quantity))')).toEqual([2, 2, 2])
    expect(sap.ledger().writes.filter(({ operationId }) => operationId === 'createCart')).toHaveLength(1)
    // Addresses that the browser sees name no cart, and no script can read the cookie.
    expect(first.requests.filter(({ url }) => url.includes('guid'))).toEqual([])
    expect(await first.page.evaluate('document.cookie')).toBe('')
    await first.close()
  })
})
