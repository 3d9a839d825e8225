import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startAlokai } from '../harness/alokai.ts'
import type { Alokai } from '../harness/alokai.ts'
import { useTab } from '../harness/browser.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'

// The browser calls another origin, with CORS and its cookies; nothing of SAP is configured at the app.
describe('an Alokai middleware elsewhere, in Chromium', () => {
  let alokai: Alokai
  let app: RunningApp
  const tab = useTab()

  beforeAll(async () => {
    alokai = await startAlokai()
    app = await startApp({ env: { NUXT_PUBLIC_SAPCC_API_URL: alokai.url, NUXT_SAPCC_SESSION_PASSWORD: '' } })
  })

  afterAll(async () => {
    await app?.stop()
    await alokai?.stop()
  })

  beforeEach(async () => {
    alokai.reset()
    const [name = '', value = ''] = alokai.signIn().split('=')
    await tab.page.context().addCookies([{ name, value, url: app.url, httpOnly: true, sameSite: 'Lax' }])
  })

  const text = (id: string) => tab.page.locator(`#${id}`).innerText()

  it('repeats after hydration the calls that rendering left to the browser, after one refresh', async () => {
    alokai.expire()
    const response = await tab.page.goto(`${app.url}/account`, { waitUntil: 'commit' })
    expect(await response!.text()).not.toContain('Jane Doe')
    expect(await response!.headerValues('set-cookie')).toEqual([])
    await expect.poll(() => text('name').catch(() => '')).toBe('Jane Doe')
    await expect.poll(() => text('addresses')).toBe('1')
    expect(await text('error')).toBe('')
    expect(await text('refreshed')).toBe('expires_in,scope,token_type')
    expect(alokai.count('OAuthUserTokenRefresh')).toBe(1)
    // The page asks for the session, with the expired token.
    expect(tab.errors.filter(error => !/40[14]/.test(error))).toEqual([])
    // This app has no session of its own to ask for.
    expect(tab.requests.filter(({ url }) => url.startsWith(`${app.url}/api/`))).toEqual([])
  })

  it('answers twenty parallel calls after expiry with one refresh', async () => {
    await tab.goto(app.url)
    // The page asks for the session.
    await expect.poll(() => alokai.count('getUser')).toBe(1)
    alokai.calls.length = 0
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
    // The page asks for the session.
    await expect.poll(() => alokai.count('getUser')).toBe(1)
    alokai.revoke()
    const outcome = await tab.page.evaluate('sdk.sapcc.getUser({}).catch(error => [error.status, error.message, error.cause.statusCode, error.cause.cause.status])')
    expect(outcome).toEqual([401, 'Request failed with status code 401', 401, 400])
  })

  it('refreshes once for two tabs', async () => {
    await tab.goto(app.url)
    const other = await tab.openTab()
    await other.goto(app.url)
    await expect.poll(() => alokai.count('getUser')).toBe(2)
    alokai.expire()
    const names = await Promise.all([tab, other].map(({ page }) => page.evaluate('sdk.sapcc.getUser({}).then(user => user.name)')))
    expect(names).toEqual(['Jane Doe', 'Jane Doe'])
    expect(alokai.count('OAuthUserTokenRefresh')).toBe(1)
  })

  it('keeps a session whose refresh is answered after the page was left', async () => {
    await tab.goto(app.url)
    await expect.poll(() => alokai.count('getUser')).toBe(1)
    alokai.expire()
    const refreshes = alokai.holdRefreshes()
    await tab.page.evaluate('void sdk.sapcc.getUser({}).catch(() => {})')
    await expect.poll(() => alokai.count('OAuthUserTokenRefresh')).toBe(1)
    const [before] = await tab.page.context().cookies(app.url)
    await tab.page.goto('about:blank')
    refreshes.release()
    await expect.poll(async () => (await tab.page.context().cookies(app.url))[0]?.value).not.toBe(before?.value)
    await tab.goto(`${app.url}/account`)
    await expect.poll(() => text('name')).toBe('Jane Doe')
    expect(alokai.count('OAuthUserTokenRefresh')).toBe(1)
  })

  it.each([['a customer', true], ['an anonymous visitor', false]])('knows %s', async (_, isSignedIn) => {
    if (!isSignedIn) await tab.page.context().clearCookies()
    await tab.goto(`${app.url}/account`)
    await expect.poll(() => text('ready')).toBe('true')
    expect(await text('logged-in')).toBe(String(isSignedIn))
  })

  it('knows a customer whose access token has expired, and tells no callback of an anonymous visitor', async () => {
    await tab.goto(app.url)
    // The page asks for the session: what it asks must not expire on the way, it would refresh while it is left.
    await expect.poll(() => alokai.count('getUser')).toBe(1)
    alokai.expire()
    await tab.goto(`${app.url}/account`)
    await expect.poll(() => text('logged-in')).toBe('true')
    await tab.page.context().clearCookies()
    await tab.goto(app.url)
    await expect.poll(() => tab.page.evaluate('useNuxtApp().payload.state["sapcc:session"].ready')).toBe(true)
    expect(await tab.page.evaluate('useNuxtApp().payload.state["$srefresh-errors"] ?? []')).toEqual([])
  })

  it('sends visitors who are not signed in to the login page, and customers not', async () => {
    const guarded = await startApp({ env: { NUXT_PUBLIC_SAPCC_API_URL: alokai.url, NUXT_SAPCC_SESSION_PASSWORD: '', NUXT_PUBLIC_SAPCC_LOGIN_PAGE: '/' } })
    const [name = '', value = ''] = alokai.signIn().split('=')
    await tab.page.context().addCookies([{ name, value, url: guarded.url, httpOnly: true, sameSite: 'Lax' }])
    try {
      await tab.goto(`${guarded.url}/guarded`)
      await expect.poll(() => alokai.count('getUser')).toBeGreaterThan(0)
      await expect.poll(() => text('guarded')).toBe('Only for customers')
      expect(new URL(tab.page.url()).pathname).toBe('/guarded')
      await tab.page.context().clearCookies()
      await tab.page.goto(`${guarded.url}/guarded`)
      await expect.poll(() => tab.page.url()).toBe(`${guarded.url}/?returnTo=/guarded`)
    }
    finally {
      await guarded.stop()
    }
  })
})
