import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testApps } from '../../scripts/lib/apps.ts'
import { startLeakyShop } from '../harness/leaky-shop.ts'
import type { LeakyShop } from '../harness/leaky-shop.ts'
import { Client } from '../harness/client.ts'
import { createTemporaryApp, nuxtConfig } from '../harness/temporary-app.ts'
import type { TemporaryApp } from '../harness/temporary-app.ts'
import { SENT_TOKEN } from '../harness/recording-proxy.ts'

/** More modules than the app has, fewer than would take a minute. */
const MAX_MODULES = 1500

describe('no secret leaves the development server', () => {
  let source: TemporaryApp
  let shop: LeakyShop

  beforeAll(async () => {
    source = createTemporaryApp({
      // Devtools are there as in any project; a developer's .env has the secrets.
      'nuxt.config.ts': nuxtConfig(`extends: [${JSON.stringify(testApps.secrets)}], devtools: { enabled: true },`).replace('devtools: { enabled: false },', ''),
    })
    shop = await startLeakyShop({}, ({ NUXT_SAPCC_OAUTH_CLIENT_SECRET: secret = '', ...env }) => {
      source.write('.env', `NUXT_SAPCC_OAUTH_CLIENT_SECRET=${secret}\n`)
      return source.dev(env)
    })
    const password = readFileSync(join(source.root, 'node_modules', '.cache', 'nuxt-sapcc', '.env.session-password'), 'utf8')
    expect(password.length).toBeGreaterThan(30)
    shop.know('session password', password)
  })

  afterAll(async () => {
    await shop?.stop()
    source?.dispose()
  })

  async function get(client: Client, path: string, headers: Record<string, string> = {}): Promise<string> {
    const response = await client.fetch(path, { headers })
    expect(await shop.inResponse(response)).toEqual([])
    return await response.text()
  }

  it('in pages, with the logs of the rendering that development puts into them', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    for (const path of ['/account', '/account-refreshing', '/keeping', '/renewing', '/inspecting', '/failing', '/nowhere', '/__nuxt_error?statusCode=500']) {
      shop.sap.expireAccessTokens()
      for (const accept of ['text/html', 'application/json']) await get(client, path, { accept, 'sec-fetch-site': 'none' })
    }
    shop.sap.faults({ target: 'occ', status: 500, body: { errors: [{ type: 'x', subject: SENT_TOKEN }] } })
    for (const path of ['/inspecting', '/failing']) await get(client, path, { accept: 'text/html' })
    shop.sap.clearFaults()
    expect([...shop.search.secrets].sort()).toEqual(expect.arrayContaining(['access token', 'client secret', 'refresh token', 'session password']))
  })

  it('in any module, virtual ones too, that the app is made of', async () => {
    const client = new Client(shop.app.url)
    const queue = ['/_nuxt/@vite/client', ...[...(await get(client, '/', { accept: 'text/html' })).matchAll(/(?:src|href)="(\/_nuxt\/[^"]+)"/g)].map(([, path]) => path!)]
    const seen = new Set<string>()
    while (queue.length > 0 && seen.size < MAX_MODULES) {
      const path = queue.shift()!
      if (seen.has(path)) continue
      seen.add(path)
      const text = await get(client, path, { accept: '*/*' })
      for (const [, imported] of text.matchAll(/\b(?:from|import)[\s(]*["'](\/_nuxt\/[^"']+)["']/g)) queue.push(imported!)
    }
    expect(seen.size).toBeGreaterThan(100)
    expect([...seen].filter(path => path.includes('virtual:')).length).toBeGreaterThan(5)
  })

  it('in what else the server answers', async () => {
    const client = new Client(shop.app.url)
    for (const path of ['/__nuxt_devtools__/client/', '/__nuxt_island/CustomerIsland.json', '/_nuxt/builds/latest.json', '/_nuxt/builds/meta/dev.json', '/_vfs.json', '/_nuxt/@id/virtual:nuxt:runtime-config', '/__inspect', '/_nuxt/__inspect_api/list', '/__nuxt_source_map']) {
      await get(client, path)
    }
  })

  it.each([
    ['the session password', 'node_modules/.cache/nuxt-sapcc/.env.session-password'],
    ['.env', '.env'],
    ['the built server', '.nuxt/dev/index.mjs'],
  ])('in the files that it could serve: %s', async (_, file) => {
    const client = new Client(shop.app.url)
    for (const prefix of ['/_nuxt/', '/_nuxt/@fs', '/_nuxt/@id/']) {
      for (const suffix of ['', '?raw', '?url&raw', '?import&raw', '?raw??', '?inline&import']) {
        await get(client, prefix.endsWith('@fs') ? `${prefix}${join(source.root, file)}${suffix}` : `${prefix}${file}${suffix}`)
      }
    }
  })

  // Last of all: everything above has been logged.
  it('in the log', async () => {
    await expect.poll(() => shop.app.logs()).toContain('created')
    expect(shop.inLogs()).toEqual([])
  })
})
