import { describe, expect, it } from 'vitest'
import { rewriteLocation } from '../../../src/runtime/server/proxy/location'

const target = { apiUri: 'https://sap.example/occ/v2', baseSiteId: 'electronics', proxyBase: '/shop/api/occ' }
const requestUrl = 'https://sap.example/occ/v2/electronics/users/current/carts'

describe('rewriteLocation', () => {
  it.each([
    ['https://sap.example/occ/v2/electronics/products/1?a=b#c', '/shop/api/occ/electronics/products/1?a=b#c'],
    ['/occ/v2/electronics/x', '/shop/api/occ/electronics/x'],
    ['carts/1', '/shop/api/occ/electronics/users/current/carts/1'],
    ['?page=2', '/shop/api/occ/electronics/users/current/carts?page=2'],
    ['https://user:secret@sap.example/occ/v2/electronics', '/shop/api/occ/electronics'],
    ['https://sap.example:443/occ/v2/electronics', '/shop/api/occ/electronics'],
    ['https://evil.example/occ/v2/electronics', undefined],
    ['//evil.example/occ/v2/electronics', undefined],
    ['http://sap.example/occ/v2/electronics', undefined],
    ['https://sap.example:8443/occ/v2/electronics', undefined],
    ['https://sap.example@evil.example/occ/v2/x', undefined],
    ['/authorizationserver/login', undefined],
    ['/occ/v2/../../login', undefined],
    ['/occ/v2/%2e%2e/%2e%2e/login', undefined],
    ['/occ/v22/electronics', undefined],
    ['javascript:alert(1)', undefined],
    ['https://', undefined],
  ])('%s → %s', (location, expected) => {
    expect(rewriteLocation(location, requestUrl, target)).toBe(expected)
  })

  it.each([
    ['/occ/v2/electronics/users/jane%2F1/addresses/1', '/shop/api/occ/electronics/users/current/addresses/1'],
    ['/occ/v2/electronics/orgUsers/jane%2f1', '/shop/api/occ/electronics/orgUsers/current'],
    ['addresses/1', '/shop/api/occ/electronics/users/current/addresses/1'],
    ['/occ/v2/electronics/users/john/addresses/1', '/shop/api/occ/electronics/users/john/addresses/1'],
    ['/occ/v2/electronics/products/jane%2F1', '/shop/api/occ/electronics/products/jane%2F1'],
    ['/occ/v2/electronics/users/jane%2F1/', '/shop/api/occ/electronics/users/current/'],
    ['/occ/v2/electronics/users.json/jane%2F1', '/shop/api/occ/electronics/users.json/current'],
    ['/occ/v2/electronics/users/%E0/x', '/shop/api/occ/electronics/users/%E0/x'],
  ])('%s of a customer that an agent acts for can be followed: %s', (location, expected) => {
    expect(rewriteLocation(location, requestUrl, target, 'jane/1')).toBe(expected)
  })
})
