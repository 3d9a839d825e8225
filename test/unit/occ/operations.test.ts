import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { generateOperationFiles } from '../../../scripts/codegen/operations'
import { buildOccRequest } from '../../../src/runtime/server/occ/build-request'
import { ALOKAI_NAMES } from '../../../src/runtime/server/occ/alokai-names'
import { findOperation, nearestOperation, unknownOperationError } from '../../../src/runtime/server/occ/find-operation'
import { defineOperations, type OccOperation } from '../../../src/runtime/server/occ/operation'
import { operations } from '../../../src/runtime/server/occ/operations'
import { OWN_SESSION_METHODS } from '../../../src/runtime/sdk/session-methods'
import { context, refusal, requiredParams } from './support'

const root = new URL('../../../', import.meta.url)
const lines = readFileSync(new URL('data/occ-operations.tsv', root), 'utf8').trim().split('\n').slice(1).map(line => line.split('\t'))

/** `a!,b` as `[['a', true], ['b', false]]`. */
const list = (column: string) => column === '-' ? [] : column.split(',').map(name => [name.replace('!', ''), name.endsWith('!')] as const)

describe('the table of operations', () => {
  it('is what the generator makes of the list of operations', () => {
    for (const [path, text] of Object.entries(generateOperationFiles())) expect(readFileSync(new URL(path, root), 'utf8'), path).toBe(text)
  })

  it('has all 337 operations', () => {
    expect(lines).toHaveLength(337)
    expect(Object.keys(operations).sort()).toEqual(lines.map(line => line[1]).sort())
  })

  it('reads a row when its operation is asked for, and once', () => {
    let reads = 0
    const table = defineOperations({ Carts: { getCart: { method: 'GET', get path() {
      reads++
      return '/{baseSiteId}/carts'
    } } } })
    expect(Object.keys(table)).toEqual(['getCart'])
    expect(reads).toBe(0)
    const { getCart } = table
    const once = reads
    expect(once).toBeGreaterThan(0)
    expect(table.getCart).toBe(getCart)
    expect(reads).toBe(once)
    expect(Object.isFrozen(getCart)).toBe(true)
  })

  it.each(lines.map(line => [line[1]!, line] as const))('%s says what the list says', (operationId, line) => {
    const [tag, , method, path, pathParams, query, headers, body, media, , result, deprecated] = line as [string, string, string, string, string, string, string, string, string, string, string, string]
    const operation = operations[operationId]!
    expect(operation).toMatchObject({ tag, method, path, deprecated: deprecated === 'yes', read: method === 'GET' || method === 'HEAD' })
    expect(operation.pathParams.map(({ name }) => name).sort()).toEqual(list(pathParams).map(([name]) => name).sort())
    expect(operation.queryParams).toEqual(list(query).map(([name, required]) => ({ name, required })))
    expect(operation.headerParams).toEqual(list(headers).map(([name, required]) => ({ name, required })))
    expect(operation.body?.required).toBe(body === '-' ? undefined : body.endsWith('!'))
    if (operation.body) expect(media.split('|')).toContain(operation.body.mediaType)
    if (media.includes('application/json')) expect(operation.body?.mediaType).toBe('application/json')
    if (method === 'HEAD') expect(operation.result).toBe('head')
    else expect(operation.result === 'none').toBe(result === '-')
  })

  it('knows the downloads from the other answers', () => {
    const binary = Object.keys(operations).filter(id => operations[id]!.result === 'binary')
    expect(binary.sort()).toEqual([
      'createPunchOutProfileRequest',
      'createPunchOutPurchaseOrderRequest',
      'createPunchOutSetUpRequest',
      'getBillingDocument',
      'getOrgDocumentAttachment',
      'getQuoteAttachment',
      'getTicketEventAttachment',
      'getUserOrderAttachmentBinary',
      'getUserOrderInvoiceBinary',
    ])
  })

  it('names bodies by their schema in lower camel case', () => {
    const names = (...ids: string[]) => ids.map(id => operations[id]!.body?.name)
    expect(names('createCartEntry', 'applyCartVoucher', 'createCartEntryConfiguration', 'createOrgUnit', 'createRegistrationRequest', 'createPunchOutSetUpRequest', 'createTicketEventAttachment', 'sendMessage', 'searchComponentsByIds'))
      .toEqual(['orderEntry', 'sapVoucherRequest', 'ccpOrderEntry', 'b2bUnit', 'orgUserRegistrationData', 'cxml', 'formData', 'conversationMessageList', 'componentIDList'])
  })

  it('defaults the user who acts, not the user acted upon', () => {
    const hasDefault = (id: string) => operations[id]!.pathParams.find(({ name }) => name === 'userId')?.hasDefault
    expect(hasDefault('getCart')).toBe(true)
    expect(hasDefault('placeOrgOrder')).toBe(true)
    expect(hasDefault('removeUsersFromCustomerGroup')).toBe(false)
  })

  it.each(Object.keys(operations))('%s becomes a request with exactly its path', (operationId) => {
    const operation = operations[operationId]!
    const params = requiredParams(operation)
    const request = buildOccRequest(operationId, operation, params, context)
    const known: Record<string, unknown> = { baseSiteId: 'electronics', userId: 'current', ...params }
    const path = operation.path.split('/').map(segment => segment.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(known[name])))).join('/')
    const url = new URL(request.url)
    expect(request.url.split('?')[0]).toBe(`https://sap.example:9002/occ/v2${path}`)
    expect(url.pathname.split('/')).toHaveLength(operation.path.split('/').length + 2)
    expect(Object.fromEntries(url.searchParams)).toEqual(Object.fromEntries(operation.queryParams.filter(({ required }) => required).map(({ name }) => [name, `${name} & co`])))
    expect(request.method).toBe(operation.method)
    expect(request.headers['content-type']).toBe(operation.body?.required ? operation.body.mediaType : undefined)
    if (operation.body?.required) expect(request.body).toBe(operation.body.mediaType === 'application/xml' ? '<cXML/>' : '{"member":1}')
    else expect(request.body).toBeUndefined()
  })

  it.each(Object.keys(operations))('%s names each required parameter that is missing', (operationId) => {
    const operation = operations[operationId]!
    const params = requiredParams(operation)
    for (const name of Object.keys(params)) {
      const error = refusal(() => buildOccRequest(operationId, operation, { ...params, [name]: undefined }, context))
      expect(error).toMatchObject({ status: 400, data: { type: 'MissingParameterError', reason: 'missing', subject: name, subjectType: 'parameter' } })
      expect(error.message).toContain(name)
    }
  })
})

