import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { withGeneratedPart } from '../../../scripts/codegen/document-part'
import { operationFacts } from '../../../scripts/codegen/operation-facts'
import { operationsReference } from '../../../scripts/codegen/operations-reference'

const root = new URL('../../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const source = read('data/occ-operations.tsv')

describe('docs/operations.md', () => {
  const text = read('docs/operations.md')

  it('has the tables that follow from the list of operations (npm run generate)', () => {
    expect(text).toBe(withGeneratedPart(text, 'operations', operationsReference(source, operationFacts())))
  })

  it('has each operation once, with a sentence', () => {
    const rows = [...text.matchAll(/^\| `(\w+)` \| (?:GET|HEAD|POST|PUT|PATCH|DELETE) `\/[^`]*` \| [^|]*\| (.+) \|$/gm)]
    const listed = source.trim().split('\n').slice(1).map(line => line.split('\t')[1]!)
    expect(rows.map(([, name]) => name).toSorted()).toEqual(listed.toSorted())
    expect(text).toContain(`All ${listed.length} operations`)
    for (const [, name, sentence] of rows) expect(sentence, name).toMatch(/\.$/)
  })

  it('says whose data it is', () => {
    expect(text).toMatch(/`getProduct` \| GET .* \| everyone, kept \|/)
    expect(text).toMatch(/`getUser` \| GET .* \| customer \|/)
    expect(text).toMatch(/`getCart` \| GET .* \| visitor \|/)
    expect(text).toMatch(/`createCart` \| POST .* \| {2}\|/)
  })

  it('cannot be made for a tag that no area has', () => {
    expect(() => operationsReference(`${source.trim()}\n${source.trim().split('\n')[1]!.replace(/^[^\t]+/, 'New')}`, operationFacts())).toThrow('New')
  })
})
