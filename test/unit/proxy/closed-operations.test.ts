import { describe, expect, it } from 'vitest'
import { defineOperations } from '../../../src/runtime/server/occ/operation'
import { operations } from '../../../src/runtime/server/occ/operations'
import type { OccOperationTable } from '../../../src/runtime/server/occ/operation'
import { createClosedOperations, createOperationAt } from '../../../src/runtime/server/proxy/closed-operations'

/** SAP's operations without these, and these. */
function closing(...names: string[]) {
  const part = (isClosed: boolean) => Object.fromEntries(Object.entries(operations).filter(([name]) => names.includes(name) === isClosed)) as OccOperationTable
  return createClosedOperations(part(true), createOperationAt(part(false), part(true)))!
}

describe('operations that are closed, at the raw proxy', () => {
  it('are not looked up when there are none', () => {
    expect(createClosedOperations({}, createOperationAt(operations, {}))).toBeUndefined()
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

  it('operations beside OCC are no addresses of the proxy', () => {
    const beside = defineOperations({ Assisted: { bind: { method: 'POST', path: '/bind', root: '/assistedservicewebservices' } } })
    expect(createClosedOperations(beside, createOperationAt({}, beside))).toBeUndefined()
  })
})
