import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startAlokai } from '../harness/alokai.ts'
import type { Alokai } from '../harness/alokai.ts'
import { launchBrowser, openPage } from '../harness/browser.ts'
import type { WatchedPage } from '../harness/browser.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'

// The browser calls another origin, with CORS and its cookies; nothing of SAP is configured at the app.
describe('an Alokai middleware elsewhere, in Chromium', () => {
  let alokai: Alokai
  let app: RunningApp
  let browser: Browser
  let tab: WatchedPage

  beforeAll(async () => {
    alokai = await startAlokai()
    app = await startApp({ env: { NUXT_PUBLIC_SAPCC_API_URL: alokai.url, NUXT_SAPCC_SESSION_PASSWORD: '' } })
    browser = await launchBrowser()
  })

  afterAll(async () => {
    await browser?.close()
    await app?.stop()
    await alokai?.stop()
  })

  beforeEach(async () => {
    alokai.reset()
    tab = await openPage(browser)
    const [name = '', value = ''] = alokai.signIn().split('=')
    await tab.page.context().addCookies([{ name, value, url: app.url, httpOnly: true, sameSite: 'Lax' }])
  })

  afterEach(async () => {
    await tab?.close()
  })

  const text = (id: string) => tab.page.locator(`#${id}`).innerText()

  it('repeats after hydration what rendering left, after one refresh', async () => {
    alokai.expire()
    const response = await tab.page.goto(`${app.url}/account`, { waitUntil: 'commit' })
    expect(await response!.text()).not.toContain('Jane Doe')
    expect(await response!.headerValues('set-cookie')).toEqual([])
    await expect.poll(() => text('name').catch(() => '')).toBe('Jane Doe')
    await expect.poll(() => text('addresses')).toBe('1')
    expect(await text('error')).toBe('')
    expect(await text('refreshed')).toBe('expires_in,scope,token_type')
    expect(alokai.count('OAuthUserTokenRefresh')).toBe(1)
    expect(tab.errors.filter(error => !error.includes('404'))).toEqual([])
    // This app has no session of its own to ask for.
    expect(tab.requests.filter(({ url }) => url.startsWith(`${app.url}/api/`))).toEqual([])
  })

  it('answers twenty parallel calls after expiry with one refresh', async () => {
    await tab.goto(app.url)
    alokai.expire()
    await tab.page.click('#storm')
    await expect.poll(() => text('result')).toBe('20 of 20')
    expect(alokai.count('OAuthUserTokenRefresh')).toBe(1)
    expect(alokai.count('getUser')).toBe(40)
    alokai.expire()
    await tab.page.click('#storm')
    await expect.poll(() => alokai.count('getUser')).toBe(80)
    // Which of the two names it knows is asked once.
    expect(alokai.count('refreshUserToken')).toBe(1)
    expect(alokai.count('OAuthUserTokenRefresh')).toBe(2)
  })

  it('gives the original error after a refusal', async () => {
    await tab.goto(app.url)
    alokai.revoke()
    const outcome = await tab.page.evaluate('sdk.sapcc.getUser({}).catch(error => [error.status, error.message, error.cause.status])')
    expect(outcome).toEqual([401, 'Request failed with status code 401', 400])
  })
})
