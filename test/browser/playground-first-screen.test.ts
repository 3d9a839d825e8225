import { waitForHydration } from '@nuxt/test-utils/e2e'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import type { BrowserContext, Page } from 'playwright-core'
import { openPage, useBrowser } from '../harness/browser.ts'
import { WITH_ALL_PAGES, usePlayground } from '../harness/playground.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const WIDTHS = [{ width: 1440, height: 900 }, { width: 390, height: 844 }]
const PAGES = ['/', '/product/300938', '/cart', '/sign-in', '/account', '/account/rendered', '/account/devices', '/assist']

const browser = useBrowser()
const { sap, app } = usePlayground({ generation: 'jdk21' }, WITH_ALL_PAGES)

/** A page whose scripts are off, as a whole or because they never arrive. */
async function withoutScripts(viewport: { width: number, height: number }, how: 'off' | 'blocked'): Promise<{ page: Page, context: BrowserContext }> {
  const context = await browser().newContext({ viewport, javaScriptEnabled: how === 'blocked' })
  if (how === 'blocked') await context.route('**/_nuxt/**.js', route => route.abort())
  return { page: await context.newPage(), context }
}

async function signIn(page: Page): Promise<void> {
  await page.goto(`${app.url}/sign-in`)
  await page.getByLabel('Email address').fill('jane@example.com')
  await page.getByLabel('Password').fill('Password1!')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByText('Jane Doe').first().waitFor()
}

async function signAgentIn(page: Page): Promise<void> {
  await page.goto(`${app.url}/assist`)
  await page.getByLabel('Agent').fill('agent@example.com')
  await page.getByLabel('Password').fill('Password1!')
  await page.getByRole('button', { name: 'Sign in as agent' }).click()
  await page.getByLabel('Name or email address').waitFor()
}

/** Serious and critical findings of axe, with where they are. */
async function axe(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  return await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: () => Promise<{ violations: { id: string, nodes: { target: unknown[] }[] }[] }> } }
    const { violations } = await axe.run()
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
  })
}

