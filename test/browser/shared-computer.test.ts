import { getBrowser } from '@nuxt/test-utils/e2e'
import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { useTab } from '../harness/browser.ts'
import { useShop } from '../harness/shop.ts'

/** What the fixture's start page leaves on `window`. */
interface TestWindow {
  session: { signOut: (options?: { everywhere?: boolean, returnTo?: string }) => Promise<void> }
}

describe.each([
  ['none', { NUXT_SAPCC_OAUTH_LOGOUT_ENDPOINT: 'none' }],
  ['its own', { NUXT_SAPCC_OAUTH_LOGOUT_ENDPOINT: '/logout' }],
])('two customers at one computer, with an authorization server whose logout endpoint is %s', (kind, env) => {
  const shop = useShop({ app: { env }, browser: true })
  const tab = useTab(getBrowser)

  beforeEach(() => shop.sap.reset())

  const text = (page: Page, id: string) => page.locator(`#${id}`).innerText()

  /** Opens a page for customers; the authorization server must ask for the login. */
  async function logIn(page: Page, username: string): Promise<void> {
    await page.goto(`${shop.app.url}/api/sapcc/auth/login?returnTo=/account`)
    await page.waitForURL(`${shop.sap.url}/**`)
    await page.getByLabel('Email address').fill(username)
    await page.getByLabel('Password').fill('Password1!')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(`${shop.app.url}/account`)
  }

  it('signs the second customer in as themselves only', async () => {
    const { page } = tab
    await logIn(page, 'jane@example.com')
    expect(await text(page, 'name')).toBe('Jane Doe')
    await tab.goto(shop.app.url)
    // The promise is not awaited: the page is left before it settles.
    await page.evaluate(() => void (window as unknown as TestWindow).session.signOut({ returnTo: '/' }))
    if (kind === 'its own') await page.waitForURL(`${shop.sap.url}/**`)
    else await expect.poll(() => text(page, 'logged-in')).toBe('false')

    await logIn(page, 'john@example.com')
    expect(await text(page, 'name')).toBe('John Smith')
    expect(tab.errors).toEqual([])
  })

  it('signs the first customer in again only with the password, also in another tab', async () => {
    const { page } = tab
    await logIn(page, 'jane@example.com')
    const other = await tab.openTab()
    await tab.goto(shop.app.url)
    await page.evaluate(() => void (window as unknown as TestWindow).session.signOut({ everywhere: false }))
    await expect.poll(() => text(page, 'logged-in')).toBe('false')
    await logIn(other.page, 'jane@example.com')
    expect(await text(other.page, 'name')).toBe('Jane Doe')
  })
})
