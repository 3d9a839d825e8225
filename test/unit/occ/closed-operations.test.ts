import { describe, expect, it } from 'vitest'
import { defineOperations } from '../../../src/runtime/server/occ/operation'
import { operations } from '../../../src/runtime/server/occ/operations'
import type { OccOperationRow, OccOperationTable } from '../../../src/runtime/server/occ/operation'
import { createClosedOperations } from '../../../src/runtime/server/occ/closed-operations'
import { createAddressLookup } from '../../../src/runtime/server/occ/operation-addresses'

function closedIn(open: OccOperationTable, closed: OccOperationTable) {
  return createClosedOperations(createAddressLookup(open, closed))
}

/** SAP's operations without these, and these. */
function closing(...names: string[]) {
  const part = (isClosed: boolean) => Object.fromEntries(Object.entries(operations).filter(([name]) => names.includes(name) === isClosed)) as OccOperationTable
  return closedIn(part(false), part(true))!.atAddress
}

describe('operations that are closed, at the raw proxy', () => {
  it('are not looked up when there are none', () => {
    expect(closedIn(operations, {})).toBeUndefined()
  })

  it.each([
    ['DELETE', '/electronics/users/current'],
    ['DELETE', '/electronics/users/current/'],
    ['DELETE', '/electronics/users/jane@example.com'],
    ['DELETE', '/electronics/USERS/current'],
    ['DELETE', '/electronics/users/current.json'],
    ['DELETE', '/electronics/%75sers/current'],
    ['DELETE', '/electronics/%2575sers/current'],
  ])('are found by method and path: %s %s', (method, path) => {
    expect(closing('removeUser')(method, path)).toBe('removeUser')
  })

  it.each([
    ['GET', '/electronics/users/current'],
    ['PATCH', '/electronics/users/current'],
    ['DELETE', '/electronics/users/current/carts/1'],
    ['DELETE', '/electronics/unknown/current'],
  ])('others stay open: %s %s', (method, path) => {
    expect(closing('removeUser')(method, path)).toBeUndefined()
  })

  it('of two that fit the more exact one counts, closed or open', () => {
    expect(closing('getProduct')('GET', '/electronics/products/search')).toBeUndefined()
    expect(closing('getProduct')('GET', '/electronics/products/1')).toBe('getProduct')
    expect(closing('getProducts')('GET', '/electronics/products/search')).toBe('getProducts')
    expect(closing('getProducts')('GET', '/electronics/products/1')).toBeUndefined()
  })

  it('a read is closed for HEAD, too', () => {
    expect(closing('getProduct')('HEAD', '/electronics/products/1')).toBe('getProduct')
  })

  it('every operation is found by its own address', () => {
    for (const [name, { method, path, root }] of Object.entries(operations)) {
      if (root !== undefined) continue
      expect(closing(name)(method, path.replaceAll(/\{[^}]+\}/g, 'x')), name).toBe(name)
    }
  })

  it('an address that could be read as another one is refused', () => {
    expect(() => closing('removeUser')('DELETE', '/electronics/x/..%2Fusers/current')).toThrow(expect.objectContaining({ status: 400 }))
  })

  it.each([
    ['DELETE', '/electronics/users.html/current'],
    ['DELETE', '/electronics/USERS.json/current'],
  ])('a suffix does not open them: %s %s', (method, path) => {
    expect(closing('removeUser')(method, path)).toBe('removeUser')
  })

  it('of two readings of a suffix one that is closed counts', () => {
    expect(closing('getProduct')('GET', '/electronics/products/search.html')).toBe('getProduct')
    expect(closing('getProducts')('GET', '/electronics/products/search.html')).toBe('getProducts')
  })

  it('operations beside OCC are no addresses of the proxy', () => {
    const beside = defineOperations({ Assisted: { bind: { method: 'POST', path: '/bind', root: '/assistedservicewebservices' } } })
    expect(closedIn({}, beside)).toBeUndefined()
  })
})

describe('operations that are closed, by a call of another one', () => {
  const reached = (name: string, row: OccOperationRow, params: object = {}) => {
    const own = defineOperations({ Own: { own: row } })
    const closed = Object.fromEntries(Object.entries(operations).filter(([other]) => other === name)) as OccOperationTable
    const open = { ...Object.fromEntries(Object.entries(operations).filter(([other]) => other !== name)), ...own } as OccOperationTable
    return closedIn(open, closed)!.reachedByCall(own.own!, params)
  }

  it.each<[string, OccOperationRow, object]>([
    ['removeUser', { method: 'DELETE', path: '/{baseSiteId}/users/{userId}' }, {}],
    ['removeUser', { method: 'DELETE', path: '/{site}/users/current' }, { site: 'electronics' }],
    ['removeUser', { method: 'DELETE', path: '/{baseSiteId}/{a}/{b}' }, { a: 'users', b: 'current' }],
    ['removeUser', { method: 'DELETE', path: '/{baseSiteId}/{a}/current' }, { a: 'Users.json' }],
    ['removeUser', { method: 'DELETE', path: '/{baseSiteId}/{a}/current' }, { a: '%75sers' }],
    ['removeUser', { method: 'DELETE', path: '/{baseSiteId}/us{x}/{id}' }, { x: 'ers', id: 'current' }],
    ['getCostCenter', { method: 'GET', path: '/{baseSiteId}/{rest}' }, { rest: 'costcenters/1' }],
  ])('%s is found by method and finished path: %o, %o', (name, row, params) => {
    expect(reached(name, row, params)).toBe(name)
  })

  it.each<[string, OccOperationRow, object]>([
    ['removeUser', { method: 'DELETE', path: '/{baseSiteId}/{a}/{b}' }, { a: 'things', b: '1' }],
    ['removeUser', { method: 'GET', path: '/{baseSiteId}/users/{userId}' }, {}],
    ['removeUser', { method: 'DELETE', path: '/{baseSiteId}/users/{userId}', root: '/own' }, {}],
  ])('%s is not found elsewhere: %o, %o', (name, row, params) => {
    expect(reached(name, row, params)).toBeUndefined()
  })

  it('a count keeps its own method', () => {
    for (const [name, operation] of Object.entries(operations)) {
      if (operation.method !== 'HEAD') continue
      const get = Object.entries(operations).find(([, { method, path }]) => method === 'GET' && path === operation.path)?.[0]
      if (get === undefined) continue
      const closed = closedIn(Object.fromEntries(Object.entries(operations).filter(([other]) => other !== get)) as OccOperationTable, { [get]: operations[get]! })
      expect(closed!.reachedByCall(operation, {}), name).toBeUndefined()
    }
  })
})
