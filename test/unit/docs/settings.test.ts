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
