import { describe, expect, it } from 'vitest'
import { findCachedRoute } from '../../../src/build/cache-rules'
import type { CacheRule } from '../../../src/build/cache-rules'

const BASES = ['/api/sapcc', '/api/occ']
const find = (rules: Record<string, CacheRule>, baseURL?: string) => findCachedRoute(rules, BASES, baseURL)

describe('findCachedRoute', () => {
  it.each([
    ['/**', '/api/sapcc/**'],
    ['**', '/api/sapcc/**'],
    ['/api/**', '/api/sapcc/**'],
    ['api/**', '/api/sapcc/**'],
    ['/api/*/getProduct', '/api/sapcc/**'],
    ['/api/:service/**', '/api/sapcc/**'],
    ['/*/sapcc/**', '/api/sapcc/**'],
    ['/api/sapcc/**', '/api/sapcc/**'],
    ['/api/sapcc/**:operation', '/api/sapcc/**'],
    ['/api/sapcc/*', '/api/sapcc/**'],
    ['/api/sapcc/getProduct', '/api/sapcc/**'],
    ['/api/sapcc/auth/login', '/api/sapcc/**'],
    ['/api/occ/**', '/api/occ/**'],
    ['/api/occ/electronics/products/**', '/api/occ/**'],
    ['/api/occ/*/users/*/carts', '/api/occ/**'],
  ])('finds %s', (rule, routes) => {
    expect(find({ [rule]: { swr: 60 } })).toEqual({ rule, setting: 'swr', routes })
  })

  it.each(['/', '/account', '/api', '/api/sapcc', '/api/products/**', '/api/sapccs/**', '/apis/**', '/api/sapcc-docs', '/products/**', '/*', '/shop/api/sapcc/**'])('finds nothing in %s', (rule) => {
    expect(find({ [rule]: { swr: 60 } })).toBeUndefined()
  })

  it.each([
    [{ swr: true }, 'swr'],
    [{ swr: 60, cache: { swr: true, maxAge: 60 } }, 'swr'],
    [{ isr: true }, 'isr'],
    [{ isr: 60 }, 'isr'],
    [{ cache: { maxAge: 60 } }, 'cache'],
    [{ prerender: true }, 'prerender'],
  ])('knows %j by %s', (settings, setting) => {
    expect(find({ '/api/**': settings })).toMatchObject({ setting })
  })

  it.each<CacheRule>([{}, { swr: false }, { cache: false }, { isr: false }, { prerender: false }, { cache: undefined }])('finds no cache rule in %j', (settings) => {
    expect(find({ '/api/**': settings })).toBeUndefined()
  })

  it('takes the app\'s base off, and rules without it as they are', () => {
    expect(find({ '/shop/api/**': { swr: 60 } }, '/shop/')).toMatchObject({ rule: '/shop/api/**' })
    expect(find({ '/api/**': { swr: 60 } }, '/shop/')).toMatchObject({ rule: '/api/**' })
    expect(find({ '/shopping/**': { swr: 60 } }, '/shop/')).toBeUndefined()
  })

  it('looks at the paths that are configured', () => {
    expect(findCachedRoute({ '/bff/**': { isr: true } }, ['/bff/sap', '/occ'])).toMatchObject({ routes: '/bff/sap/**' })
    expect(findCachedRoute({ '/api/**': { isr: true } }, ['/bff/sap', '/occ'])).toBeUndefined()
  })

  it('lets the most specific rule decide, as Nitro does', () => {
    const all = { '/**': { swr: 60, cache: { swr: true }, isr: 60 } }
    const off = { cache: false, isr: false }
    expect(find({ ...all, '/api/sapcc/**': off, '/api/occ/**': off })).toBeUndefined()
    expect(find({ '/api/occ/**': off, '/api/sapcc/**': off, ...all })).toBeUndefined()
    expect(find({ ...all, '/api/**': off })).toBeUndefined()
    expect(find({ ...all, '/api/sapcc/**': off })).toMatchObject({ rule: '/**', routes: '/api/occ/**' })
    expect(find({ ...all, '/api/sapcc/**': { cache: false }, '/api/occ/**': off })).toMatchObject({ setting: 'isr', routes: '/api/sapcc/**' })
    // Nitro has made a cache of the wider `swr` by then, which this leaves alone.
    expect(find({ '/api/**': { swr: 60, cache: { swr: true } }, '/api/sapcc/**': { swr: false }, '/api/occ/**': off })).toMatchObject({ setting: 'cache', routes: '/api/sapcc/**' })
    expect(find({ '/*/**': { isr: true }, '/api/**': off })).toMatchObject({ rule: '/*/**' })
    expect(find({ '/api/**': off, '/api/sapcc/getProduct': { cache: { maxAge: 60 } } })).toMatchObject({ rule: '/api/sapcc/getProduct' })
  })
})
