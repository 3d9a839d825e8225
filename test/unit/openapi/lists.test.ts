import { describe, expect, it } from 'vitest'
import { operationsTableText } from '../../../src/build/occ/table-text'
import { tableRows } from '../../../src/build/operations/table-rows'
import type { OperationRow } from '../../../src/build/occ/operation-row'
import { buildOccRequest } from '../../../src/runtime/server/occ/build-request'
import { defineOperations } from '../../../src/runtime/server/occ/operation'
import type { OccOperation, OccOperationRow } from '../../../src/runtime/server/occ/operation'
import { readCountedCall } from '../../../src/runtime/server/operations/counted-call'
import { context, refusal } from '../occ/support'
import { documentOf, load, loadOne } from './support'

const list = { type: 'array', items: { type: 'string' } }

/** The operation as the server has it, by the generated table. */
function fromTable(row: OperationRow): OccOperation {
  const text = operationsTableText([row], { header: '', defineFrom: '' })
  const groups: unknown = new Function(`return ${text.slice(text.indexOf('({') + 1, text.lastIndexOf(')'))}`)()
  return defineOperations(groups as Record<string, Record<string, OccOperationRow>>)[row.operationId]!
}

async function operationWith(parameters: object[], path = '/{baseSiteId}/things'): Promise<OccOperation> {
  const { operation, warnings } = await loadOne(documentOf({ parameters }, { path }))
  expect(warnings).toEqual([])
  return fromTable(operation!.row)
}

const requestOf = (operation: OccOperation, params: object) => buildOccRequest('getThings', operation, params, context)

describe('the values of a list in the query', () => {
  it.each([
    ['by default', {}, 'codes=a%20b&codes=c'],
    ['with explode: false', { explode: false }, 'codes=a%20b,c'],
    ['with pipes', { style: 'pipeDelimited' }, 'codes=a%20b%7Cc'],
    ['with pipes, exploded', { style: 'pipeDelimited', explode: true }, 'codes=a%20b&codes=c'],
  ])('are sent as the document says: %s', async (_, style, query) => {
    const operation = await operationWith([{ name: 'codes', in: 'query', schema: list, ...style }])
    expect(new URL(requestOf(operation, { codes: ['a b', 'c'] }).url).search).toBe(`?${query}`)
    expect(fromTable(tableRows({ getThings: operation })[0]!)).toEqual(operation)
  })

  it('are sent with spaces', async () => {
    const operation = await operationWith([{ name: 'codes', in: 'query', schema: list, style: 'spaceDelimited' }])
    expect(new URL(requestOf(operation, { codes: ['a', 'b,c'] }).url).search).toBe('?codes=a%20b,c')
  })

  it.each([
    ['multi', 'codes=a&codes=b'],
    ['csv', 'codes=a,b'],
    ['pipes', 'codes=a%7Cb'],
    ['ssv', 'codes=a%20b'],
    ['tsv', 'codes=a%09b'],
  ])('are sent as Swagger 2 says: %s', async (collectionFormat, query) => {
    const { operations: [operation], warnings } = await load({
      swagger: '2.0',
      info: { title: 'Test', version: '1' },
      basePath: '/occ/v2',
      paths: { '/{baseSiteId}/things': { get: { operationId: 'getThings', parameters: [{ name: 'codes', in: 'query', ...list, collectionFormat }], responses: { 200: { description: '' } } } } },
    })
    expect(warnings).toEqual([])
    expect(new URL(requestOf(fromTable(operation!.row), { codes: ['a', 'b'] }).url).search).toBe(`?${query}`)
  })

  it.each([
    ['a,b', { explode: false }, 'a comma'],
    ['a|b', { style: 'pipeDelimited' }, 'a "|"'],
    ['a b', { style: 'spaceDelimited' }, 'a space'],
  ])('are refused with what separates them: %j', async (value, style, named) => {
    const operation = await operationWith([{ name: 'codes', in: 'query', schema: list, ...style }])
    expect(refusal(() => requestOf(operation, { codes: ['x', value] })).message).toContain(named)
  })

  it('may be one text, as it is', async () => {
    const operation = await operationWith([{ name: 'codes', in: 'query', schema: list, explode: false }])
    expect(new URL(requestOf(operation, { codes: 'a,b' }).url).search).toBe('?codes=a,b')
  })

  it('of `fields` may have commas', async () => {
    const operation = await operationWith([{ name: 'fields', in: 'query', schema: list, explode: false }])
    expect(new URL(requestOf(operation, { fields: ['code', 'price(FULL,value)'] }).url).search).toBe('?fields=code,price(FULL,value)')
  })
})

