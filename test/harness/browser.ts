import { waitForHydration } from '@nuxt/test-utils/e2e'
import { chromium, type Browser, type BrowserContextOptions, type LaunchOptions, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { findChromium } from '../setup/chromium.ts'

/** Arguments of Chromium: no GPU, no requests of its own, no profile of a user. */
const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Containers often have a /dev/shm of 64 MB, which crashes tabs.
  '--disable-dev-shm-usage',
]

/**
 * Launch options for the headless Chromium that {@link findChromium} finds, for `@nuxt/test-utils`.
 *
 * @throws Error when there is no Chromium.
 */
export function browserOptions(): { type: 'chromium', launch: LaunchOptions } {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('No Chromium: set CHROMIUM_PATH, or install chromium')
  return { type: 'chromium', launch: { executablePath, headless: true, args: CHROMIUM_ARGUMENTS } }
}

/** Starts Chromium for a suite that has not set up `@nuxt/test-utils`. Close it with `browser.close()`. */
export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch(browserOptions().launch)
}

/** Starts Chromium for the tests of a suite and closes it afterwards. @returns the browser, as soon as the tests run. */
export function useBrowser(): () => Browser {
  let browser: Browser | undefined
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser?.close())
  return () => browser!
}

/**
 * Opens a page in a new profile before each test of a suite, and closes it afterwards.
 *
 * @param browser e.g. `getBrowser` of `@nuxt/test-utils`. By default a Chromium is started for the suite.
 * @returns an object whose members are those of the test's own page.
 */
export function useTab(browser: () => Browser | Promise<Browser> = useBrowser()): WatchedPage {
  const tab = {} as WatchedPage
  beforeEach(async () => void Object.assign(tab, await openPage(await browser())))
  afterEach(() => tab.close?.())
  return tab
}

/** A page in a browser profile of its own (cookies, storage), with the errors that occurred in it. */
export interface WatchedPage {
  page: Page
  /** Errors on the console, uncaught exceptions and rejections, in the order they happened. */
  errors: string[]
  /** Requests that the page sent since it was opened: method and URL. */
  requests: { method: string, url: string }[]
  /** Goes to a URL and waits until Nuxt has hydrated the page. */
  goto: (url: string) => Promise<void>
  /** Another tab of the same profile. */
  openTab: () => Promise<WatchedPage>
  /** Closes the profile with all of its tabs. */
  close: () => Promise<void>
}

/**
 * Opens a page in a new profile. Unlike `createPage` of `@nuxt/test-utils` it can open several tabs of one profile, and
 * records the errors and requests of the page from its beginning.
 *
 * @param options options of Playwright's context, e.g. `{ viewport: { width: 390, height: 844 } }` for a phone
 */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext(options)
  const open = async (): Promise<WatchedPage> => {
    const page = await context.newPage()
    const errors: string[] = []
    const requests: WatchedPage['requests'] = []
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    page.on('pageerror', error => errors.push(String(error)))
    page.on('request', request => requests.push({ method: request.method(), url: request.url() }))
    const goto = async (url: string): Promise<void> => {
      await page.goto(url)
      await waitForHydration(page, url, 'hydration')
    }
    return { page, errors, requests, goto, openTab: open, close: () => context.close() }
  }
  return open()
}
