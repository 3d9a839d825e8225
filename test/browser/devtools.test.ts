import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage } from '../harness/browser.ts'
import type { WatchedPage } from '../harness/browser.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { startDevApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'

describe('the DevTools tab in Chromium', () => {
  let sap: RunningSap
  let app: RunningApp
  let browser: Browser
  let shop: WatchedPage
  let tab: WatchedPage

  beforeAll(async () => {
    sap = await startSap({ generation: 'jdk21', accessTokenTtl: 300 })
    app = await startDevApp({ env: sap.env })
    browser = await launchBrowser()
    shop = await openPage(browser)
    tab = await shop.openTab()
  })

  afterAll(async () => {
    await browser?.close()
    await app?.stop()
    await sap?.stop()
  })

  const run = (page: Page, code: string) => page.evaluate(`Promise.resolve(${code}).then(() => undefined)`)
  const lines = async (lane: string) => (await tab.page.locator('#timeline li', { has: tab.page.locator('.lane', { hasText: lane }) }).allInnerTexts()).map(text => text.replaceAll(/\s+/g, ' '))

  it('shows a session, its expiry by a button, and the refresh and retries that cure it, with their causes', async () => {
    await shop.goto(`${app.url}/data`)
    await tab.page.goto(`${app.url}/__sapcc_devtools`)
    await expect.poll(() => tab.page.innerText('#who')).toBe('Nobody is signed in')
    await run(shop.page, `session.signIn({ username: 'jane@example.com', password: 'Password1!' })`)
    await expect.poll(() => tab.page.innerText('#standing')).toMatch(/Signed in, token valid for \d/)
    await tab.page.click('[data-action=expire]')
    await expect.poll(() => tab.page.innerText('#done')).toBe('Expire access tokens: done')
    await run(shop.page, `Promise.all([sdk.sapcc.getUser(), sdk.sapcc.getAddresses()])`)
    await expect.poll(() => lines('browser')).toEqual(expect.arrayContaining([
      expect.stringMatching(/refreshUserToken.*refresh.*after 401 of get.*200$/),
      expect.stringMatching(/getUser.*retry.*again, with the new token.*200$/),
      expect.stringMatching(/getUser.*401$/),
    ]) as string[])
    await expect.poll(() => lines('server')).toEqual(expect.arrayContaining([
      expect.stringMatching(/OAuth: token \(refresh_token\).*200$/),
      expect.stringMatching(/GET getUser.*SAP refuses the token.*401$/),
    ]) as string[])
    expect(await tab.page.innerText('#facts')).toMatch(/Refreshes\s*1\b/)
    expect(await tab.page.innerText('#settings')).toContain('NUXT_SAPCC_API_URI')
    expect([...tab.errors, ...shop.errors.filter(error => !error.includes('401'))]).toEqual([])
  })

  it('fits the width of a phone, and shows the session first', async () => {
    await tab.page.setViewportSize({ width: 390, height: 844 })
    expect(await tab.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
    const [session, timeline] = await Promise.all(['#session-title', '#timeline-title'].map(id => tab.page.locator(id).boundingBox()))
    expect(session!.y).toBeLessThan(timeline!.y)
  })
})