describe('a list outside of the query', () => {
  it('is sent in a path', async () => {
    const operation = await operationWith([{ name: 'codes', in: 'path', required: true, schema: list }], '/{baseSiteId}/things/{codes}')
    expect(new URL(requestOf(operation, { codes: ['a/b', 'c'] }).url).pathname).toBe('/occ/v2/electronics/things/a%2Fb,c')
    expect(new URL(requestOf(operation, { codes: 'a' }).url).pathname).toBe('/occ/v2/electronics/things/a')
    expect(refusal(() => requestOf(operation, { codes: [] })).data).toMatchObject({ type: 'MissingParameterError', subject: 'codes' })
    for (const codes of [['..'], ['a', ''], ['a,b'], [{}], ['a\0']]) expect(refusal(() => requestOf(operation, { codes })).data).toMatchObject({ type: 'InvalidParameterError', subject: 'codes' })
    expect(fromTable(tableRows({ getThings: operation })[0]!)).toEqual(operation)
  })

  it('is no way around the checks of an address', async () => {
    const inPath = (name: string) => ({ name, in: 'path', required: true, schema: list })
    const user = await operationWith([inPath('uid')], '/{baseSiteId}/users/{uid}')
    for (const uid of [['jane@example.com'], ['current', 'jane@example.com']]) expect(refusal(() => requestOf(user, { uid })).status).toBe(400)
    const free = await operationWith([inPath('collection'), inPath('id')], '/{baseSiteId}/{collection}/{id}')
    expect(refusal(() => requestOf(free, { collection: ['users'], id: ['jane@example.com'] })).data).toMatchObject({ type: 'ForbiddenParameterError', subject: 'userId' })
    const action = await operationWith([inPath('action')], '/{baseSiteId}/{action}')
    expect(refusal(() => readCountedCall('own', { ...action, read: false }, { action: ['ResetPassword'] })).data.type).toBe('SignInOnlyByMethodError')
  })

  it('is sent in a header', async () => {
    const operation = await operationWith([{ name: 'X-List', in: 'header', schema: list }])
    expect(requestOf(operation, { 'X-List': ['a', 'b c'] }).headers).toMatchObject({ 'x-list': 'a,b c' })
    expect(requestOf(operation, { 'X-List': [] }).headers).not.toHaveProperty('x-list')
    for (const value of [['a,b'], [{}], ['a\r\nb']]) expect(refusal(() => requestOf(operation, { 'X-List': value })).data).toMatchObject({ type: 'InvalidParameterError', subject: 'X-List' })
  })
})

describe('what cannot be sent outside of a body', () => {
  const objects = { type: 'array', items: { type: 'object' } }

  it.each([
    ['a list of objects', { in: 'query', schema: objects }, 'is a list of objects'],
    ['a list of lists', { in: 'query', schema: { type: 'array', items: list } }, 'is a list of lists'],
    ['a list of objects in a header', { in: 'header', schema: objects }, 'is a list of objects'],
    ['a name that every object has', { name: 'toString', in: 'query', schema: { type: 'string' } }, '"toString", which is one that calls may not set'],
    ['a name of a prototype', { name: '__proto__', in: 'query', schema: { type: 'string' } }, '"__proto__", which is one that calls may not set'],
  ])('is left out of the call, with a warning: %s', async (_, node, reason) => {
    const { operation, warnings } = await loadOne(documentOf({ parameters: [{ name: 'odd', ...node }] }))
    expect(operation?.parameters.map(({ name }) => name)).toEqual(['baseSiteId'])
    expect(warnings).toEqual([expect.stringContaining(reason)])
  })

  it.each([
    ['an object in the path', '{odd}', { schema: { type: 'object' } }, 'is an object'],
    ['the style matrix', '{odd}', { style: 'matrix', schema: { type: 'string' } }, 'has the style "matrix"'],
    ['the style label', '{odd}', { style: 'label', schema: { type: 'string' } }, 'has the style "label"'],
    ['the name __proto__', '{__proto__}', { name: '__proto__', schema: { type: 'string' } }, '"__proto__", which is one that calls may not set'],
    ['the name constructor, without a description', '{constructor}', undefined, '"constructor", which is one that calls may not set'],
  ])('takes the operation with it where the path needs it: %s', async (_, segment, node, reason) => {
    const parameters = node ? [{ name: 'odd', in: 'path', required: true, ...node }] : []
    const { operation, warnings } = await loadOne(documentOf({ parameters }, { path: `/{baseSiteId}/things/${segment}` }))
    expect(operation).toBeUndefined()
    expect(warnings).toEqual([expect.stringContaining(reason)])
  })
})
