import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { findOperation, unknownOperationError } from '../../../src/runtime/server/occ/find-operation'
import type { OccOperationTable } from '../../../src/runtime/server/occ/operation'
import { operations } from '../../../src/runtime/server/occ/operations'
import type { OperationRow } from '../../../src/build/occ/operation-row'
import { operationsTableText } from '../../../src/build/occ/table-text'
import { closedOperations, selectOperations, withoutMissing } from '../../../src/build/operations/select'
import type { OperationSelection } from '../../../src/build/operations/select'
import { mergeRows, replacedRows, tableRows } from '../../../src/build/operations/table-rows'
import { temporaryFolder } from '../temporary-folder'
import { documentOf, load } from './support'

const rows = tableRows(operations)
const idsOf = (selected: readonly OperationRow[]) => selected.map(({ operationId }) => operationId)
const idsOfTag = (tag: string) => Object.keys(operations).filter(id => operations[id]!.tag === tag)

/** The table as the server gets it: generated, and imported. */
async function tableOf(selected: readonly OperationRow[]): Promise<OccOperationTable> {
  const file = join(temporaryFolder(), 'table.mjs')
  writeFileSync(file, operationsTableText(selected, { header: 'Test', defineFrom: fileURLToPath(new URL('../../../src/runtime/server/occ/operation.ts', import.meta.url)) }))
  return (await import(file) as { operations: OccOperationTable }).operations
}

describe('the server\'s table', () => {
  it('is SAP\'s own when it is written again', async () => {
    const table = await tableOf(rows)
    expect(Object.keys(table)).toHaveLength(337)
    expect({ ...table }).toEqual({ ...operations })
  })

  it('gains what the document adds, and the document wins', async () => {
    const document = await load(documentOf({ operationId: 'getCart' }, { paths: {
      '/{baseSiteId}/baskets/{cartId}': { get: { operationId: 'getCart', tags: ['Baskets'], parameters: [{ name: 'cartId', in: 'path', required: true, schema: { type: 'string' } }], responses: { 200: { description: 'Done.' } } } },
      '/{baseSiteId}/things': { get: { operationId: 'getThings', responses: { 200: { description: 'Done.' } } } },
    } }))
    const table = await tableOf(mergeRows(rows, document.operations.map(({ row }) => row)))
    expect(Object.keys(table)).toHaveLength(338)
    expect(findOperation('getCart', table)).toMatchObject({ tag: 'Baskets', path: '/{baseSiteId}/baskets/{cartId}', result: 'none' })
    expect(findOperation('getThings', table)).toMatchObject({ tag: 'Untagged', read: true })
    expect(findOperation('getProduct', table)).toEqual(operations.getProduct)
  })
})

