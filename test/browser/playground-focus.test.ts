import { describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { openPage, useBrowser, useTab, type WatchedPage } from '../harness/browser.ts'
import { WITH_ALL_PAGES, usePlayground } from '../harness/playground.ts'

describe('the playground keeps the keyboard\'s focus', () => {
  const browser = useBrowser()
  const tab = useTab(browser)
  const { sap, app } = usePlayground({ generation: 'jdk21' }, WITH_ALL_PAGES)

  /** The focused element's name, and its text where it has none; empty when the focus is lost. */
  const focused = (page: Page) => page.evaluate(() => {
    const { activeElement } = document
    if (!activeElement || activeElement === document.body) return ''
    return activeElement.getAttribute('aria-label') ?? activeElement.textContent!.trim()
  })

  const signIn = async ({ page, goto }: WatchedPage) => {
    await goto(`${app.url}/account`)
    await page.getByLabel('Email address').fill('jane@example.com')
    await page.getByLabel('Password').fill('Password1!')
    await page.getByRole('button', { name: 'Sign in', exact: true }).press('Enter')
    await page.getByText('Jane Doe').first().waitFor()
  }

  it('where entries of the cart disappear, the last one too', async () => {
    const { page } = tab
    for (const index of [0, 1]) {
      await tab.goto(app.url)
      await page.locator('h3 a').nth(index).click()
      await page.getByRole('button', { name: 'Add to cart' }).click()
      await page.getByText('Added to your cart.').waitFor()
    }
    await page.getByRole('link', { name: 'Go to the cart' }).press('Enter')
    for (const left of [1, 0]) {
      await page.getByRole('button', { name: /^Remove/ }).first().press('Enter')
      await page.getByRole('link', { name: `Cart ${left} items` }).waitFor()
      await expect.poll(() => focused(page)).toBe('Your cart')
    }
    await page.getByText('There is nothing in it yet.').waitFor()
  })

  it('and does not scroll where a mouse is used', async () => {
    const { page } = tab
    await page.setViewportSize({ width: 390, height: 500 })
    await tab.goto(app.url)
    await page.locator('h3 a').first().click()
    await page.getByRole('button', { name: 'Add to cart' }).click()
    await page.getByText('Added to your cart.').waitFor()
    await page.getByRole('link', { name: 'Go to the cart' }).click()
    await page.getByRole('button', { name: /^Remove/ }).waitFor()
    // As if there were many entries.
    await page.addStyleTag({ content: '.cart { padding-top: 100vh } main { min-height: 300vh }' })
    await page.getByRole('button', { name: /^Remove/ }).scrollIntoViewIfNeeded()
    const before = await page.evaluate(() => scrollY)
    expect(before).toBeGreaterThan(0)
    await page.getByRole('button', { name: /^Remove/ }).click()
    await expect.poll(() => focused(page)).toBe('Your cart')
    expect(await page.evaluate(() => scrollY)).toBe(before)
  })

  it('where a page takes the place of another one, after a sign-in and a sign-out', async () => {
    const { page } = tab
    await signIn(tab)
    await expect.poll(() => focused(page)).toBe('Hello, Jane')
    await page.locator('header.header').getByRole('button', { name: 'Sign out' }).press('Enter')
    await page.waitForURL(`${app.url}/`)
    await expect.poll(() => focused(page)).toBe('Electronics for every day')
  })

  it('where the list\'s last page has no link to a next one', async () => {
    const { page } = tab
    await tab.goto(app.url)
    const next = page.getByRole('link', { name: 'Next' })
    await next.waitFor()
    while (await next.count() > 0) {
      const shown = await page.getByText(/^Page \d/).innerText()
      await next.press('Enter')
      await expect.poll(() => page.getByText(/^Page \d/).innerText()).not.toBe(shown)
    }
    expect(await focused(page)).toBe('Electronics for every day')
  })

  it('where a device is signed out', async () => {
    const { page } = tab
    await signIn(tab)
    const other = await openPage(browser(), { userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0' })
    await signIn(other)
    await other.close()
    await page.getByRole('link', { name: 'Your devices' }).press('Enter')
    await page.getByRole('button', { name: 'Sign out on Firefox on Windows' }).press('Enter')
    await expect.poll(() => page.getByText('Firefox on Windows').count()).toBe(0)
    await expect.poll(() => focused(page)).toBe('Your devices')
  })

  it('where an error is cured by another attempt', async () => {
    const { page } = tab
    await tab.goto(`${app.url}/product/300938`)
    sap.faults({ target: 'occ', operationId: 'createCart', status: 400, count: 1, body: { errors: [{ type: 'CartError', message: 'Not now' }] } })
    await page.getByRole('button', { name: 'Add to cart' }).press('Enter')
    await page.getByRole('button', { name: 'Try again' }).press('Enter')
    await page.getByText('Added to your cart.').waitFor()
    expect(await focused(page)).toBe(await page.locator('h1').innerText())
  })

  it('where an agent signs in', async () => {
    const { page } = tab
    await tab.goto(`${app.url}/assist`)
    await page.getByLabel('Agent').fill('agent@example.com')
    await page.getByLabel('Password').fill('Password1!')
    await page.getByRole('button', { name: 'Sign in as agent' }).press('Enter')
    await page.getByRole('button', { name: 'Find customers' }).waitFor()
    await expect.poll(() => focused(page)).toBe('Assisted service')
  })

  it('on buttons that work', async () => {
    const { page } = tab
    await tab.goto(`${app.url}/sign-in`)
    await page.getByLabel('Email address').fill('jane@example.com')
    await page.getByLabel('Password').fill('wrong')
    await page.getByRole('button', { name: 'Sign in', exact: true }).press('Enter')
    await page.getByText('The email address or the password is wrong.').waitFor()
    expect(await focused(page)).toBe('Sign in')

    await page.setViewportSize({ width: 1280, height: 900 })
    const name = 'Fire twenty parallel calls'
    await page.getByRole('button', { name }).press('Enter')
    await page.getByText('20 of 20 calls succeeded').first().waitFor()
    expect(await focused(page)).toBe(name)
  })

  it('on buttons of the agents\' page, which send once', async () => {
    const { page } = tab
    await tab.goto(`${app.url}/assist`)
    await page.getByLabel('Agent').fill('agent@example.com')
    await page.getByLabel('Password').fill('Password1!')
    await page.getByRole('button', { name: 'Sign in as agent' }).click()
    await page.locator('.found li').first().waitFor()
    await page.route('**/findCustomers', async (route) => {
      await page.waitForTimeout(700)
      await route.continue()
    })
    const find = page.getByRole('button', { name: 'Find customers' })
    await page.getByLabel('Name or email address').fill('john')
    const before = tab.requests.length
    await find.press('Enter')
    await find.press('Enter')
    await expect.poll(() => page.locator('.found li').count()).toBe(1)
    expect(await focused(page)).toBe('Find customers')
    expect(tab.requests.slice(before).filter(({ url }) => url.includes('findCustomers'))).toHaveLength(1)
  })
})