describe.each(WIDTHS)('the playground at $width px', (viewport) => {
  it.each(PAGES)('does not move while it loads and hydrates: %s', async (path) => {
    const context = await browser().newContext({ viewport })
    await context.addInitScript(() => {
      const shifts: number[] = []
      Object.assign(window, { shifts })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push((entry as PerformanceEntry & { value: number }).value)
      }).observe({ type: 'layout-shift', buffered: true })
    })
    const page = await context.newPage()
    await signIn(page)
    // As over a slow connection: the page is painted before its scripts are there.
    await context.route('**/_nuxt/**.js', async (route) => {
      await new Promise(resolve => setTimeout(resolve, 400))
      await route.continue()
    })
    await page.goto(app.url + path)
    await waitForHydration(page, page.url(), 'hydration')
    await page.waitForTimeout(700)
    const shift = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts.reduce((sum, value) => sum + value, 0))
    expect(shift).toBeLessThan(0.05)
    await context.close()
  })

  it.each(PAGES)('shows the shop without scripts: %s', async (path) => {
    const { page, context } = await withoutScripts(viewport, 'off')
    await page.goto(app.url + path)
    const heading = (await page.getByRole('heading', { level: 1 }).boundingBox())!
    expect(heading.x).toBeLessThan(viewport.width / 2)
    const header = (await page.getByRole('banner').boundingBox())!
    expect([header.x, header.y]).toEqual([0, 0])
    expect(header.width).toBeGreaterThan(viewport.width * 0.7)
    await context.close()
  })

  it.each(['off', 'blocked'] as const)('takes a customer from the sign-in over the cart to the sign-out by forms, with scripts %s', async (how) => {
    const { page, context } = await withoutScripts(viewport, how)
    const addresses: string[] = []
    page.on('request', request => addresses.push(request.url()))
    await page.goto(`${app.url}/product/300938`)
    await page.getByRole('button', { name: 'Add to cart' }).click()
    await page.waitForURL(`${app.url}/cart`)
    expect(await page.getByRole('list', { name: 'Products in your cart' }).innerText()).toContain('Photosmart E317')

    await page.goto(`${app.url}/sign-in?returnTo=/cart`)
    await page.getByLabel('Email address').fill('jane@example.com')
    await page.getByLabel('Password').fill('wrong')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').innerText()).toBe('The email address or the password is wrong.')
    await page.getByLabel('Email address').fill('jane@example.com')
    await page.getByLabel('Password').fill('Password1!')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.waitForURL(`${app.url}/cart`)
    await page.getByText('This cart belongs to your account.').waitFor()

    await page.getByRole('button', { name: 'Remove' }).click()
    await page.getByText('There is nothing in it yet.').waitFor()
    await page.goto(`${app.url}/account`)
    await page.getByRole('main').getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL(`${app.url}/`)
    await page.getByRole('link', { name: 'Sign in', exact: true }).first().waitFor()
    // No form has put what was typed into an address.
    expect(addresses.filter(address => /Password1|wrong|jane/.test(address))).toEqual([])
    await context.close()
  })

  it.each(['running', 'blocked'] as const)('has no finding of axe, with scripts %s', async (scripts) => {
    const { page, context } = scripts === 'blocked'
      ? await withoutScripts(viewport, 'blocked')
      : await browser().newContext({ viewport }).then(async made => ({ context: made, page: await made.newPage() }))
    await signIn(page)
    for (const path of PAGES) {
      await page.goto(app.url + path)
      if (scripts === 'running') await waitForHydration(page, page.url(), 'hydration')
      expect([path, ...await axe(page)]).toEqual([path])
    }
    await context.close()
  })

  it('has no finding of axe where an agent finds a customer and acts for them', async () => {
    const context = await browser().newContext({ viewport })
    const page = await context.newPage()
    await signAgentIn(page)
    await page.getByLabel('Name or email address').fill('john')
    await page.getByRole('button', { name: 'Find customers' }).click()
    await page.getByRole('button', { name: 'Act for John Smith' }).waitFor()
    expect(await axe(page)).toEqual([])
    await page.getByRole('button', { name: 'Act for John Smith' }).click()
    await page.waitForURL(`${app.url}/account`)
    await page.goto(`${app.url}/assist`)
    await waitForHydration(page, page.url(), 'hydration')
    await page.getByRole('heading', { name: 'You act for John Smith' }).waitFor()
    expect(await axe(page)).toEqual([])
    await context.close()
  })

  it.each(['off', 'blocked'] as const)('signs an agent in by a form, and sends nowhere whom they search for, with scripts %s', async (how) => {
    const { page, context } = await withoutScripts(viewport, how)
    const sent: string[] = []
    await signAgentIn(page)
    page.on('request', request => request.isNavigationRequest() && sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`))
    await page.getByLabel('Name or email address').fill('jane@example.com')
    await page.getByLabel('Name or email address').press('Enter')
    expect(await page.getByRole('button', { name: 'Find customers' }).isDisabled()).toBe(true)
    await page.waitForTimeout(300)
    expect([page.url(), sent]).toEqual([`${app.url}/assist`, []])
    if (how === 'blocked') expect(await axe(page)).toEqual([])
    await context.close()
  })

  it('says on its first screen what to try', async () => {
    const { page, close } = await openPage(browser(), { viewport })
    await page.goto(app.url)
    const line = page.getByText(/^\s*Try it/)
    const box = (await line.boundingBox())!
    expect(box.y + box.height).toBeLessThan(viewport.height)
    expect(await line.innerText()).toMatch(/sign in.*jane@example\.com.*expire.*account/s)
    await close()
  })

  it.each(['SAP Commerce', 'the authorization server'])('recovers by itself after an outage of %s', async (part) => {
    const { page, goto, close } = await openPage(browser(), { viewport })
    await signIn(page)
    if (part === 'SAP Commerce') {
      sap.faults({ target: 'occ', status: 503 })
      await goto(`${app.url}/product/300938`)
      await page.getByRole('alert').waitFor()
      expect(await page.getByText('Photosmart E317').count()).toBe(0)
    }
    else {
      sap.expireAccessTokens()
      sap.faults({ target: 'token', status: 503 })
      await goto(`${app.url}/account`)
      await page.getByText('You are still signed in').waitFor()
    }
    // The fault is removed from outside of the page.
    sap.clearFaults()
    await page.getByText(part === 'SAP Commerce' ? 'Photosmart E317' : 'Jane Doe').first().waitFor({ timeout: 20_000 })
    expect(await page.getByRole('alert').count()).toBe(0)
    await close()
  })
})

describe('a form of the playground that another site sends', () => {
  it.each(['/sign-in', '/sign-out', '/cart', '/assist', '/api/devices'])('is refused: %s', async (path) => {
    const senders: Record<string, string>[] = [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://evil.example' }, {}]
    for (const headers of senders) {
      const response = await fetch(app.url + path, { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body: 'username=a&end=others' })
      expect(response.status).toBe(403)
      expect(response.headers.getSetCookie()).toEqual([])
    }
  })
})
