import { describe, expect, it } from 'vitest'
import { createCookieNames } from '../../../src/runtime/server/http/cookie-names'
import type { CookieNames } from '../../../src/runtime/server/http/cookie-names'

const shop = { origin: 'https://shop.example', baseURL: '/', clientId: 'storefront', isSecure: true }
const session = 'mh8k2x1a-AbCdEfGh_-12'

function all(names: CookieNames): string[] {
  return [names.pointer, names.content(session), `${names.content(session)}.1`, names.mark(session), names.cart, names.login('key'), names.sso, names.idToken(), names.idToken(session), names.logout]
}

describe('createCookieNames', () => {
  it.each([
    ['port', { ...shop, origin: 'https://shop.example:8443' }],
    ['base path', { ...shop, baseURL: '/b2b/' }],
    ['client', { ...shop, clientId: 'b2b' }],
    ['port in development', { ...shop, origin: '3001' }],
  ])('gives shops on one host that differ by their %s names of their own', (_, other) => {
    const [mine, theirs] = [createCookieNames(shop), createCookieNames(other)]
    expect(all(mine).filter(name => all(theirs).includes(name))).toEqual([])
    expect(all(mine).every(name => mine.isOwn(name) && !theirs.isOwn(name))).toBe(true)
    expect(all(theirs).every(name => theirs.isOwn(name) && !mine.isOwn(name))).toBe(true)
    expect(all(theirs).map(name => mine.sessionOf(name) ?? mine.isLogin(name))).toEqual(all(theirs).map(() => false))
  })

  it('gives each kind of cookie another name, the same at each start', () => {
    expect(new Set(all(createCookieNames(shop))).size).toBe(10)
    expect(all(createCookieNames({ ...shop }))).toEqual(all(createCookieNames(shop)))
  })

  it('knows the session that a cookie belongs to', () => {
    const names = createCookieNames(shop)
    expect([names.content(session), `${names.content(session)}.9`, names.mark(session)].map(name => names.sessionOf(name))).toEqual([session, session, session])
    expect([names.pointer, names.cart, names.login('key'), names.version01.session, 'other'].map(name => names.sessionOf(name))).toEqual(Array.from({ length: 5 }, () => undefined))
  })

  it('recognizes the cookies of version 0.1 as its own, and none that only begin like them', () => {
    const names = createCookieNames(shop)
    expect(['__Host-sapcc-session', '__Host-sapcc-session.1', '__Host-sapcc-cart'].every(name => names.isOwn(name))).toBe(true)
    expect(['__Host-sapcc-sessions', 'sapcc-session', `${names.pointer}x`, `x${names.pointer}`, '__Host-sapcc-', ''].some(name => names.isOwn(name))).toBe(false)
  })

  it.each([
    [{ ...shop }, '__Host-', '__Host-', '/'],
    [{ ...shop, baseURL: '/b2b/' }, '__Secure-', '__Host-', '/b2b'],
    [{ ...shop, isSecure: false }, '', '', '/'],
    [{ ...shop, baseURL: '/b2b/', isSecure: false }, '', '', '/b2b'],
  ])('has the prefix that browsers accept with the path: %j', (identity, prefix, version01Prefix, path) => {
    const names = createCookieNames(identity)
    expect(names.pointer).toMatch(new RegExp(`^${prefix}sapcc-[\\da-z]{1,7}$`))
    expect(names.version01.session).toBe(`${version01Prefix}sapcc-session`)
    expect(names.path).toBe(path)
  })
})
