import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { withGeneratedPart } from '../../../scripts/codegen/document-part'
import { hooksParts, hooksTable, valuesTable, variantsTable } from '../../../scripts/codegen/hooks-tables'
import { typeFields } from '../../../scripts/codegen/type-fields'

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
const parts = hooksParts(read)

describe('tables of hooks', () => {
  it.each([...new Set(parts.map(({ document }) => document))])('%s has those that follow from the declared types (npm run generate)', (document) => {
    const text = read(document)
    expect(text).toBe(parts.filter(part => part.document === document).reduce((result, { name, text }) => withGeneratedPart(result, name, text), text))
  })

  it('have each hook of the app and of Nitro with what its listeners get', () => {
    const rows = read('docs/reference.md').split('\n').filter(line => line.startsWith('| `sapcc:'))
    const declared = ['src/runtime/app/types.ts', 'src/runtime/server/hooks.ts'].flatMap(path => [...read(path).matchAll(/^ {2}'(sapcc:[\w:-]+)':/gm)].map(([, name]) => name!))
    expect(rows.map(row => /`([^`]+)`/.exec(row)![1]).toSorted()).toEqual(declared.toSorted())
    expect(rows.find(row => row.includes('`sapcc:assisted:call`'))).toMatch(/\| `event`, `agent`, `customer`, `operation`, `method`, `path` \|$/)
  })

  it('are made of comments: a hook, a reason or a measurement without one is refused', () => {
    const source = [
      'interface Hooks { \'shop:opened\': (context: { key: string }) => void }',
      'type Reason = \'late\' | \'early\'',
      'type Measured = | { name: \'door\' } | { name: \'window\' }',
    ].join('\n')
    expect(() => hooksTable(source, 'Hooks')).toThrow('shop:opened has no comment')
    expect(() => valuesTable(source, 'Reason', 'reason')).toThrow('late has no comment')
    expect(() => variantsTable(source, 'Measured')).toThrow('door has no comment')
  })
})

describe('fields of a type', () => {
  const source = `
    interface Base {
      /** The key. */
      key: string
    }
    interface Door extends Base { readonly state?: 'open' | 'shut' }
    type Either = Door | Base & { other: number }
  `

  it('are inherited ones and its own, with comments and literal values', () => {
    expect(typeFields(source, 'Door & { size: number }')).toEqual([
      { name: 'key', values: [], text: 'The key.' },
      { name: 'state', values: ['open', 'shut'], text: undefined },
      { name: 'size', values: [], text: undefined },
    ])
  })

  it('of a union are those that all members have', () => {
    expect(typeFields(source, 'Either').map(({ name }) => name)).toEqual(['key'])
  })
})
