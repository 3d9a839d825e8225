import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openPage, useBrowser, useTab } from '../harness/browser.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'

/** What the fixture's start page leaves on `window`. */
interface TestWindow {
  sdk: { sapcc: Record<string, (...args: unknown[]) => Promise<unknown>> }
}

const browser = useBrowser()

describe.each(['legacy', 'jdk21'] as const)('in Chromium (%s)', (generation) => {
  let sap: RunningSap
  let app: RunningApp
  let refreshingApp: RunningApp
  const tab = useTab(browser)

  beforeAll(async () => {
    sap = await startSap({ generation, accessTokenTtl: 5 })
    app = await startApp({ env: sap.env })
    refreshingApp = await startApp({ env: { ...sap.env, NUXT_PUBLIC_SAPCC_SSR_REFRESH_ENABLED: 'true' } })
  })

  afterAll(async () => {
    await app?.stop()
    await refreshingApp?.stop()
    await sap?.stop()
  })

  beforeEach(() => sap.reset())

  const call = (page: Page, operation: string, ...args: unknown[]) =>
    page.evaluate(([name, params]) => (window as unknown as TestWindow).sdk.sapcc[name as string]!(...params as unknown[]), [operation, args] as const)
  const text = (page: Page, id: string) => page.locator(`#${id}`).innerText()

  async function signIn(url: string): Promise<void> {
    await tab.goto(url)
    await call(tab.page, 'signUserIn', { username: 'jane@example.com', password: 'Password1!' })
  }

  /** Longer than the access token lives. */
  const expiry = () => new Promise(resolve => setTimeout(resolve, 6000))

  it('answers twenty parallel calls after expiry with exactly one refresh', async () => {
    await signIn(app.url)
    expect(await text(tab.page, 'logged-in')).toBe('true')
    await expiry()
    await tab.page.click('#storm')
    await tab.page.waitForFunction(() => document.querySelector('#result')?.textContent?.includes('of'))
    expect(await text(tab.page, 'result')).toBe('20 of 20')
    expect(sap.grants('refresh_token')).toBe(1)
    expect(sap.stats().token.byGrant.refresh_token).toMatchObject({ invalid_grant: 0, error: 0 })
    expect(await text(tab.page, 'logged-in')).toBe('true')
  })

  it('navigates after expiry without an interruption', async () => {
    await signIn(app.url)
    await expiry()
    await tab.page.click('#to-account')
    await expect.poll(() => text(tab.page, 'name').catch(() => '')).toBe('Jane Doe')
    expect(await text(tab.page, 'refreshed')).toBe('expires_in,scope,token_type')
    expect(sap.grants('refresh_token')).toBe(1)
    expect(tab.errors.filter(error => !error.includes('401'))).toEqual([])
  })

  it('fills a page in after hydration when rendering refresh is off', async () => {
    await signIn(app.url)
    await expiry()
    const before = await tab.page.context().cookies()
    const response = await tab.page.goto(`${app.url}/account`, { waitUntil: 'commit' })
    expect(await response!.text()).not.toContain('Jane Doe')
    expect(await response!.headerValues('set-cookie')).toEqual([])
    await expect.poll(() => text(tab.page, 'name').catch(() => '')).toBe('Jane Doe')
    await expect.poll(() => text(tab.page, 'addresses')).not.toBe('')
    expect(await text(tab.page, 'error')).toBe('')
    expect(sap.grants('refresh_token')).toBe(1)
    expect(await tab.page.context().cookies()).not.toEqual(before)
    expect(tab.errors).toEqual([])
  })

  it('repeats what requests of the server to itself could not get, when rendering refresh is off', async () => {
    await signIn(app.url)
    await expiry()
    const response = await tab.page.goto(`${app.url}/inner/plain`, { waitUntil: 'commit' })
    expect(await response!.text()).not.toContain('Jane Doe')
    for (const way of ['own', 'proxied', 'operation', 'nested']) await expect.poll(() => text(tab.page, way).catch(() => '')).toBe('Jane Doe')
    expect(sap.grants('refresh_token')).toBe(1)
    expect(tab.errors).toEqual([])
  })

  it.each([['on', () => refreshingApp], ['off', () => app]] as const)('shows the customer on the app\'s error page of an unknown path, at the latest after hydration, rendering refresh being %s', async (isOn, which) => {
    const { url } = which()
    await signIn(url)
    await expiry()
    const response = await tab.page.goto(`${url}/no-such-page`, { waitUntil: 'commit' })
    expect(response!.status()).toBe(404)
    expect((await response!.text()).includes('Jane Doe')).toBe(isOn === 'on')
    expect((await response!.headerValues('set-cookie')).some(line => /sapcc-[\da-z]+-s-/.test(line))).toBe(isOn === 'on')
    await expect.poll(() => text(tab.page, 'error-user').catch(() => '')).toBe('Jane Doe')
    expect(sap.grants('refresh_token')).toBe(1)
  })

  it('gets a finished page when rendering refresh is on', async () => {
    await signIn(refreshingApp.url)
    await expiry()
    const response = await tab.page.goto(`${refreshingApp.url}/account`)
    expect(await response!.text()).toContain('Jane Doe')
    expect((await response!.headerValues('set-cookie')).join()).toMatch(/sapcc-[\da-z]+-s-/)
    expect(sap.grants('refresh_token')).toBe(1)
    await tab.goto(refreshingApp.url)
    expect(await call(tab.page, 'getUser', {})).toMatchObject({ name: 'Jane Doe' })
    expect(sap.grants('refresh_token')).toBe(1)
    expect(tab.errors).toEqual([])
  })

  it('does not show a visitor as signed in when a cache serves them a customer\'s page', async () => {
    await signIn(app.url)
    const response = await tab.page.goto(`${app.url}/account`)
    const html = await response!.text()
    expect(html).toContain('Jane Doe')
    const stranger = await openPage(browser())
    try {
      await stranger.page.route('**/account', route => route.fulfill({ contentType: 'text/html', body: html }))
      await stranger.goto(`${app.url}/account`)
      await expect.poll(() => text(stranger.page, 'logged-in')).toBe('false')
    }
    finally {
      await stranger.close()
    }
  })

  it('shows a customer as signed in when a cache serves them an anonymous visitor\'s page', async () => {
    await tab.goto(`${app.url}/`)
    const html = await (await tab.page.goto(`${app.url}/`))!.text()
    await signIn(app.url)
    await tab.page.route(`${app.url}/`, route => route.fulfill({ contentType: 'text/html', body: html }))
    await tab.goto(`${app.url}/`)
    await expect.poll(() => text(tab.page, 'logged-in')).toBe('true')
    await tab.page.unroute(`${app.url}/`)
  })

  it('asks no more who is signed in once it knows', async () => {
    await signIn(app.url)
    const asked: string[] = []
    tab.page.on('request', request => request.url().includes('getSession') && asked.push(request.url()))
    for (let visits = 0; visits < 2; visits += 1) {
      await tab.goto(`${app.url}/account`)
      expect(await text(tab.page, 'name')).toBe('Jane Doe')
    }
    expect(asked).toEqual([])
  })

  it('does not show the customer\'s page by going back after the sign-out', async () => {
    await signIn(app.url)
    await tab.goto(`${app.url}/account`)
    expect(await text(tab.page, 'name')).toBe('Jane Doe')
    await tab.goto(app.url)
    await call(tab.page, 'signUserOut')
    await tab.page.goBack()
    await expect.poll(() => text(tab.page, 'logged-in').catch(() => '')).toBe('false')
    expect(await tab.page.content()).not.toContain('Jane Doe')
  })

  it('learns after hydration that rendering has ended the session', async () => {
    await signIn(refreshingApp.url)
    sap.expireAccessTokens()
    sap.revokeSessions()
    await tab.goto(`${refreshingApp.url}/account`)
    await expect.poll(() => text(tab.page, 'logged-in')).toBe('false')
    // The refusal leaves a mark beside the content: an answer of another tab's may have brought newer content.
    expect((await tab.page.context().cookies(refreshingApp.url)).filter(({ name }) => /sapcc-[\da-z]+-x-/.test(name))).toHaveLength(1)
  })

  describe.each([['has expired', true], ['was revoked', false]] as const)('when a session is over whose access token %s', (_, isExpired) => {
    /** A customer's tab whose session SAP has ended since. */
    async function idleTab(url: string): Promise<void> {
      await signIn(url)
      if (isExpired) await expiry()
      sap.revokeSessions()
    }

    const goTo = (path: string) => tab.page.evaluate(`useNuxtApp().$router.push('${path}').then(() => undefined)`)

    it.each([['/catalogue', 'name'], ['/data', 'product']])('shows everybody\'s data after a navigation of a tab that was idle: %s', async (path, id) => {
      await idleTab(app.url)
      await goTo(path)
      await expect.poll(() => text(tab.page, id).catch(() => '')).toContain(path === '/data' ? 'SDXC' : 'Photosmart')
      expect(await text(tab.page, 'error')).toBe('')
      expect(await tab.page.evaluate('session.loggedIn.value')).toBe(false)
      expect(sap.stats().token.byGrant.refresh_token).toMatchObject({ success: 0, invalid_grant: 1 })
    })

    it('refuses to put into anybody\'s cart what the customer adds, and says why', async () => {
      await idleTab(app.url)
      const type = await tab.page.evaluate(`sdk.sapcc.createCartEntry({ orderEntry: { product: { code: '325234' }, quantity: 1 } }).then(() => 'added', error => error.status + ' ' + error.data.type)`)
      expect(type).toBe(`401 ${isExpired ? 'SessionEndedError' : generation === 'legacy' ? 'InvalidTokenError' : 'InvalidBearerTokenError'}`)
      expect(sap.requests('createCartEntry').filter(({ status }) => status === 200)).toEqual([])
    })

    it.each([['on', () => refreshingApp], ['off', () => app]] as const)('renders everybody\'s data, or shows it after hydration, rendering refresh being %s', async (isOn, which) => {
      const { url } = which()
      await idleTab(url)
      const response = await tab.page.goto(`${url}/catalogue`)
      if (isOn === 'on') expect(await response!.text()).toContain('Photosmart')
      await expect.poll(() => text(tab.page, 'name').catch(() => '')).toContain('Photosmart')
      expect(await text(tab.page, 'error')).toBe('')
      await expect.poll(() => text(tab.page, 'logged-in')).toBe('false')
    })
  })

  it('shares one refresh and one session state between tabs', async () => {
    await signIn(app.url)
    const other = await tab.openTab()
    await other.goto(app.url)
    expect(await text(other.page, 'logged-in')).toBe('true')
    await expiry()
    await Promise.all([tab, other].map(({ page }) => page.click('#storm')))
    for (const { page } of [tab, other]) await expect.poll(() => text(page, 'result')).toBe('20 of 20')
    expect(sap.grants('refresh_token')).toBe(1)
    await call(tab.page, 'signUserOut')
    await expect.poll(() => text(other.page, 'logged-in')).toBe('false')
  })

  it('does not refresh again for a page whose tokens another tab has renewed meanwhile', async () => {
    await signIn(app.url)
    const other = await tab.openTab()
    await other.goto(app.url)
    await expiry()
    // The page is there, its scripts are not yet.
    let release = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    await tab.page.route('**/_nuxt/**', route => released.then(() => route.continue()))
    await tab.page.goto(`${app.url}/account`, { waitUntil: 'commit' })
    await call(other.page, 'getUser', {})
    expect(sap.grants('refresh_token')).toBe(1)
    release()
    await expect.poll(() => text(tab.page, 'name').catch(() => '')).toBe('Jane Doe')
    expect(sap.grants('refresh_token')).toBe(1)
    // The other tab was told of it.
    expect(await text(tab.page, 'refreshed')).toBe('')
  })

  it('keeps the session through an outage', async () => {
    await signIn(app.url)
    await expiry()
    sap.faults({ target: 'token', status: 503 })
    const outage = await call(tab.page, 'getUser', {}).then(() => undefined, (error: Error) => error.message)
    expect(outage).toContain('could not be renewed right now')
    expect(await text(tab.page, 'logged-in')).toBe('true')
    sap.clearFaults()
    expect(await call(tab.page, 'getUser', {})).toMatchObject({ name: 'Jane Doe' })
  })

  it('stores cookies that no script can read', async () => {
    await signIn(app.url)
    const cookies = await tab.page.context().cookies()
    expect(cookies.length).toBeGreaterThan(0)
    for (const cookie of cookies) expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', path: '/' })
    expect(cookies.every(cookie => cookie.name.startsWith('__Host-'))).toBe(true)
    expect(await tab.page.evaluate(() => document.cookie)).toBe('')
    const { 'vue-router:scroll': _, ...stored } = await tab.page.evaluate(() => ({ ...localStorage, ...sessionStorage })) as Record<string, string>
    // Which session it is, for pages from caches: no secret, since every customer's page says it too.
    expect(stored).toEqual({ 'sapcc:session:/api/sapcc': (await call(tab.page, 'getSession', {}) as { sessionKey: string }).sessionKey })
  })

  it('hydrates an error as the class it was', async () => {
    await tab.goto(`${app.url}/product-error`)
    expect(await text(tab.page, 'error')).toBe('true 400 400 UnknownIdentifierError')
    expect(tab.errors).toEqual([])
  })
})
