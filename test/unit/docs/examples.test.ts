import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { documentsWithExamples, examplesIn } from '../../../scripts/codegen/example-parts'

const root = new URL('../../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')

describe('documents with files of the examples', () => {
  const documents = documentsWithExamples()

  it('show them as they are', () => {
    for (const { document, text } of documents) expect(read(document), document).toBe(text)
  })

  it('show the whole of examples/shop', () => {
    const shown = documents.flatMap(({ text }) => examplesIn(text))
    const written = globSync('examples/shop/**/{*.ts,*.vue,*.css,*.yaml,Dockerfile,.dockerignore}', { cwd: root.pathname, exclude: path => /node_modules|\.nuxt|\.output/.test(path) })
    expect(written.filter(path => !shown.includes(path))).toEqual([])
    expect(shown.length).toBeGreaterThan(20)
  })

  it('show the pages of examples/minimal where a shop begins', () => {
    const { text } = documents.find(({ document }) => document === 'docs/getting-started.md')!
    expect(examplesIn(text)).toEqual(['index', 'account', 'login'].map(page => `examples/minimal/app/pages/${page}.vue`))
  })
})

describe('examples', () => {
  const manifests = globSync('examples/*/package.json', { cwd: root.pathname })
  const own = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> }

  it('want the versions of this repository, which the tests run with', () => {
    expect(manifests.length).toBeGreaterThanOrEqual(3)
    const available: Record<string, string> = { ...own.devDependencies, 'nuxt-sapcc': 'latest', 'nuxt-sapcc-stand-in': 'latest' }
    for (const manifest of manifests) {
      const { dependencies, devDependencies } = JSON.parse(read(manifest)) as Record<'dependencies' | 'devDependencies', Record<string, string>>
      const different = Object.entries({ ...dependencies, ...devDependencies }).filter(([name, version]) => available[name] !== undefined && available[name] !== version)
      expect(different, manifest).toEqual([])
    }
  })

  it('begin in StackBlitz with one command that the project has', () => {
    for (const manifest of manifests) {
      const { scripts, stackblitz } = JSON.parse(read(manifest)) as { scripts: Record<string, string>, stackblitz: { startCommand: string } }
      expect(scripts[stackblitz.startCommand.replace('npm run ', '')], manifest).toBeDefined()
    }
  })

  it('shop has the 539 lines in its `app` folder that README says, at most, blank ones included', () => {
    const files = globSync('examples/shop/app/**/*.{ts,vue}', { cwd: root.pathname })
    expect(files.length).toBeGreaterThan(10)
    expect(files.reduce((sum, path) => sum + read(path).trimEnd().split('\n').length, 0)).toBeLessThanOrEqual(539)
  })

  it('minimal is five files: settings, three pages, package.json', () => {
    const files = globSync('examples/minimal/**/*.{ts,vue}', { cwd: root.pathname, exclude: path => /node_modules|\.nuxt|\.output/.test(path) })
    expect(files).toHaveLength(4)
  })

  it('shop, in Docker, keeps sessions in a Redis that loses none, and gives the server time to stop', () => {
    const { services } = parse(read('examples/shop/compose.yaml')) as { services: Record<string, { environment?: Record<string, string>, command?: string[], stop_grace_period?: string }> }
    expect(services.shop).toMatchObject({ environment: { NUXT_SAPCC_SESSION_STORE: 'storage', REDIS_URL: 'redis://redis:6379' }, stop_grace_period: '60s' })
    expect(services.shop!.environment!.NUXT_SAPCC_SESSION_PASSWORD!.replace(/^\$\{\w+:-(.*)\}$/, '$1').length).toBeGreaterThanOrEqual(32)
    expect(services.redis!.command!.join(' ')).toContain('--appendonly yes --maxmemory-policy noeviction')
    expect(read('examples/shop/Dockerfile')).toMatch(/^CMD \["node", "\.output\/server\/index\.mjs"\]$/m)
  })
})

describe('the entry for nuxt/modules', () => {
  const entry = parse(read('.github/nuxt-module.yml')) as { npm: string, repo: string, compatibility: { nuxt: string } }
  const manifest = JSON.parse(read('package.json')) as { name: string, repository: { url: string }, dependencies: Record<string, string> }

  it('says what the package says', () => {
    expect(entry.npm).toBe(manifest.name)
    expect(manifest.repository.url).toBe(`git+https://github.com/${entry.repo}.git`)
    expect(read('src/module.ts')).toContain(`nuxt: '${entry.compatibility.nuxt}'`)
  })

  it('is for a package that `nuxt module add` takes for a module', () => {
    expect(manifest.dependencies).toHaveProperty('@nuxt/kit')
  })
})
