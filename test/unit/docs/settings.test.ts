import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { withGeneratedPart } from '../../../scripts/codegen/document-part'
import { settingsTables } from '../../../scripts/codegen/settings-tables'
import { configHints } from '../../../src/runtime/server/config/hints'
import { publicSettings } from '../../../src/runtime/server/config/public-settings'
import { PUBLIC_PREFIX, SERVER_PREFIX, initialSettings, variableName } from '../../../src/runtime/server/config/setting'
import { serverSettings } from '../../../src/runtime/server/config/settings'

const root = new URL('../../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const config = 'src/runtime/server/config/'
const declared = [
  { path: 'runtimeConfig.sapcc', prefix: SERVER_PREFIX, table: serverSettings, source: read(`${config}settings.ts`), name: 'serverSettings' },
  { path: 'runtimeConfig.public.sapcc', prefix: PUBLIC_PREFIX, table: publicSettings, source: read(`${config}public-settings.ts`), name: 'publicSettings' },
]
const variableOf = variableName as (path: string, prefix: string) => string

describe('docs/settings.md', () => {
  it('has the tables that follow from the declarations (npm run generate)', () => {
    expect(read('docs/settings.md')).toBe(withGeneratedPart(read('docs/settings.md'), 'settings', settingsTables(declared, variableOf)))
  })

  it('has a row for each option of `sapcc` in nuxt.config.ts', () => {
    const [, part = ''] = read('docs/settings.md').split('## `sapcc` in `nuxt.config.ts`\n')
    const rows = part.split('\n## ', 1)[0]!.split('\n').filter(line => line.startsWith('| `')).map(line => line.split(' | ', 1)[0])
    const named = rows.flatMap(cell => [...cell!.matchAll(/`([\w.]+)`/g)].map(([, name]) => name!))
    const declared = /export interface ModuleOptions \{\n([\s\S]*?)^\}/m.exec(read('src/build/options.ts'))![1]!
    const options = [...declared.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name]) => name!)
    expect(options.length).toBeGreaterThan(6)
    expect([...new Set(named.map(name => name.split('.', 1)[0]))].sort()).toEqual(options.sort())
  })

  it('is made of comments: a setting without one is refused', () => {
    const undocumented = declared.map(settings => ({ ...settings, source: settings.source.replace('/** Scopes, separated by spaces. */', '') }))
    expect(() => settingsTables(undocumented, variableOf)).toThrow('The setting oauth.scope has no comment')
  })
})

describe('the documentation', () => {
  const documents = ['README.md', ...readdirSync(new URL('docs/', root)).filter(name => name.endsWith('.md')).map(name => `docs/${name}`)]

  it.each(documents)('%s names settings that there are', (path) => {
    const names = [...read(path).matchAll(/\bNUXT_(?:PUBLIC_)?SAPCC_[A-Z\d_]*[A-Z\d]\b/g)].map(([name]) => name)
    const env = Object.fromEntries(names.map(name => [name, 'x']))
    const value = { ...initialSettings(serverSettings), publicUrl: 'https://shop.example.com' }
    expect(configHints({ value, production: true, env })).toEqual([])
  })
})