describe('the selection of operations', () => {
  it('opens everything unless it says otherwise', () => {
    expect(selectOperations(rows, {})).toEqual(rows)
    expect(selectOperations(rows, { deny: [] })).toEqual(rows)
  })

  it('allows by name and by tag, and then nothing else', () => {
    expect(idsOf(selectOperations(rows, { allow: ['getProduct', 'carts'] })).sort()).toEqual(['getProduct', ...idsOfTag('Carts')].sort())
    expect(selectOperations(rows, { allow: [] })).toEqual([])
  })

  it('denies by name and by tag, also what is allowed', () => {
    const denied = idsOf(selectOperations(rows, { deny: ['B2B users', 'removeUser'] }))
    expect(denied).toHaveLength(337 - idsOfTag('B2B Users').length - 1)
    expect(idsOf(selectOperations(rows, { allow: ['Carts'], deny: ['removeCart'] }))).toEqual(idsOfTag('Carts').filter(id => id !== 'removeCart'))
  })

  it('answers a denied operation like an unknown one, with the nearest that is open', async () => {
    const table = await tableOf(selectOperations(rows, { deny: ['getCart'] }))
    expect(findOperation('getCart', table)).toBeUndefined()
    const error = unknownOperationError('getCart', table)
    expect(error).toMatchObject({ status: 404, data: { type: 'UnknownOperationError' } })
    expect(error.message).toMatch(/^There is no operation "getCart"\. Did you mean "getCarts"\?$/)
  })

  it.each<[unknown, string]>([
    ['getCrat', 'names "getCrat", which is neither an operation nor a tag. Did you mean "getCart"?'],
    ['GetCart', 'Did you mean "getCart"?'],
    ['B2B User', 'Did you mean "B2B Users"?'],
    ['qqqqqqqqqqqqqqqqqqqqqqq', 'names "qqqqqqqqqqqqqqqqqqqqqqq", which is neither an operation nor a tag.'],
    ['signUserIn', 'a method of the module itself'],
    [7, 'names 7'],
  ])('stops the build for %j', (entry, message) => {
    for (const option of ['allow', 'deny'] as const) {
      expect(() => selectOperations(rows, { [option]: [entry] })).toThrow(`nuxt-sapcc: \`sapcc.operations.${option}\` `)
      expect(() => selectOperations(rows, { [option]: [entry] })).toThrow(message)
    }
  })

  it('that names an operation which a document lacks opens nothing by it, and stops no build; what it closes does', () => {
    const warnings: string[] = []
    const selection = { allow: ['Carts', 'getFaulty', 'cArts'], deny: ['getFaulty'] }
    const known = withoutMissing(rows, selection, warning => warnings.push(warning))
    expect(known).toEqual({ allow: ['Carts', 'cArts'], deny: ['getFaulty'] })
    expect(warnings).toEqual([expect.stringMatching(/^`sapcc\.operations\.allow` names "getFaulty", which is neither an operation nor a tag\. .*It may be one of those that are left out\.$/)])
    expect(() => selectOperations(rows, known)).toThrow('`sapcc.operations.deny` names "getFaulty"')
    expect(selectOperations(rows, { allow: withoutMissing(rows, { allow: ['getFaulty'] }, () => {}).allow! })).toEqual([])
    for (const allow of [['signUserIn'], [7 as unknown as string], 'getCart' as unknown as string[]]) expect(withoutMissing(rows, { allow }, () => {}).allow).toEqual(allow)
    expect(withoutMissing(rows, {}, () => {})).toEqual({})
  })

  // An empty text is what `process.env.NAME ?? ''` gives.
  it.each(['getCart', ''])('takes lists only, and not %j', (text) => {
    expect(() => selectOperations(rows, { deny: text as unknown as string[] })).toThrow('has to be a list')
    expect(() => selectOperations(rows, { allow: text as unknown as string[] })).toThrow('has to be a list')
  })
})

describe('the addresses that a selection closes', () => {
  const row = (operationId: string, path = '/{baseSiteId}/products/{productCode}', tag = 'Own'): OperationRow => ({ tag, operationId, method: 'GET', path, query: [], headers: [], deprecated: false })
  const all = [row('getProduct', undefined, 'Products'), row('getProductUsingGET', '/{baseSiteId}/products/{code}'), row('getThing', '/{baseSiteId}/things')]
  const closed = (selection: OperationSelection) => closedOperations(all, selection).map(({ operationId }) => operationId)

  it('are not those that it opens under another name', () => {
    expect(closed({ allow: ['getProductUsingGET'] })).toEqual(['getThing'])
    expect(closed({ allow: ['Own'] })).toEqual([])
  })

  it('are those that it denies, under whatever name', () => {
    expect(closed({ deny: ['getProduct'] })).toEqual(['getProduct'])
    expect(closed({ allow: ['getProductUsingGET'], deny: ['Products'] })).toEqual(['getProduct', 'getThing'])
  })

  it('are also those of SAP\'s operations whose names a document has given to others', () => {
    const sap = [row('removeUser', '/{baseSiteId}/users/{userId}'), row('getThing', '/{baseSiteId}/things/{id}')]
    const own = [row('removeUser', '/{baseSiteId}/accounts/{id}'), row('getThing', '/{baseSiteId}/things/{thingId}')]
    const addresses = (selection: OperationSelection) => closedOperations(mergeRows(sap, own), selection, replacedRows(sap, own)).map(({ path }) => path)
    expect(addresses({ deny: ['removeUser'] })).toEqual(['/{baseSiteId}/accounts/{id}', '/{baseSiteId}/users/{userId}'])
    expect(addresses({ allow: ['getThing'] })).toEqual(['/{baseSiteId}/accounts/{id}', '/{baseSiteId}/users/{userId}'])
    expect(addresses({ deny: ['getThing'] })).toEqual(['/{baseSiteId}/things/{thingId}'])
    const names = closedOperations(mergeRows(sap, own), { deny: ['removeUser'] }, replacedRows(sap, own)).map(({ operationId }) => operationId)
    expect(new Set(names).size).toBe(names.length)
  })
})
