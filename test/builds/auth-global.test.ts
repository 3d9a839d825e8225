import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../../scripts/lib/apps.ts'
import { Client } from '../harness/client.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { createTemporaryApp, nuxtConfig } from '../harness/temporary-app.ts'

const page = (title: string, meta = '') => `<script setup>\n${meta}\n</script>\n<template><h1>${title}</h1></template>\n`

describe('sapcc-auth on every page', () => {
  const files = createTemporaryApp({
    'nuxt.config.ts': nuxtConfig('sapcc: { auth: { global: true, loginPage: \'/login\' } },'),
    'app/pages/index.vue': page('Start'),
    'app/pages/account.vue': page('Account', 'definePageMeta({ middleware: \'sapcc-auth\' })'),
    'app/pages/open.vue': page('Open', 'definePageMeta({ sapcc: { auth: false } })'),
    'app/pages/login.vue': page('Login'),
  })
  let sap: RunningSap
  let app: RunningApp

  beforeAll(async () => {
    await buildApp(files.root, join(files.root, '.build'))
    sap = await startSap()
    app = await startApp({ entry: join(files.root, '.build', 'output', 'server', 'index.mjs'), env: sap.env })
  })

  afterAll(async () => {
    await app?.stop()
    await sap?.stop()
    files.dispose()
  })

  it('lets visitors see only the sign-in page and what opts out', async () => {
    const visitor = new Client(app.url)
    for (const path of ['/', '/account']) {
      const { response } = await visitor.page(path, { redirect: 'manual' })
      expect(response.status).toBe(302)
      expect(response.headers.get('location')).toBe(`/login?returnTo=${path}`)
    }
    expect((await visitor.page('/login')).html).toContain('Login</h1>')
    expect((await visitor.page('/open')).html).toContain('Open</h1>')
  })

  it('lets customers see all of them, also those that name it themselves', async () => {
    const customer = new Client(app.url)
    await customer.signIn()
    expect((await customer.page('/')).html).toContain('Start</h1>')
    expect((await customer.page('/account')).html).toContain('Account</h1>')
  })
})
