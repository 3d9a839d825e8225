import { describe, expect, it } from 'vitest'
import { useBuiltApp } from '../harness/built-app.ts'
import { Client } from '../harness/client.ts'

const page = (title: string, meta = '') => `<script setup>\n${meta}\n</script>\n<template><h1>${title}</h1></template>\n`

describe('with sapcc-auth on every page, and the customer loaded with the session, the server', () => {
  const shop = useBuiltApp({
    // As it is when the component is set up: nothing of its own is awaited.
    'app/pages/index.vue': '<script setup>\nconst name = useSapccUser().name.value\n</script>\n<template><h1>Start</h1><p>{{ name ?? "unknown" }}</p></template>\n',
    'app/pages/account.vue': page('Account', 'definePageMeta({ middleware: \'sapcc-auth\' })'),
    'app/pages/open.vue': page('Open', 'definePageMeta({ sapcc: { auth: false } })'),
    'app/pages/login.vue': page('Login'),
  }, 'sapcc: { auth: { global: true, loginPage: \'/login\', loadUser: true } },')

  it('lets visitors see only the sign-in page and what opts out', async () => {
    const visitor = new Client(shop.app.url)
    for (const path of ['/', '/account']) {
      const { response } = await visitor.page(path, { redirect: 'manual' })
      expect(response.status).toBe(302)
      expect(response.headers.get('location')).toBe(`/login?returnTo=${path}`)
    }
    expect((await visitor.page('/login')).html).toContain('Login</h1>')
    expect((await visitor.page('/open')).html).toContain('Open</h1>')
  })

  it('lets customers see all of them, also those that name it themselves', async () => {
    const customer = new Client(shop.app.url)
    await customer.signIn()
    expect((await customer.page('/')).html).toContain('Start</h1>')
    expect((await customer.page('/account')).html).toContain('Account</h1>')
  })

  it('has the customer\'s name before a page\'s components are rendered', async () => {
    const customer = new Client(shop.app.url)
    shop.sap.reset()
    await customer.signIn()
    const { html } = await customer.page('/')
    expect(html).toMatch(/<p[^>]*>Jane Doe<\/p>/)
    expect(shop.sap.requests('getUser')).toHaveLength(1)
    await new Client(shop.app.url).page('/login')
    expect(shop.sap.requests('getUser')).toHaveLength(1)
  })
})
