import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { typeFields } from '../../../scripts/codegen/type-fields'

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
const reference = read('docs/reference.md')
const composables = read('docs/composables.md')

/** Whether a text has a name in code: `name`, `name()`, `object.name`, `<Name>`, `{ name }`. */
const names = (text: string, name: string) => [...text.matchAll(/`[^`\n]+`/g)].some(([code]) => new RegExp(`(?<![\\w$])${name}(?![\\w$])`).test(code))

describe('docs/reference.md', () => {
  const declared = [...read('src/module.ts').matchAll(/\b(?:name|as): '(\w+)'/g)].map(([, name]) => name!).filter(name => name !== 'nuxt')

  it.each([...new Set(declared)])('has everything that is there by auto-import: %s', (name) => {
    expect(names(reference, name)).toBe(true)
  })

  it('is compared with what the module declares', () => {
    expect(declared).toEqual(expect.arrayContaining(['useSapccSdk', 'useSapccData', 'SapccSignedIn', 'requireSapccSession']))
  })
})

describe('docs/composables.md', () => {
  const file = (name: string) => read(`src/runtime/app/${name}.ts`)

  it.each([
    ['SapccDataOptions<1>', file('composables/use-sapcc-data')],
    ['SapccData<1>', file('composables/use-sapcc-data')],
    ['SapccCart', file('composables/use-sapcc-cart')],
    ['SapccUser', file('composables/use-sapcc-user')],
    ['SapccSession', file('composables/use-sapcc-session')],
    ['SapccSiteContext', file('composables/use-sapcc-site-context')],
    ['SapccSiteContextOptions', file('composables/use-sapcc-site-context')],
    ['SapccAppConfig', file('types')],
  ])('has each field of %s', (type, source) => {
    const fields = typeFields(source, type).map(({ name }) => name)
    expect(fields.length).toBeGreaterThan(0)
    expect(fields.filter(name => !names(composables, name) && !new RegExp(`^ +${name}:`, 'm').test(composables))).toEqual([])
  })
})
