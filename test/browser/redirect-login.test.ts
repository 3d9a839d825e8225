import { createPage } from '@nuxt/test-utils/e2e'
import { describe, expect, it } from 'vitest'
import { useShop } from '../harness/shop.ts'

describe('the redirect login that a page begins', () => {
  const shop = useShop({ browser: true })

  it.each(['as the app was deployed', 'when its script cannot be loaded any more'])('leaves for the authorization server, and comes back to where it was asked for: %s', async (state) => {
    const page = await createPage()
    await page.goto(shop.app.url)
    await page.waitForFunction('window.done === true')
    if (state !== 'as the app was deployed') await page.route('**/_nuxt/**', route => route.abort())
    const leaving = page.waitForRequest(request => request.url().includes('/auth/login'))
    await page.evaluate('void session.login("/account")')
    const { pathname, searchParams } = new URL((await leaving).url())
    expect([pathname, searchParams.get('returnTo')]).toEqual(['/api/sapcc/auth/login', '/account'])
    await page.close()
  })
})
