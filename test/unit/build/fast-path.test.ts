import { describe, expect, it } from 'vitest'
import { hasOwnHandler, hasRule } from '../../../src/build/fast-path'

const BASES = ['/api/sapcc', '/api/occ']
const OURS = ['/api/sapcc/:operation', '/api/sapcc/auth/login', '/api/sapcc/auth/callback', '/api/occ/**'].map(route => ({ route, handler: '/module/routes/some' }))

describe('hasOwnHandler', () => {
  it.each([
    [{ middleware: true }],
    [{ middleware: true, route: '/admin' }],
    [{}],
    [{ route: '' }],
    [{ route: '/api/sapcc/getCart' }],
    [{ route: '/api/sapcc/:operation' }],
    [{ route: '/api/sapcc/:operation/more' }],
    [{ route: '/api/occ/**' }],
    [{ route: '/api/occ/electronics/**' }],
  ])('finds %j', (handler) => {
    expect(hasOwnHandler([...OURS, { handler: '/shop/server/some.ts', ...handler }], BASES, '/module/routes')).toBe(true)
  })

  it.each(['/api/sapccs/getCart', '/api/products', '/api/**', '/**', '/:page', '/api/occ-docs'])('finds nothing in %s', (route) => {
    expect(hasOwnHandler([...OURS, { handler: '/shop/server/some.ts', route }], BASES, '/module/routes')).toBe(false)
  })
})

describe('hasRule', () => {
  it.each<[Parameters<typeof hasRule>[0]]>([
    [{ '/**': { headers: { 'x-frame-options': 'DENY' } } }],
    [{ '/api/**': { headers: { 'access-control-allow-origin': '*' } } }],
    [{ '/api/occ/electronics/**': { proxy: { to: 'https://elsewhere' } } }],
    [{ '/api/sapcc/getCart': { redirect: { to: '/cart', statusCode: 307 } } }],
  ])('finds %j', (rules) => {
    expect(hasRule(rules, BASES)).toBe(true)
  })

  it.each<[Parameters<typeof hasRule>[0]]>([
    [{ '/account/**': { headers: { 'cache-control': 'no-store' } } }],
    [{ '/_nuxt/**': { headers: { 'cache-control': 'public' } } }],
    [{ '/api/sapcc/**': { cache: false, swr: false, isr: false, prerender: false } }],
    [{ '/**': {} }],
    [{ '/api/products/**': { swr: 60 } }],
  ])('finds nothing in %j', (rules) => {
    expect(hasRule(rules, BASES)).toBe(false)
  })

  it('reads rules with the app\'s base', () => {
    expect(hasRule({ '/shop/api/**': { headers: { a: 'b' } } }, BASES, '/shop')).toBe(true)
    expect(hasRule({ '/shop/api/**': { headers: { a: 'b' } } }, BASES)).toBe(false)
  })
})
