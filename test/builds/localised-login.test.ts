import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../../scripts/lib/apps.ts'
import { Client } from '../harness/client.ts'
import { navigation } from '../harness/redirect-login.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { createTemporaryApp, nuxtConfig } from '../harness/temporary-app.ts'

/** A page of two languages, with names as `@nuxtjs/i18n` makes them. */
function page(name: string, guarded = false): Record<string, string> {
  const source = (locale: string) => `<script setup>\ndefinePageMeta({ name: '${name}___${locale}'${guarded ? ', middleware: \'sapcc-auth\'' : ''} })\nconst { login } = useSapccSession()\nconst { query } = useRoute()\nif (query.leave) await login()\n</script>\n<template><h1>${name} ${locale} {{ query.error }}</h1></template>\n`
  return { [`app/pages/${name}.vue`]: source('en'), [`app/pages/de/${name}.vue`]: source('de') }
}

describe('logins of a shop in two languages', () => {
  const files = createTemporaryApp({
    'nuxt.config.ts': nuxtConfig(),
    // What of `@nuxtjs/i18n` the module uses.
    'app/plugins/i18n.ts': `export default defineNuxtPlugin(() => {
  const router = useRouter()
  const localePath = (to, locale) => {
    const prefix = locale === 'de' ? '/de' : ''
    return typeof to === 'string' ? prefix + to : router.resolve({ ...to, name: to.name + '___' + locale }).fullPath
  }
  // Still the start page's: the page that is asked for is not shown yet.
  return { provide: { i18n: { locale: ref('en'), localeCodes: ref(['en', 'de']) }, localePath } }
})`,
    'app/app.config.ts': `export default defineAppConfig({
  sapcc: {
    loginPage: import.meta.server && process.env.SHOP_LOGIN_PAGE === 'function'
      ? to => ({ path: to.path.startsWith('/de/') ? '/de/login' : '/login', query: { from: to.path } })
      : undefined,
  },
})`,
    ...page('account', true),
    ...page('login'),
  })
  let sap: RunningSap
  let app: RunningApp

  beforeAll(async () => {
    await buildApp(files.root, join(files.root, '.build'))
    sap = await startSap({ generation: 'jdk21' })
  })

  afterEach(() => app?.stop())

  afterAll(async () => {
    await sap?.stop()
    files.dispose()
  })

  async function start(env: Record<string, string>): Promise<Client> {
    app = await startApp({ entry: join(files.root, '.build', 'output', 'server', 'index.mjs'), env: { ...sap.env, ...env } })
    return new Client(app.url)
  }

  const locationOf = async (client: Client, path: string, headers: Record<string, string> = {}) => (await client.page(path, { redirect: 'manual', headers })).response.headers.get('location')

  it.each([
    ['path', { NUXT_PUBLIC_SAPCC_LOGIN_PAGE: '/login' }],
    ['route name', { NUXT_PUBLIC_SAPCC_LOGIN_PAGE: 'login' }],
  ])('lead to the sign-in page in the language of the page: %s', async (_, env) => {
    const client = await start(env)
    expect(await locationOf(client, '/account?tab=orders')).toBe('/login?returnTo=/account?tab=orders')
    expect(await locationOf(client, '/de/account')).toBe('/de/login?returnTo=/de/account')
    expect((await client.page('/de/login')).html).toContain('login de')
  })

  it('lead where a function of the shop\'s says', async () => {
    const client = await start({ SHOP_LOGIN_PAGE: 'function', NUXT_PUBLIC_SAPCC_LOGIN_PAGE: '/elsewhere' })
    expect(await locationOf(client, '/de/account')).toBe('/de/login?from=/de/account&returnTo=/de/account')
    expect((await client.page('/login')).html).toContain('login en')
  })

  it('go on in that language at the authorization server, and fail on the sign-in page in that language', async () => {
    const client = await start({ NUXT_PUBLIC_SAPCC_LOGIN_PAGE: 'login' })
    const beginning = await locationOf(client, '/de/login?leave=1&returnTo=/de/account')
    expect(beginning).toContain('/api/sapcc/auth/login?')
    const leaving = await client.fetch(beginning!, navigation)
    const address = new URL(leaving.headers.get('location')!)
    expect(address.searchParams.get('ui_locales')).toBe('de')
    const failed = await client.fetch(`/api/sapcc/auth/callback?${new URLSearchParams({ state: address.searchParams.get('state')!, error: 'access_denied' })}`, navigation)
    expect(failed.headers.get('location')).toBe('/de/login?error=access_denied&returnTo=%2Fde%2Faccount')
    expect((await client.page(failed.headers.get('location')!)).html).toContain('login de access_denied')
  })

  it('without a sign-in page go to the authorization server in that language, else in that of the visitor\'s cookie', async () => {
    const client = await start({})
    const locales = async (path: string, cookie = '') => {
      const response = await fetch(new URL(path, app.url), { ...navigation, headers: { ...navigation.headers, ...(cookie ? { cookie } : {}) } })
      return new URL(response.headers.get('location')!).searchParams.get('ui_locales')
    }
    expect(await locales((await locationOf(client, '/de/account'))!, 'vsf-locale=ja')).toBe('de')
    expect(await locales('/api/sapcc/auth/login', 'vsf-locale=de_AT')).toBe('de-AT')
    expect(await locales('/api/sapcc/auth/login', 'i18n_redirected=ja')).toBe('ja')
    expect(await locales('/api/sapcc/auth/login?ui_locales=fr%20en', 'vsf-locale=ja')).toBe('fr en')
    expect(await locales('/api/sapcc/auth/login?ui_locales=%22%3E', 'vsf-locale=%22x')).toBe('en')
  })

  it('lead neither back to the sign-in page nor to a server route', async () => {
    const client = await start({ NUXT_PUBLIC_SAPCC_LOGIN_PAGE: '/login' })
    for (const [query, expected] of [
      ['returnTo=/login', '/login?error=access_denied'],
      ['returnTo=/de/login&loginPage=/de/login', '/de/login?error=access_denied'],
      ['returnTo=/api/sapcc/auth/login', '/login?error=access_denied'],
      ['returnTo=/account&loginPage=https://evil.example/login', '/login?error=access_denied&returnTo=%2Faccount'],
      ['returnTo=/account&loginPage=//evil.example', '/login?error=access_denied&returnTo=%2Faccount'],
    ]) {
      const leaving = await client.fetch(`/api/sapcc/auth/login?${query}`, navigation)
      const state = new URL(leaving.headers.get('location')!).searchParams.get('state')!
      const failed = await client.fetch(`/api/sapcc/auth/callback?${new URLSearchParams({ state, error: 'access_denied' })}`, navigation)
      expect([query, failed.headers.get('location')]).toEqual([query, expected])
    }
  })
})
