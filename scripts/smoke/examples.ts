import { strict as assert } from 'node:assert'
import { cpSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { Client } from '../../test/harness/client.ts'
import { startSap } from '../../test/harness/sap.ts'
import { startApp } from '../../test/harness/server.ts'
import { ensureChromium } from '../lib/chromium.ts'
import { root } from '../lib/run.ts'
import { installApp, nuxt4, type ConsumerApp, type NuxtLine } from './app.ts'
import type { Check } from './check.ts'
import type { Manager } from './managers.ts'
import type { PackedPackage } from './package.ts'

/** The examples of the repository, installed once for all of them. */
export interface Examples extends ConsumerApp {
  standIn: PackedPackage
}

const source = join(root, 'examples')
const names = readdirSync(source, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name)

export const examplesLine: NuxtLine = { title: 'Examples', manager: 'npm', ...nuxt4 }

interface Manifest {
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
}

/**
 * Copies the examples into `folder`, and installs what they depend on above them, the module and the stand-in from their
 * tarballs.
 *
 * @throws Error with npm's output when the installation fails.
 */
export async function installExamples(folder: string, tarball: string, standIn: PackedPackage, manager: Manager): Promise<Examples> {
  mkdirSync(folder, { recursive: true })
  cpSync(source, folder, { recursive: true, filter: path => !/[\\/](?:node_modules|\.nuxt|\.output)(?:[\\/]|$)/.test(path) })
  const manifests = names.map(name => JSON.parse(readFileSync(join(source, name, 'package.json'), 'utf8')) as Manifest)
  const wanted = (kind: keyof Manifest) => Object.assign({}, ...manifests.map(manifest => manifest[kind])) as Record<string, string>
  // For Playwright's tests.
  process.env.CHROMIUM_PATH = await ensureChromium()
  const app = await installApp(examplesLine, folder, manager, {
    dependencies: { ...wanted('dependencies'), 'nuxt-sapcc': `file:${tarball}` },
    devDependencies: { ...wanted('devDependencies'), 'nuxt-sapcc-stand-in': `file:${standIn.tarball}` },
  })
  // Each as if it had been installed by itself.
  for (const name of names) symlinkSync(join('..', 'node_modules'), join(folder, name, 'node_modules'), 'junction')
  return { ...app, standIn }
}

const typechecks = names.map((name): Check<Examples> => ({
  name: `${name}: its types are right`,
  run: async app => void await app.run('nuxi', 'typecheck', name),
}))

export const exampleChecks: readonly Check<Examples>[] = [
  {
    name: 'the stand-in\'s package has what it needs, and nothing else',
    run({ standIn: { files } }) {
      assert.deepEqual(files.filter(file => !/^dist\/.+\.(?:js|d\.ts)$/.test(file)).sort(), ['LICENSE', 'README.md', 'dist/occ/occ-operations.tsv', 'package.json'])
      for (const file of ['dist/index.js', 'dist/index.d.ts', 'dist/cli.js']) assert.ok(files.includes(file), `${file} is missing`)
    },
  },
  {
    name: 'npx nuxt-sapcc-stand-in explains itself',
    async run(app) {
      assert.match(await app.run('npx', 'nuxt-sapcc-stand-in', '--help'), /--access-token-ttl/)
    },
  },
  ...typechecks,
  {
    name: 'minimal: builds, shows products and signs in',
    async run(app) {
      await app.run('nuxi', 'build', 'minimal')
      const sap = await startSap()
      const shop = await startApp({ entry: join(app.folder, 'minimal', '.output', 'server', 'index.mjs'), node: app.node, env: sap.env })
      try {
        const client = new Client(shop.url)
        assert.match((await client.page('/')).html, /<li>[^<]+\$[\d.]+/)
        assert.match((await client.page('/account')).response.url, /\/login/)
        await client.signIn()
        assert.match((await client.page('/account')).html, /Hello (?:<!--.*?-->)?Jane Doe/)
      }
      finally {
        await shop.stop()
        await sap.stop()
      }
    },
  },
  {
    name: 'shop: its tests with Vitest pass',
    async run(app) {
      const output = await app.run('npm', 'test', '--prefix', 'shop')
      assert.match(output, /Tests.*6 passed/)
    },
  },
  {
    name: 'shop: builds, and its tests with Playwright pass',
    async run(app) {
      await app.run('nuxi', 'build', 'shop')
      const output = await app.run('playwright', 'test', '--config', 'shop/playwright.config.ts', '--reporter', 'line')
      assert.match(output, /3 passed/)
    },
  },
]
