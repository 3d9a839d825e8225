import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { occAddress } from '../../../src/runtime/server/occ/occ-address'

describe('occAddress', () => {
  it.each([
    ['https://host/occ/v2', '/shop/products/1', undefined, 'https://host/occ/v2/shop/products/1'],
    ['https://host:8443/occ/v2', '/shop/products/1/', 'fields=code,price(FULL)&lang=de', 'https://host:8443/occ/v2/shop/products/1/?fields=code,price(FULL)&lang=de'],
    ['https://host/occ/v2', '/shop/products/a%2Fb', '', 'https://host/occ/v2/shop/products/a%2Fb?'],
    ['https://HOST:443/occ/v2/', '/shop', undefined, 'https://host/occ/v2/shop'],
    ['http://[::1]:9002/occ/v2', '/shop', undefined, 'http://[::1]:9002/occ/v2/shop'],
  ])('puts %s and %s together', (apiUri, path, query, url) => {
    expect(occAddress(apiUri, path, query)).toBe(url)
  })

  it.each([
    ['shop', undefined],
    ['.evil.example/shop', undefined],
    ['@evil.example/shop', undefined],
    ['/shop/../users', undefined],
    ['/shop/%2e%2e/users', undefined],
    ['/shop/./users', undefined],
    ['/shop?x', undefined],
    ['/shop#x', undefined],
    ['/shop\\users', undefined],
    ['/shop', 'a=b#c'],
    ['/shop', 'a=b#'],
    ['/shop', 'a=b\tc'],
    ['/shop', 'a=b c'],
  ])('refuses %s with the query %s', (path, query) => {
    expect(occAddress('https://host/occ/v2', path, query)).toBeUndefined()
    expect(occAddress('https://host', path, query)).toBeUndefined()
  })

  it('gives nothing that a parser reads in another way', () => {
    const piece = fc.constantFrom('/', '.', '..', '%2e', '%2F', 'a', 'shop', '-', '_', '?', '#', '@', ':', '\\', ' ', '%', 'é', '\t', '\n', '&', '=', ',', '(')
    const text = fc.array(piece, { maxLength: 8 }).map(pieces => pieces.join(''))
    fc.assert(fc.property(text, fc.option(text, { nil: undefined }), (path, query) => {
      const url = occAddress('https://host/occ/v2', path, query)
      if (url === undefined) return
      const { origin, pathname, hash } = new URL(url)
      expect({ origin, pathname, hash }).toEqual({ origin: 'https://host', pathname: `/occ/v2${path}`, hash: '' })
    }), { numRuns: 5000 })
  })
})
