import { describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { openPage, useBrowser, type WatchedPage } from '../harness/browser.ts'
import { WITH_ALL_PAGES, usePlayground } from '../harness/playground.ts'

/** Seconds: long enough to sign in, short enough to wait for. */
const TOKEN_LIFETIME = 5

describe.each(['legacy', 'jdk21'] as const)('the playground (%s)', (generation) => {
  const browser = useBrowser()
  const { sap, app } = usePlayground({ generation, accessTokenTtl: TOKEN_LIFETIME })

  it('lets a visitor whose token has expired go on without noticing', async () => {
    const visit = await openPage(browser(), { viewport: { width: 1280, height: 900 } })
    const { page } = visit
    await signIn(app.url, visit)
    await page.getByRole('link', { name: 'Fernhill' }).click()
    await page.getByRole('heading', { level: 1, name: /Electronics/ }).waitFor()
    await page.waitForFunction(() => document.querySelector('#seconds-left')?.textContent === '0')
    // The panel counts whole seconds, rounded down: SAP may take the token for one more.
    await page.waitForTimeout(1200)
    await page.getByRole('button', { name: 'Clear' }).click()
    const before = sap.grants('refresh_token')

    await page.getByRole('link', { name: 'Account' }).click()
    await page.getByText('Jane Doe').first().waitFor()

    expect(page.url()).toBe(`${app.url}/account`)
    expect(await page.getByRole('alert').count()).toBe(0)
    expect(await page.locator('#session-state').innerText()).toBe('Signed in')
    expect(sap.grants('refresh_token') - before).toBe(1)
    expect(await timeline(page, '[data-kind="renewed"]')).toHaveLength(1)
    expect(await timeline(page, '[data-kind="failed"]')).toHaveLength(0)
    expect(unexpected(visit.errors)).toEqual([])
    await visit.close()
  })

  it('answers twenty parallel calls with one refresh', async () => {
    const visit = await openPage(browser(), { viewport: { width: 1280, height: 900 } })
    const { page } = visit
    await signIn(app.url, visit)
    await page.getByRole('button', { name: 'Expire the access token' }).click()
    await page.getByText('All access tokens are expired now').first().waitFor()
    const before = sap.grants('refresh_token')

    await page.getByRole('button', { name: 'Fire twenty parallel calls' }).click()
    await page.getByText('20 of 20 calls succeeded').first().waitFor()

    expect(sap.grants('refresh_token') - before).toBe(1)
    expect(await timeline(page, '[data-kind="renewed"]')).toHaveLength(1)
    await visit.close()
  })

  it('keeps the session while the authorization server is broken', async () => {
    const visit = await openPage(browser(), { viewport: { width: 390, height: 844 } })
    const { page } = visit
    await signIn(app.url, visit)
    await page.getByRole('button', { name: 'Session' }).click()
    await page.getByRole('button', { name: 'Break OAuth' }).click()
    await page.getByText('answers 503 now').first().waitFor()
    await page.getByRole('button', { name: 'Expire the access token' }).click()
    await page.getByText('All access tokens are expired now').first().waitFor()
    await page.getByRole('button', { name: 'Clear' }).click()

    await page.getByRole('link', { name: 'off', exact: true }).click()
    await page.getByText('You are still signed in').waitFor()
    // The calls that the server left are repeated with one more refresh: if the fault is gone before, the page fills by itself.
    await gaveUp(page)

    await page.getByRole('button', { name: 'Session' }).click()
    await page.getByRole('button', { name: 'Mend OAuth' }).click()
    await page.getByText('works again').first().waitFor()
    await page.getByRole('button', { name: 'Close' }).click()
    // By itself.
    await page.getByText('Jane Doe').first().waitFor()
    expect(unexpected(visit.errors)).toEqual([])
    await visit.close()
  })

  it('fills the page by itself when the authorization server is back at once', async () => {
    const visit = await openPage(browser(), { viewport: { width: 390, height: 844 } })
    const { page } = visit
    await signIn(app.url, visit)
    sap.expireAccessTokens()
    sap.faults({ target: 'token', grant: 'refresh_token', status: 503, count: 1 })

    await visit.goto(`${app.url}/account`)
    await page.getByText('Jane Doe').first().waitFor()

    expect(await page.getByRole('alert').count()).toBe(0)
    expect(await timeline(page, '[data-kind="failed"]')).toHaveLength(1)
    expect(unexpected(visit.errors)).toEqual([])
    await visit.close()
  })

  it('signs in at the authorization server and comes back', async () => {
    const visit = await openPage(browser(), { viewport: { width: 390, height: 844 } })
    const { page } = visit
    await visit.goto(`${app.url}/account`)
    await page.getByRole('link', { name: 'Continue to the login page' }).click()
    await page.waitForURL(`${sap.url}/**`)
    await page.getByLabel('Email address').fill('john@example.com')
    await page.getByLabel('Password').fill('Password1!')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(`${app.url}/account`)
    await page.getByRole('heading', { name: 'Hello, John' }).waitFor()
    expect(unexpected(visit.errors)).toEqual([])
    await visit.close()
  })

  it('brings the anonymous cart along at the sign-in', async () => {
    const visit = await openPage(browser(), { viewport: { width: 390, height: 844 } })
    const { page } = visit
    await visit.goto(app.url)
    await page.locator('h3 a').first().click()
    await page.getByRole('button', { name: 'One more' }).click()
    await page.getByRole('button', { name: 'Add to cart' }).press('Enter')
    await page.getByText('2 added to your cart.').waitFor()
    // Who has no mouse goes on where they were.
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim())
    expect(await focused()).toBe('Add to cart')

    await signIn(app.url, visit)
    await page.getByRole('link', { name: 'Cart 2 items' }).click()
    await page.getByText('This cart belongs to your account.').waitFor()
    for (const [name, count] of [['One less', 1], ['One more', 2]] as const) {
      await page.getByRole('button', { name, disabled: false }).press('Enter')
      await page.getByRole('link', { name: `Cart ${count} items` }).waitFor()
      expect(await focused()).toBe(name)
    }
    expect(unexpected(visit.errors)).toEqual([])
    await visit.close()
  })
})

