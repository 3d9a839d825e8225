import { describe, expect, it } from 'vitest'
import { buildOccRequest } from '../../../src/runtime/server/occ/build-request'
import type { OccRequestContext } from '../../../src/runtime/server/occ/build-request'
import { defineOperations } from '../../../src/runtime/server/occ/operation'
import type { OccOperationRow } from '../../../src/runtime/server/occ/operation'
import { operations } from '../../../src/runtime/server/occ/operations'
import { context, refusal } from './support'

/** The path, below OCC or at SAP's host, of a call of an operation with this path. */
function pathFor(path: string, params: object, own: Partial<OccRequestContext> = {}, row: Partial<OccOperationRow> = {}): string {
  const operation = defineOperations({ Own: { own: { method: 'GET', path, ...row } } }).own!
  return new URL(buildOccRequest('own', operation, params, { ...context, ...own }).url).pathname.replace('/occ/v2', '')
}

const refused = (path: string, params: object, own: Partial<OccRequestContext> = {}, row: Partial<OccOperationRow> = {}) => refusal(() => pathFor(path, params, own, row)).data

describe('the base site in the path of a document\'s operation', () => {
  it.each([
    ['/{site}/things', { site: 'powertools' }],
    ['/{site}/things/', { site: 'powertools' }],
    ['/{brand}-spa/things', { brand: 'powertools' }],
    ['/{a}{b}/things', { a: 'power', b: 'tools' }],
    ['/{site}/{collection}/{id}', { site: 'powertools', collection: 'things', id: '1' }],
    ['/{site}', { site: 'powertools' }],
  ])('is the one of the request, whatever its parameter is called: %s', (path, params) => {
    expect(refused(path, params)).toMatchObject({ type: 'ForbiddenParameterError', subject: 'baseSiteId' })
  })

  it('may be one that is open', () => {
    expect(pathFor('/{site}/things', { site: 'electronics' })).toBe('/electronics/things')
    expect(pathFor('/{site}/things', { site: 'powertools' }, { allowedBaseSites: ['powertools'] })).toBe('/powertools/things')
    expect(pathFor('/{brand}-spa/things', { brand: 'toys' }, { baseSiteId: 'toys-spa' })).toBe('/toys-spa/things')
  })

  it('is not in the first segment of an API beside OCC', () => {
    expect(pathFor('/{kind}/things', { kind: 'powertools' }, {}, { root: '/own' })).toBe('/own/powertools/things')
    expect(refused('/{baseSiteId}/things', { baseSiteId: 'powertools' }, {}, { root: '/own' })).toMatchObject({ subject: 'baseSiteId' })
  })
})

