import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openPage, useBrowser } from '../harness/browser.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'

describe('the anonymous cart in the browser', () => {
  let sap: RunningSap
  let app: RunningApp
  const browser = useBrowser()

  beforeAll(async () => {
    sap = await startSap({ generation: 'jdk21' })
    app = await startApp({ env: sap.env })
  })

  afterAll(async () => {
    await app?.stop()
    await sap?.stop()
  })

  it('is one cart for all adds that two tabs send at once', async () => {
    const first = await openPage(browser())
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

  describe('that the page is left before', () => {
    const quantities = 'sdk.sapcc.getCart({ fields: "FULL" }).then(cart => (cart.entries ?? []).map(entry => entry.quantity))'
    const add = (code: string) => `void sdk.sapcc.createCartEntry({ orderEntry: { product: { code: '${code}' }, quantity: 1 } }).catch(() => undefined)`

    beforeEach(() => {
      sap.reset()
      sap.faults({ target: 'occ', operationId: 'createCartEntry', delayMs: 700 })
    })

    it.each<[who: string, before: string]>([
      ['a visitor without a cart', ''],
      ['a visitor with one', `await sdk.sapcc.createCartEntry({ orderEntry: { product: { code: '325234' }, quantity: 1 } })`],
      ['a customer', `await session.signIn({ username: 'jane@example.com', password: 'Password1!' })`],
    ])('has every add that was not awaited: %s', async (_, before) => {
      const shopper = await openPage(browser())
      await shopper.goto(app.url)
      await shopper.page.evaluate(`(async () => { ${before} })()`)
      const codes = ['325234', '23355', '358639']
      await shopper.page.evaluate(`{ ${codes.map(add).join('; ')}; location.href = '/account?left' }`)
      await shopper.page.waitForURL(/left/)
      await vi.waitFor(async () => {
        await shopper.goto(app.url)
        expect(await shopper.page.evaluate<number[]>(quantities)).toHaveLength(3)
      }, { timeout: 10_000, interval: 500 })
      const writes = sap.ledger().writes.map(({ operationId }) => operationId)
      expect(writes.filter(name => name === 'createCart')).toHaveLength(1)
      expect(writes.filter(name => name === 'createCartEntry')).toHaveLength(before.includes('createCartEntry') ? 4 : 3)
      await shopper.close()
    })

    it('has an add without the browser\'s limit for requests that outlive the page in its way', async () => {
      const shopper = await openPage(browser())
      await shopper.goto(app.url)
      const large = `sdk.sapcc.createCartEntry({ orderEntry: { product: { code: '325234' }, quantity: 1, comment: 'x'.repeat(30_000) } })`
      await shopper.page.evaluate(`session.signIn({ username: 'jane@example.com', password: 'Password1!' }).then(() => Promise.all([${large}, ${large}, ${large}])).then(() => undefined)`)
      expect(await shopper.page.evaluate(quantities)).toEqual([3])
      expect(shopper.errors).toEqual([])
      await shopper.close()
    })
  })
})