describe('the pages for devices and support agents', () => {
  const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'
  const browser = useBrowser()
  const { app } = usePlayground({ generation: 'jdk21' }, WITH_ALL_PAGES)

  it('show a customer where they are signed in, and sign them out there', async () => {
    const phone = await openPage(browser(), { viewport: { width: 390, height: 844 } })
    const desktop = await openPage(browser(), { viewport: { width: 1280, height: 900 }, userAgent: FIREFOX })
    const shared = await openPage(browser())
    for (const device of [phone, desktop, shared]) await signIn(app.url, device)
    const { page } = phone
    await page.getByRole('link', { name: 'Your devices' }).click()
    const entries = page.locator('.devices li')
    await entries.nth(2).waitFor()
    expect(await entries.count()).toBe(3)
    expect(await entries.filter({ hasText: 'This device' }).count()).toBe(1)

    await page.getByRole('button', { name: 'Sign out on Firefox on Windows' }).click()
    await page.waitForFunction(() => document.querySelectorAll('.devices li').length === 2)
    await desktop.page.goto(`${app.url}/account`)
    expect(new URL(desktop.page.url()).pathname).toBe('/sign-in')

    await page.getByRole('button', { name: 'Sign out on all other devices' }).click()
    await page.waitForFunction(() => document.querySelectorAll('.devices li').length === 1)
    await shared.page.goto(`${app.url}/account`)
    expect(new URL(shared.page.url()).pathname).toBe('/sign-in')

    await page.goto(`${app.url}/account/devices`)
    await page.getByText('This device', { exact: true }).waitFor()
    expect(unexpected(phone.errors)).toEqual([])
    for (const device of [phone, desktop, shared]) await device.close()
  })

  it('let an agent act for a customer and give them a cart, and nothing of it stays after the sign-out', async () => {
    const visit = await openPage(browser(), { viewport: { width: 390, height: 844 } })
    const { page, goto } = visit
    await goto(app.url)
    await page.locator('h3 a').first().click()
    await page.getByRole('button', { name: 'Add to cart' }).click()
    await page.getByText('Added to your cart.').waitFor()
    await goto(`${app.url}/assist`)
    await page.getByLabel('Agent').fill('agent@example.com')
    await page.getByLabel('Password').fill('Password1!')
    await page.getByRole('button', { name: 'Sign in as agent' }).click()
    await page.getByLabel('Name or email address').fill('john')
    await page.getByRole('button', { name: 'Find customers' }).click()
    await page.getByRole('button', { name: 'Act for John Smith' }).click()
    await page.waitForURL(`${app.url}/account`)
    await page.getByRole('heading', { name: 'Hello, John' }).waitFor()

    await goto(`${app.url}/assist`)
    await page.getByRole('button', { name: 'Give them the cart of this browser' }).click()
    await page.waitForURL(`${app.url}/cart`)
    await page.getByText('This cart belongs to your account.').waitFor()
    await goto(`${app.url}/assist`)
    await page.getByRole('button', { name: 'Sign agent@example.com out' }).click()
    await page.waitForURL(`${app.url}/`)
    await goto(`${app.url}/account`)
    await page.getByLabel('Email address').waitFor()
    expect(unexpected(visit.errors)).toEqual([])
    await visit.close()
  })

  it('show nothing of a former person when the session changes in another tab', async () => {
    const janes = await openPage(browser(), { userAgent: FIREFOX })
    await signIn(app.url, janes)
    const visit = await openPage(browser())
    await signIn(app.url, visit)
    await visit.goto(`${app.url}/account/devices`)
    await visit.page.getByText('Firefox on Windows').first().waitFor()
    const other = await visit.openTab()
    await other.goto(app.url)
    await callSdk(other.page, 'signUserIn', { username: 'john@example.com', password: 'Password1!' })
    await visit.page.waitForFunction(() => document.querySelectorAll('.devices li').length === 1)
    expect(await visit.page.getByText('Firefox on Windows').count()).toBe(0)

    await callSdk(other.page, 'signUserOut', {})
    const agent = await visit.openTab()
    await other.goto(`${app.url}/assist`)
    await other.page.getByLabel('Agent').fill('agent@example.com')
    await other.page.getByLabel('Password').fill('Password1!')
    await other.page.getByRole('button', { name: 'Sign in as agent' }).click()
    await other.page.getByText('Felix').first().waitFor()
    await agent.goto(`${app.url}/assist`)
    await agent.page.getByRole('button', { name: 'Find customers' }).click()
    await agent.page.locator('.found li').first().waitFor()
    await other.page.getByRole('button', { name: 'Sign agent@example.com out' }).click()
    await other.page.waitForURL(`${app.url}/`)

    await agent.page.getByRole('button', { name: 'Sign in as agent' }).waitFor()
    expect(await agent.page.locator('.found').count()).toBe(0)
    // The next test has devices of its own.
    await callSdk(janes.page, 'signUserOut', {})
    for (const opened of [janes, visit]) await opened.close()
  })

  it('work without scripts, those for devices', async () => {
    const context = await browser().newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } })
    const other = await openPage(browser(), { userAgent: FIREFOX })
    await signIn(app.url, other)
    const page = await context.newPage()
    await page.goto(`${app.url}/sign-in?returnTo=/account/devices`)
    await page.getByLabel('Email address').fill('jane@example.com')
    await page.getByLabel('Password').fill('Password1!')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('heading', { name: 'Your devices' }).waitFor()
    await page.getByRole('button', { name: 'Sign out on Firefox on Windows' }).click()
    await page.waitForURL(`${app.url}/account/devices`)
    expect(await page.getByText('Firefox on Windows').count()).toBe(0)
    expect(await page.getByText('This device', { exact: true }).count()).toBe(1)
    await context.close()
    await other.close()
  })
})

