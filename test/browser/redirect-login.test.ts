import { getBrowser } from '@nuxt/test-utils/e2e'
import { describe, expect, it } from 'vitest'
import { useTab } from '../harness/browser.ts'
import { useShop } from '../harness/shop.ts'

describe('the redirect login that a page begins', () => {
  const shop = useShop({ browser: true })
  const tab = useTab(getBrowser)

  it.each(['as the app was deployed', 'when its script cannot be loaded any more'])('goes to the authorization server, and names the page to return to: %s', async (state) => {
    const { page } = tab
    await tab.goto(shop.app.url)
    if (state !== 'as the app was deployed') await page.route('**/_nuxt/**', route => route.abort())
    const leaving = page.waitForRequest(request => request.url().includes('/auth/login'))
    // In a timer, so that `evaluate` is answered before the page is left.
    await page.evaluate('setTimeout(() => session.login("/account"))')
    const { pathname, searchParams } = new URL((await leaving).url())
    expect([pathname, searchParams.get('returnTo')]).toEqual(['/api/sapcc/auth/login', '/account'])
    await page.waitForURL(`${shop.sap.url}/**`)
  })
})
