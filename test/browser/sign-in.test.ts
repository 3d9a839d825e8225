import { getBrowser, waitForHydration } from '@nuxt/test-utils/e2e'
import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { useTab } from '../harness/browser.ts'
import { useShop } from '../harness/shop.ts'

/** What the fixture's start page leaves on `window`, and Nuxt. */
interface TestWindow {
  sdk: { sapcc: Record<string, (...args: unknown[]) => Promise<unknown>> }
  session: {
    signIn: (credentials: { username: string, password: string }) => Promise<unknown>
    signOut: () => Promise<unknown>
    login: (returnTo?: string) => Promise<unknown>
  }
  useNuxtApp: () => { $router: { push: (path: string) => Promise<unknown> } }
}

/** How many cookies of sessions the browser holds, by what they are for. */
async function sessionCookies(page: Page): Promise<{ content: number, mark: number }> {
  const names = (await page.context().cookies()).map(({ name }) => name)
  return { content: names.filter(name => /sapcc-[\da-z]+-s-/.test(name)).length, mark: names.filter(name => /sapcc-[\da-z]+-x-/.test(name)).length }
}

describe.each(['legacy', 'jdk21'] as const)('signing in and out in Chromium (%s)', (generation) => {
  const shop = useShop({ sap: { generation }, browser: true })
  const tab = useTab(getBrowser)

  beforeEach(() => shop.sap.reset())

  const text = (page: Page, id: string) => page.locator(`#${id}`).innerText()
  const nameOf = (page: Page) => page.evaluate(() => (window as unknown as TestWindow).sdk.sapcc.getUser!({})) as Promise<{ name: string }>
  const signIn = (page: Page, username = 'jane@example.com', password = 'Password1!') => page.evaluate(
    credentials => (window as unknown as TestWindow).session.signIn(credentials).then(() => '', (error: { data?: { type?: string } }) => error.data?.type ?? String(error)),
    { username, password },
  )
  const signOut = (page: Page) => page.evaluate(() => (window as unknown as TestWindow).session.signOut().then(() => undefined))

  /** Fills in the authorization server's own page. */
  async function fillIn(page: Page, username: string, password = 'Password1!'): Promise<void> {
    await page.waitForURL(`${shop.sap.url}/**`)
    await page.getByLabel('Email address').fill(username)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
  }

  it('sends a visitor who follows a link to a guarded page to the login, and back to that page', async () => {
    await tab.goto(shop.app.url)
    await tab.page.evaluate(() => void (window as unknown as TestWindow).useNuxtApp().$router.push('/guarded?from=menu'))
    await fillIn(tab.page, 'jane@example.com')
    await tab.page.waitForURL(`${shop.app.url}/guarded?from=menu`)
    expect(await text(tab.page, 'guarded')).toBe('Only for customers')
    expect(tab.errors).toEqual([])
  })

  it('does the same for a visitor who opens the page directly, also after a wrong password', async () => {
    await tab.page.goto(`${shop.app.url}/guarded`)
    await fillIn(tab.page, 'jane@example.com', 'wrong')
    await fillIn(tab.page, 'jane@example.com')
    await tab.page.waitForURL(`${shop.app.url}/guarded`)
    expect(shop.sap.grants('authorization_code')).toBe(1)
  })

  it('reads the session before it sends a visitor to the login from a page that was made for all visitors', async () => {
    await tab.goto(shop.app.url)
    await signIn(tab.page)
    let release = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    await tab.page.route(/getSession/, route => released.then(() => route.continue()))
    await tab.goto(`${shop.app.url}/cached`)
    expect(await text(tab.page, 'ready')).toBe('false')
    await tab.page.evaluate(() => void (window as unknown as TestWindow).useNuxtApp().$router.push('/guarded'))
    release()
    await tab.page.waitForURL(`${shop.app.url}/guarded`)
    expect(await text(tab.page, 'guarded')).toBe('Only for customers')
    expect(tab.errors).toEqual([])
  })

  it('logs in in two tabs at once', async () => {
    const other = await tab.openTab()
    for (const { page } of [tab, other]) await page.goto(`${shop.app.url}/api/sapcc/auth/login?returnTo=/account`)
    for (const { page } of [other, tab]) {
      await fillIn(page, 'jane@example.com')
      await page.waitForURL(`${shop.app.url}/account`)
      await expect.poll(() => text(page, 'name')).toBe('Jane Doe')
    }
  })

  it('tells the other tabs of a login by redirect', async () => {
    const other = await tab.openTab()
    await other.goto(shop.app.url)
    expect(await text(other.page, 'logged-in')).toBe('false')
    await tab.page.goto(`${shop.app.url}/guarded`)
    await fillIn(tab.page, 'jane@example.com')
    await tab.page.waitForURL(`${shop.app.url}/guarded`)
    await expect.poll(() => text(other.page, 'logged-in')).toBe('true')
  })

  it('tells wrong credentials from an authorization server that is down, and signs in afterwards', async () => {
    await tab.goto(shop.app.url)
    expect(await signIn(tab.page, 'jane@example.com', 'wrong')).toBe('BadCredentialsError')
    shop.sap.faults({ target: 'token', status: 503 }, { target: 'login', status: 503 })
    expect(await signIn(tab.page)).toBe('AuthorizationServerUnavailableError')
    shop.sap.clearFaults()
    expect(await text(tab.page, 'logged-in')).toBe('false')
    expect(await signIn(tab.page)).toBe('')
    expect(await text(tab.page, 'logged-in')).toBe('true')
    expect(await nameOf(tab.page)).toMatchObject({ name: 'Jane Doe' })
  })

  it('knows a visitor on a page that was made for everyone as soon as the browser has it', async () => {
    await tab.goto(shop.app.url)
    await signIn(tab.page)
    const response = await tab.page.goto(`${shop.app.url}/cached`)
    const html = await response!.text()
    expect(html).toMatch(/id="logged-in"[^>]*>\s*false/)
    expect(html).toMatch(/id="ready"[^>]*>\s*false/)
    expect(html).not.toContain('Jane Doe')
    expect(await response!.headerValues('set-cookie')).toEqual([])
    await waitForHydration(tab.page, tab.page.url(), 'hydration')
    await expect.poll(() => text(tab.page, 'ready')).toBe('true')
    await expect.poll(() => text(tab.page, 'logged-in')).toBe('true')
    expect(tab.errors).toEqual([])
  })

  it('signs out in all tabs, for good, also when the authorization server cannot be reached', async () => {
    await tab.goto(shop.app.url)
    await signIn(tab.page)
    const other = await tab.openTab()
    await other.goto(shop.app.url)
    shop.sap.faults({ target: 'revoke', status: 503 })
    await signOut(tab.page)
    expect(await text(tab.page, 'logged-in')).toBe('false')
    await expect.poll(() => text(other.page, 'logged-in')).toBe('false')
    expect(await sessionCookies(tab.page)).toEqual({ content: 0, mark: 1 })
    await other.goto(shop.app.url)
    expect(await text(other.page, 'logged-in')).toBe('false')
  })

  /** What a tab's hooks were told. */
  const told = (page: Page) => page.evaluate('told') as Promise<{ hook: string, sessionKey: string, isOwn: boolean }[]>
  const keyOf = (page: Page) => page.evaluate('session.sessionKey.value') as Promise<string | undefined>

  it('tells every tab once that the session is another person\'s, and not of a refresh or of the state that a page starts with', async () => {
    await tab.goto(shop.app.url)
    const other = await tab.openTab()
    await other.goto(shop.app.url)
    await signIn(tab.page)
    const jane = await keyOf(tab.page)
    await expect.poll(() => keyOf(other.page)).toBe(jane)
    shop.sap.expireAccessTokens()
    await nameOf(other.page)
    await signIn(tab.page, 'john@example.com')
    const john = await keyOf(tab.page)
    await expect.poll(() => keyOf(other.page)).toBe(john)
    await signOut(tab.page)
    await expect.poll(() => keyOf(other.page)).toBe('')
    for (const [page, isOwn] of [[tab.page, true], [other.page, false]] as const) {
      expect(await told(page)).toEqual([
        { hook: 'changed', sessionKey: jane, isOwn },
        { hook: 'ended', sessionKey: john, isOwn },
        { hook: 'changed', sessionKey: john, isOwn },
        { hook: 'ended', sessionKey: '', isOwn },
        { hook: 'changed', sessionKey: '', isOwn },
      ])
    }
    expect(new Set([jane, john, '']).size).toBe(3)
    await signIn(tab.page)
    await tab.page.reload()
    await waitForHydration(tab.page, tab.page.url(), 'hydration')
    expect(await told(tab.page)).toEqual([])
  })

  it('tells another tab that another customer has signed in by redirect', async () => {
    await tab.goto(shop.app.url)
    await signIn(tab.page)
    const other = await tab.openTab()
    await other.goto(shop.app.url)
    await tab.page.goto(`${shop.app.url}/api/sapcc/auth/login?returnTo=/guarded`)
    await fillIn(tab.page, 'john@example.com')
    await tab.page.waitForURL(`${shop.app.url}/guarded`)
    await expect.poll(() => told(other.page)).toMatchObject([{ hook: 'ended', isOwn: false }, { hook: 'changed', isOwn: false }])
    expect(await nameOf(other.page)).toMatchObject({ name: 'John Smith' })
  })

  it('leaves a guarded page for the login, and comes back to it, when the session ends elsewhere', async () => {
    await tab.goto(shop.app.url)
    await signIn(tab.page)
    await tab.goto(`${shop.app.url}/guarded?tab=orders`)
    const other = await tab.openTab()
    await other.goto(shop.app.url)
    await signOut(other.page)
    await fillIn(tab.page, 'jane@example.com')
    await tab.page.waitForURL(`${shop.app.url}/guarded?tab=orders`)
    // The tab that has signed out goes where its own code says.
    expect(other.page.url()).toBe(`${shop.app.url}/`)
  })

  it('leaves a guarded page when its own refresh is refused, and stays when it signs out itself', async () => {
    await tab.goto(shop.app.url)
    await signIn(tab.page)
    await tab.goto(`${shop.app.url}/guarded-data`)
    await signOut(tab.page)
    await expect.poll(() => text(tab.page, 'status')).toBe('anonymous')
    expect(tab.page.url()).toBe(`${shop.app.url}/guarded-data`)
    await signIn(tab.page)
    await expect.poll(() => text(tab.page, 'name')).toBe('Jane Doe')
    shop.sap.expireAccessTokens()
    shop.sap.revokeSessions()
    await nameOf(tab.page).catch(() => undefined)
    await tab.page.waitForURL(`${shop.sap.url}/**`)
  })

  it('notices with its next call that the session is gone', async () => {
    await tab.goto(shop.app.url)
    await signIn(tab.page)
    await tab.page.context().clearCookies()
    await tab.page.evaluate(() => (window as unknown as TestWindow).sdk.sapcc.getProducts!({ query: 'camera' }))
    await expect.poll(() => text(tab.page, 'logged-in')).toBe('false')
  })

  it('keeps two customers apart when the second signs in while calls of the first are in flight', async () => {
    await tab.goto(shop.app.url)
    await signIn(tab.page)
    shop.sap.faults({ target: 'occ', delayMs: 400, operationId: 'getUser', count: 5 })
    const inFlight = tab.page.evaluate(() => Promise.allSettled(Array.from({ length: 5 }, () => (window as unknown as TestWindow).sdk.sapcc.getUser!({}))))
    expect(await signIn(tab.page, 'john@example.com')).toBe('')
    // The first one's tokens are revoked: calls that are not answered by then fail, and no other customer gets their answers.
    for (const entry of await inFlight) expect('value' in entry ? (entry.value as { uid: string }).uid : 'jane@example.com').toBe('jane@example.com')
    expect(await nameOf(tab.page)).toMatchObject({ name: 'John Smith' })
    expect(await text(tab.page, 'logged-in')).toBe('true')
  })

  it('does not repeat a call of the first customer as the second one', async () => {
    await tab.goto(shop.app.url)
    await signIn(tab.page)
    shop.sap.faults({ target: 'occ', delayMs: 1500, operationId: 'getUser', count: 1, status: 401, body: { errors: [{ type: 'InvalidTokenError', message: 'Access token expired' }] } })
    const inFlight = tab.page.evaluate(() => (window as unknown as TestWindow).sdk.sapcc.getUser!({}).then(() => 'repeated', (error: { statusCode?: number }) => error.statusCode))
    expect(await signIn(tab.page, 'john@example.com')).toBe('')
    expect(await inFlight).toBe(401)
    expect(await nameOf(tab.page)).toMatchObject({ name: 'John Smith' })
  })

  it('stays signed out when calls were in flight at the sign-out', async () => {
    await tab.goto(shop.app.url)
    await signIn(tab.page)
    shop.sap.expireAccessTokens()
    shop.sap.faults({ target: 'token', grant: 'refresh_token', delayMs: 500 })
    const inFlight = tab.page.evaluate(() => Promise.allSettled(Array.from({ length: 5 }, () => (window as unknown as TestWindow).sdk.sapcc.getUser!({}))))
    await signOut(tab.page)
    await inFlight
    await tab.page.reload()
    await waitForHydration(tab.page, tab.page.url(), 'hydration')
    expect(await text(tab.page, 'logged-in')).toBe('false')
    // An answer that came later may have brought the content again: the mark says that it is over.
    expect((await sessionCookies(tab.page)).mark).toBe(1)
    expect(shop.sap.grants('refresh_token')).toBeLessThanOrEqual(1)
  })

  it('does not refresh for a call that meets a 401 while this browser signs out, in any tab', async () => {
    await tab.goto(shop.app.url)
    await signIn(tab.page)
    const other = await tab.openTab()
    await other.goto(shop.app.url)
    shop.sap.faults(
      { target: 'occ', delayMs: 1000, operationId: 'getUser', count: 2, status: 401, body: { errors: [{ type: 'InvalidTokenError', message: 'Access token expired' }] } },
      { target: 'revoke', delayMs: 3000 },
    )
    const calls = [tab, other].map(({ page }) => page.evaluate(() => (window as unknown as TestWindow).sdk.sapcc.getUser!({}).then(() => 'answered', (error: { statusCode?: number }) => error.statusCode)))
    await signOut(tab.page)
    expect(await Promise.all(calls)).toEqual([401, 401])
    expect(shop.sap.grants('refresh_token')).toBe(0)
    for (const { page } of [tab, other]) {
      await expect.poll(() => text(page, 'logged-in')).toBe('false')
      expect(await page.evaluate('useNuxtApp().payload.state["$srefresh-errors"] ?? []')).toEqual([])
    }
  })
})