describe('the user in the path of a document\'s operation', () => {
  it.each([
    ['/{site}/users/{uid}/secret', { site: 'electronics', uid: 'jane@example.com' }],
    ['/{baseSiteId}/orgUsers/{email}', { email: 'jane@example.com' }],
    ['/{baseSiteId}/api/users/{uid}', { uid: 'jane@example.com' }],
    ['/{baseSiteId}/users/{uid}/friends/users/{friend}', { uid: 'current', friend: 'jane@example.com' }],
    ['/{baseSiteId}/users/{name}@example.com', { name: 'jane' }],
    ['/{baseSiteId}/{collection}/{id}', { collection: 'users', id: 'jane@example.com' }],
    ['/{baseSiteId}/{a}s/{id}', { a: 'user', id: 'jane@example.com' }],
  ])('is the customer or nobody: %s, %o', (path, params) => {
    expect(refused(path, params)).toMatchObject({ type: 'ForbiddenParameterError', subject: 'userId' })
    expect(pathFor(path, params, { allowUserIds: true })).toContain('jane')
  })

  // The policy and an agent's customer are for one spelling: another one is refused whomever calls may name.
  it.each([
    ['/{baseSiteId}/Users/{email}', { email: 'jane@example.com' }],
    ['/{baseSiteId}/{collection}/{id}', { collection: 'orgUsers.json', id: 'jane@example.com' }],
    ['/{baseSiteId}/{collection}/{id}', { collection: 'users.html', id: 'jane@example.com' }],
    ['/{baseSiteId}/{collection}/{id}', { collection: ' Users ', id: 'jane@example.com' }],
    ['/{baseSiteId}/{collection}/{id}', { collection: '%75sers', id: 'jane@example.com' }],
  ])('comes after a name with one spelling: %s, %o', (path, params) => {
    expect(refused(path, params)).toMatchObject({ type: 'ForbiddenParameterError', subject: 'userId' })
    expect(refused(path, params, { allowUserIds: true })).toMatchObject({ type: 'InvalidParameterError' })
  })

  it.each([
    ['/{baseSiteId}/{rest}', { rest: 'users/jane@example.com' }],
    ['/{baseSiteId}/{rest}/carts', { rest: 'users/jane@example.com' }],
    ['/{baseSiteId}/{rest}', { rest: 'users\\jane' }],
    ['/{baseSiteId}/{rest}', { rest: 'users%2Fjane' }],
    ['/{baseSiteId}/{collection}/{id}', { collection: 'users;x', id: 'jane' }],
    ['/{baseSiteId}/products/{code}', { code: 'x/../users/jane' }],
    ['/{baseSiteId}/products/{code}', { code: 'x/users/jane' }],
  ])('is not hidden behind an encoded slash: %s, %o', (path, params) => {
    expect(refused(path, params)).toMatchObject({ type: 'InvalidParameterError' })
  })

  it.each([
    ['/{baseSiteId}/{a}/{b}', { a: '%75sers', b: 'current' }],
    ['/{baseSiteId}/{a}/{b}', { a: 'users.json', b: 'current' }],
    ['/{baseSiteId}/{a}/current', { a: 'USERS' }],
  ])('is never the agent in place of the customer: %s, %o', (path, params) => {
    expect(refused(path, params, { actsFor: 'jane@example.com' })).toMatchObject({ type: 'InvalidParameterError' })
  })

  it('is the same in an API beside OCC', () => {
    expect(refused('/users/{uid}', { uid: 'jane@example.com' }, {}, { root: '/own' })).toMatchObject({ subject: 'userId' })
  })

  it('may be `current` and `anonymous`', () => {
    expect(pathFor('/{site}/users/{uid}/secret', { site: 'electronics', uid: 'current' })).toBe('/electronics/users/current/secret')
    expect(pathFor('/{baseSiteId}/{collection}/{id}', { collection: 'users', id: 'anonymous' })).toBe('/electronics/users/anonymous')
  })

  it('is the customer whom an agent acts for', () => {
    const agent = { actsFor: 'jane@example.com' }
    for (const [path, params] of [
      ['/{site}/users/{uid}/secret', { site: 'electronics', uid: 'current' }],
      ['/{baseSiteId}/users/current/secret', {}],
      ['/{baseSiteId}/users/{userId}/{what}', { what: 'secret' }],
      ['/{baseSiteId}/{collection}/{id}/secret', { collection: 'users', id: 'current' }],
    ] as const) expect(pathFor(path, params, agent)).toBe('/electronics/users/jane%40example.com/secret')
    expect(refused('/{site}/users/{uid}/secret', { site: 'electronics', uid: 'john@example.com' }, agent)).toMatchObject({ subject: 'userId' })
  })

  it('is not chosen by the header in which an agent\'s customer is named', () => {
    const row = { headers: 'sap-commerce-cloud-user-id' }
    expect(refused('/{baseSiteId}/things', { 'sap-commerce-cloud-user-id': 'john@example.com' }, {}, row)).toMatchObject({ type: 'ForbiddenParameterError' })
  })
})

describe('other parameters in the path of a document\'s operation', () => {
  it.each([
    ['/{baseSiteId}/products/{code}/reviews', { code: 'users' }, '/electronics/products/users/reviews'],
    ['/{baseSiteId}/{collection}/{id}', { collection: 'things', id: '100%' }, '/electronics/things/100%25'],
    ['/export/{kind}/{id}', { kind: 'csv', id: '1' }, '/export/csv/1'],
    ['/{baseSiteId}/customers/{uid}', { uid: 'jane@example.com' }, '/electronics/customers/jane%40example.com'],
  ])('are free: %s', (path, params, expected) => {
    expect(pathFor(path, params)).toBe(expected)
  })
})

it('SAP\'s own operations have their base sites and users in the places where they are looked for', () => {
  for (const { path, pathParams, hasAmbiguousTemplate } of Object.values(operations)) {
    for (const { name, subject } of pathParams) expect([path, name, subject]).toEqual([path, name, name === 'baseSiteId' ? 'site' : name === 'userId' ? 'user' : undefined])
    if (hasAmbiguousTemplate) expect(path).toMatch(/^\/\{baseSiteId\}\/catalogs\/|\}\.pdf$/)
  }
})
