import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { Redis } from 'ioredis'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { parse } from 'yaml'
import { root } from '../../scripts/lib/run.ts'
import { Client } from '../harness/client.ts'
import { startRedis } from '../harness/redis.ts'
import { startSap } from '../harness/sap.ts'
import { freePort } from '../../scripts/lib/ports.ts'
import { startApp } from '../harness/server.ts'
import { ensureChromium } from '../setup/chromium.ts'
import { ensureRedis } from '../setup/redis.ts'
import { folderOf, installApp, nuxt4, type ConsumerApp, type NuxtLine } from './app.ts'
import { packStandIn, type PackedPackage } from './pack.ts'

const source = join(root, 'examples')
const names = readdirSync(source, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name)

const line: NuxtLine = { title: 'examples', manager: 'npm', ...nuxt4 }

interface Manifest {
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
}

/** The examples of the repository, with the module and the stand-in from their tarballs. What they depend on is installed once for all of them. */
describe('the examples', () => {
  let standIn: PackedPackage
  let app: ConsumerApp

  beforeAll(async () => {
    const folder = folderOf(line, inject('workFolder'))
    mkdirSync(folder, { recursive: true })
    cpSync(source, folder, { recursive: true, filter: path => !/[\\/](?:node_modules|\.nuxt|\.output)(?:[\\/]|$)/.test(path) })
    const manifests = names.map(name => JSON.parse(readFileSync(join(source, name, 'package.json'), 'utf8')) as Manifest)
    const wanted = (kind: keyof Manifest) => Object.assign({}, ...manifests.map(manifest => manifest[kind])) as Record<string, string>
    standIn = await packStandIn(inject('workFolder'))
    // For Playwright's tests.
    process.env.CHROMIUM_PATH = await ensureChromium()
    app = await installApp(line, folder, inject('managers').npm, {
      dependencies: { ...wanted('dependencies'), 'nuxt-sapcc': `file:${inject('packed').tarball}` },
      devDependencies: { ...wanted('devDependencies'), 'nuxt-sapcc-stand-in': `file:${standIn.tarball}` },
    })
    // Each as if it had been installed by itself.
    for (const name of names) symlinkSync(join('..', 'node_modules'), join(folder, name, 'node_modules'), 'junction')
  })

  it('have a stand-in whose package has what it needs, and nothing else', () => {
    expect(standIn.files.filter(file => !/^dist\/.+\.(?:js|d\.ts)$/.test(file)).sort()).toEqual(['LICENSE', 'README.md', 'dist/occ/occ-operations.tsv', 'package.json'])
    expect(standIn.files).toEqual(expect.arrayContaining(['dist/index.js', 'dist/index.d.ts', 'dist/cli.js']))
  })

  it('have a stand-in that explains itself by npx', async () => {
    expect(await app.run('npx', 'nuxt-sapcc-stand-in', '--help')).toMatch(/--access-token-ttl/)
  })

  it.each(names)('%s: its types are right', async (name) => {
    await app.run('nuxi', 'typecheck', name)
  })

  it('minimal: builds, shows products and signs in', async () => {
    await app.run('nuxi', 'build', 'minimal')
    const sap = await startSap()
    try {
      const shop = await startApp({ entry: join(app.folder, 'minimal', '.output', 'server', 'index.mjs'), node: app.node, env: sap.env })
      try {
        const client = new Client(shop.url)
        expect((await client.page('/')).html).toMatch(/<li>[^<]+\$[\d.]+/)
        expect((await client.page('/account')).response.url).toMatch(/\/login/)
        await client.signIn()
        expect((await client.page('/account')).html).toMatch(/Hello (?:<!--.*?-->)?Jane Doe/)
      }
      finally {
        await shop.stop()
      }
    }
    finally {
      await sap.stop()
    }
  })

  it('brands: builds, and is two shops at two addresses, in two languages', async () => {
    await app.run('nuxi', 'build', 'brands')
    const sap = await startSap()
    try {
      const port = await freePort()
      const addresses = { electronics: `http://127.0.0.1:${port}`, apparel: `http://localhost:${port}` }
      const brands = [
        { url: addresses.electronics, baseSiteId: 'electronics', defaultCurrency: 'USD', german: 'Sofortbildkamera Snap', english: 'Instant Camera Snap' },
        { url: addresses.apparel, baseSiteId: 'apparel', defaultCurrency: 'EUR', german: 'Wanderstiefel Grat', english: 'Hiking Boot Ridge' },
      ]
      const shop = await startApp({ entry: join(app.folder, 'brands', '.output', 'server', 'index.mjs'), node: app.node, port, env: { ...sap.env, NUXT_SAPCC_PUBLIC_URL: JSON.stringify(brands.map(({ url, baseSiteId, defaultCurrency }) => ({ url, baseSiteId, defaultCurrency }))) } })
      try {
        for (const { url, baseSiteId, defaultCurrency, german, english } of brands) {
          const client = new Client(url)
          sap.reset()
          const { html } = await client.page('/de')
          expect(html).toContain('>Anmelden</a>')
          expect(html).toContain(german)
          const [products] = sap.requests('getProducts')
          expect(products?.path).toContain(`/${baseSiteId}/`)
          expect(products?.query).toMatchObject({ lang: 'de', curr: defaultCurrency })
          expect((await new Client(url).page('/')).html).toContain(english)
          expect(new URL((await client.page('/de/account')).response.url).pathname).toBe('/de/login')
          await client.signIn()
          expect((await client.page('/de/account')).html).toContain('Guten Tag, Jane Doe')
          expect((await client.page('/account')).html).toContain('Hello Jane Doe')
          expect(await client.call('getSession')).toMatchObject({ loggedIn: true })
          // The cookies of the one brand are nothing at the other, even if a browser sent them there.
          const cookie = Object.entries(client.jar.snapshot()).map(([name, value]) => `${name}=${value}`).join('; ')
          const other = new Client(brands.find(brand => brand.url !== url)!.url)
          expect(await (await other.fetch('/api/sapcc/getSession', { headers: { cookie } })).json()).toEqual({ loggedIn: false })
        }
      }
      finally {
        await shop.stop()
      }
    }
    finally {
      await sap.stop()
    }
  })

  it('shop: its tests with Vitest pass', async () => {
    expect(await app.run('npm', 'test', '--prefix', 'shop')).toMatch(/Tests.*8 passed/)
  })

  it('shop: builds, and its tests with Playwright pass', async () => {
    await app.run('nuxi', 'build', 'shop')
    expect(await app.run('playwright', 'test', '--config', 'shop/playwright.config.ts', '--reporter', 'line')).toMatch(/12 passed/)
  })

  it('shop: what its container would run keeps its sessions in Redis, and says whether it is healthy', async () => {
    await ensureRedis()
    const { environment, check, entry } = containerOf(join(app.folder, 'shop'))
    // The image has the server alone.
    const container = mkdtempSync(join(inject('workFolder'), 'container-'))
    cpSync(join(app.folder, 'shop', '.output'), join(container, '.output'), { recursive: true })
    const redis = await startRedis()
    const sap = await startSap()
    const keys = new Redis(redis.url)
    try {
      const port = await freePort()
      const shop = await startApp({ entry: join(container, entry), node: app.node, port, env: { ...environment, ...sap.env, NUXT_SAPCC_PUBLIC_URL: `http://127.0.0.1:${port}`, REDIS_URL: redis.url } })
      const isHealthy = () => promisify(execFile)(app.node, ['-e', check.replace(':3000', `:${port}`)]).then(() => true, () => false)
      try {
        expect(await isHealthy()).toBe(true)
        expect(await keys.keys('shop:session:*')).toHaveLength(0)
        const client = new Client(shop.url)
        await client.signIn()
        expect(await keys.keys('shop:session:*')).toHaveLength(1)
        keys.disconnect()
        await redis.stop()
        // The handler keeps what it has found for some seconds.
        await expect.poll(isHealthy, { timeout: 30_000, interval: 500 }).toBe(false)
      }
      finally {
        await shop.stop()
      }
    }
    finally {
      keys.disconnect()
      await sap.stop()
      await redis.dispose()
    }
  })
})

/** What `Dockerfile` and `compose.yaml` of a shop say: variables, the script of the health check, and the file that is run. */
function containerOf(folder: string): { environment: Record<string, string>, check: string, entry: string } {
  const { services: { shop } } = parse(readFileSync(join(folder, 'compose.yaml'), 'utf8')) as { services: { shop: { environment: Record<string, string>, healthcheck: { test: string[] } } } }
  const [, entry] = JSON.parse(/^CMD (.+)$/m.exec(readFileSync(join(folder, 'Dockerfile'), 'utf8'))![1]!) as [string, string]
  const environment = Object.fromEntries(Object.entries(shop.environment).map(([name, value]) => [name, value.replace(/^\$\{\w+:-(.*)\}$/, '$1')]))
  return { environment, check: shop.healthcheck.test.at(-1)!, entry }
}