/** Signs in by the form, on the way to the account page. */
/** A call of the app's SDK, for what no page of the playground does. */
async function callSdk(page: Page, method: 'signUserIn' | 'signUserOut', params: object): Promise<void> {
  await page.evaluate(async ([method, params]) => {
    const { useNuxtApp } = globalThis as unknown as { useNuxtApp: () => { $sapcc: { sapcc: Record<string, (params: object) => Promise<unknown>> } } }
    await useNuxtApp().$sapcc.sapcc[method]!(params)
  }, [method, params] as const)
}

async function signIn(url: string, { page, goto }: WatchedPage): Promise<void> {
  await goto(`${url}/account`)
  await page.getByLabel('Email address').fill('jane@example.com')
  await page.getByLabel('Password').fill('Password1!')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByText('Jane Doe').first().waitFor()
}

/** The lines of the session panel's timeline that fit a selector. */
function timeline(page: Page, selector: string): Promise<string[]> {
  return page.locator(`#timeline > li${selector}`).allInnerTexts()
}

/** Waits until the refresh before the calls and the one after them have failed, and no call is under way. */
async function gaveUp(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelectorAll('#timeline > li[data-kind="failed"]').length >= 2
    && !document.querySelector('#timeline > li:is([data-kind="call"], [data-kind="refresh"])[data-outcome="pending"]'))
}

/** Chromium reports every answer of 400 and above; that some are 401 or 503 is what these tests are about. */
function unexpected(errors: readonly string[]): string[] {
  return errors.filter(error => !error.startsWith('Failed to load resource'))
}