describe('finding operations', () => {
  it('finds own names only', () => {
    expect(findOperation('getCart')).toMatchObject({ method: 'GET' })
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then', '']) expect(findOperation(name), name).toBeUndefined()
  })

  it.each([
    ['getCrat', 'getCart'],
    ['getcart', 'getCart'],
    ['getProduckt', 'getProduct'],
    ['addCartEntrys', 'addCartEntry'],
    ['createCartEntries', 'createCartEntry'],
    ['qqqqqqqqqqq', undefined],
    ['x', undefined],
    ['', undefined],
  ])('takes "%s" for %s', (name, nearest) => {
    expect(nearestOperation(name)).toBe(nearest)
  })

  it('compares no endless names', () => {
    expect(nearestOperation('getCart'.repeat(10_000))).toBeUndefined()
  })

  it('answers an unknown name with 404 and the nearest one', () => {
    const error = unknownOperationError('getCrat')
    expect(error).toMatchObject({ status: 404, data: { type: 'UnknownOperationError', subject: 'getCrat' } })
    expect(error.message).toBe('There is no operation "getCrat". Did you mean "getCart"?')
  })

  it.each([
    ['OAuthUserAuthorization', 'signUserIn'],
    ['OAuthUserTokenRefresh', 'refreshUserToken'],
    ['OAuthUserRevoke', 'signUserOut'],
    ['loginCustomer', 'signUserIn'],
    ['logoutCustomer', 'signUserOut'],
    ['singUserIn', 'signUserIn'],
    ['getSesion', 'getSession'],
  ])('knows what signing in and out is called here: %s is %s', (name, method) => {
    expect(unknownOperationError(name).message).toContain(`Did you mean "${method}"?`)
  })

  it.each(Object.entries(ALOKAI_NAMES))('suggests for Alokai\'s %s: %s', (name, method) => {
    expect(Object.hasOwn(operations, name)).toBe(false)
    expect(Object.hasOwn(operations, method) || (OWN_SESSION_METHODS as readonly string[]).includes(method)).toBe(true)
    expect(unknownOperationError(name).message).toContain(`Did you mean "${method}"?`)
  })

  it('knows each old name that docs/moving-from-alokai.md has', () => {
    const rows = readFileSync(new URL('../../../docs/moving-from-alokai.md', import.meta.url), 'utf8').split('\n').filter(line => /^\| (?:unified|v7) /.test(line))
    const names = rows.flatMap(row => [...row.split('|')[1]!.matchAll(/`(\w+)/g)].map(([, name]) => name!))
    expect(names.length).toBeGreaterThan(20)
    // SAP has an operation of this name, which does something else.
    expect(names.filter(name => !Object.hasOwn(ALOKAI_NAMES, name))).toEqual(['addCartEntry'])
  })

  const deprecated = Object.entries<OccOperation>(operations).filter(([, operation]) => operation.deprecated).map(([name]) => name)

  it('suggests for no name of Alokai\'s an operation that SAP has deprecated', () => {
    expect(Object.values(ALOKAI_NAMES).filter(method => deprecated.includes(method))).toEqual([])
  })

  it.each(['moving-from-alokai.md', 'moving-from-spartacus.md', 'shop.md', 'catalogue-and-cart.md', 'carts.md'])('has in docs/%s none that SAP has deprecated', (document) => {
    const text = readFileSync(new URL(`docs/${document}`, root), 'utf8')
    expect(deprecated.length).toBeGreaterThan(10)
    expect(deprecated.filter(name => new RegExp(`\\b${name}\\b`).test(text))).toEqual([])
  })

  it('suggests no operation that is closed', () => {
    const { createCartEntry: _, ...open } = operations
    expect(unknownOperationError('addCartLineItem', open).message).not.toContain('"createCartEntry"')
  })

  it('shows no foreign characters and no endless names', () => {
    const { message, data } = unknownOperationError(`<\r\n\u202E${'x'.repeat(5000)}`)
    expect(message.length).toBeLessThan(200)
    expect(`${message}${data.subject}`).toMatch(/^[\x20-\x7E]*$/)
  })
})
