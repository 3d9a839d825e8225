import { $fetch, fetch, setup, url } from '@nuxt/test-utils/e2e'
import { createTestVisitor, signInAs, startStandIn } from 'nuxt-sapcc/testing'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'

const sap = await startStandIn({ shopUrl: 'http://127.0.0.1:4010' })
beforeEach(() => sap.reset())
afterAll(() => sap.close())

describe('the shop', async () => {
  await setup({ port: 4010, env: sap.env })

  it('renders products', async () => {
    for (const path of ['/?q=camera', '/?page=abc']) expect(await $fetch(path), path).toContain('href="/product/')
    expect(await $fetch('/?q=camera:relevance')).toMatch(/<title>camera – Shop<\/title>[\s\S]*<h1>camera<\/h1>/)
    // A search without hits has no facets to choose from.
    expect(await $fetch('/?q=nothing-of-that-name')).toMatch(/<h1>nothing-of-that-name<\/h1><p>0 products(?![\s\S]*Brand:)/)
  })

  it('has no page for what does not exist, and a title and a language for what does', async () => {
    for (const path of ['/product/none', '/order/none']) expect((await fetch(path)).status, path).toBe(404)
    // It may be a customer's.
    expect(decodeURIComponent(await (await fetch('/order/00005007')).text())).toContain('href="/login?returnTo=/order/00005007"')
    expect(await $fetch('/cart')).toMatch(/<html[^>]* lang="en"[\s\S]*<title>Your cart – Shop<\/title>/)
  })

  it('shows the account to a customer, and the login to a visitor', async () => {
    const jane = await signInAs(url('/'))
    expect(await $fetch('/account', { headers: { cookie: jane.cookie() } })).toContain('Hello Jane')
    const visitor = createTestVisitor(url('/'))
    expect(decodeURIComponent((await visitor.fetch('/account')).url)).toContain('/login?returnTo=/account')
  })

  it('has no form for who cannot use it: a customer who is signed in already, a link without its token', async () => {
    const jane = await signInAs(url('/'))
    expect((await jane.fetch('/login?returnTo=/cart')).url).toBe(url('/cart'))
    expect(await $fetch('/reset-password')).toContain('This link is not complete.')
    expect(await $fetch('/reset-password?token=x')).toContain('type="password"')
  })

  it('keeps a customer signed in when the token has expired', async () => {
    const jane = await signInAs(url('/'))
    sap.expireAccessTokens('jane@example.com')
    expect(await jane.sapcc.getUser()).toMatchObject({ name: 'Jane Doe' })
  })

  it('says that SAP does not answer', async () => {
    sap.faults({ target: 'occ', operationId: 'getProducts', status: 503 })
    expect(await $fetch('/')).toContain('This is not possible right now.')
  })
})
