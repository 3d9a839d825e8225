import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { assemble, targetUrl } from '../../../src/runtime/server/proxy/path'
import type { ProxyTarget } from '../../../src/runtime/server/proxy/path'

const target = { apiUri: 'https://sap.example:9002/occ/v2', baseSiteId: 'electronics', allowedBaseSites: ['apparel-uk'], proxyBase: '/api/occ' }

function refusal(rawUrl: string, options: Partial<ProxyTarget> = {}): string | undefined {
  try {
    targetUrl(rawUrl, { ...target, ...options })
    return undefined
  }
  catch (error) {
    if (!(error instanceof SapccError)) throw error
    return `${error.status} ${error.data.type}${error.data.subject === undefined ? '' : ` ${error.data.subject}`}`
  }
}

describe('targetUrl', () => {
  it.each([
    '/electronics/products/300938',
    '/electronics/products/300938?fields=FULL&lang=en',
    '/electronics/products/a%20b%2Bc%C3%A4%E2%82%AC',
    '/electronics/products/100%25',
    '/electronics/products/a..b/...',
    '/electronics/products/.hidden',
    '/electronics/products/a:b@c,d=e+f!$&\'()*~',
    '/electronics/products/search?query=:relevance:brand:a/b%2F..&x=%00%zz?[]{}|"^`',
    '/electronics/users/current/carts',
    '/electronics/users/anonymous/carts/9d7c',
    '/electronics/users',
    '/electronics/orgUsers/current/carts/1/entries/',
    '/electronics/?',
    '/apparel-uk/cms/pages',
    '/basesites',
    '/basesites?fields=DEFAULT',
  ])('passes %s on byte by byte', (path) => {
    expect(targetUrl(`/api/occ${path}`, target)).toBe(`https://sap.example:9002/occ/v2${path}`)
  })

  it.each([
    ['POST', '/electronics/users/anonymous/verificationToken'],
    ['PUT', '/electronics/users/current/password?old=a&new=b'],
    ['POST', '/electronics/users/current/Pass%77ord'],
    ['PUT', '/electronics/users/current/login.json?newLogin=a&password=b'],
    ['PUT', '/electronics/orgUsers/current/password/'],
    ['POST', '/electronics/resetpassword'],
    ['POST', '/electronics/forgottenpasswordtokens?userId=jane@example.com'],
    ['POST', '/electronics/passwordRestoreToken.xml'],
    ['PUT', '/electronics/users/current/password.txt'],
    ['PUT', '/electronics/users.xml/current/password'],
    ['POST', '/electronics/forgottenpasswordtokens.html'],
  ])('attempts at passwords are refused at the raw proxy: %s %s', (_method, path) => {
    expect(refusal(`/api/occ${path}`)).toBe('403 SignInOnlyByMethodError')
  })

  it.each(['/electronics/products/password', '/electronics/products/login/reviews', '/electronics/users/current/loginnotification', '/electronics/users/current/carts/password'])('%s is no attempt at a password', (path) => {
    expect(refusal(`/api/occ${path}`)).toBeUndefined()
  })

  it.each([
    '/electronics/%75sers/current/addresses',
    '/electronics/orgU%73ers/current',
    '/electronics/%6FrgUsers',
    '/electronics/users%20/current/carts',
    '/electronics/%2575sers/current',
    '/electronics/Users/current',
    '/electronics/users.json/current',
    '/electronics/orgUsers.html/current/orders',
  ])('the name before a user has one spelling, by which the user is found and replaced: %s', (path) => {
    expect(refusal(`/api/occ${path}`)).toBe('400 InvalidPathError')
    expect(refusal(`/api/occ${path}`, { allowUserIds: true })).toBe('400 InvalidPathError')
  })

  it('lets addresses be about other users where the configuration says so', () => {
    expect(refusal('/api/occ/electronics/users/jane@example.com/carts')).toBe('400 ForbiddenParameterError userId')
    expect(targetUrl('/api/occ/electronics/users/jane@example.com/carts', { ...target, allowUserIds: true })).toBe('https://sap.example:9002/occ/v2/electronics/users/jane@example.com/carts')
  })

  it.each([
    // `..`, in every encoding.
    '/electronics/..', '/electronics/../basesites', '/electronics/.', '/../v1', '/electronics/%2e%2e/x', '/electronics/%2E./x', '/electronics/.%2e', '/electronics/%2e',
    '/electronics/%252e%252e/x', '/electronics/%25252e%25252e/x', '/electronics/%2525252525252e', '/electronics/%25252525252541', '/electronics/..;/x', '/electronics/..;a=b/x', '/electronics/%2e%2e%3b/x', '/electronics/%2e%2e%253b',
    '/electronics/..%3f', '/electronics/..%23x', '/electronics/..%253f',
    // Encoded separators.
    '/electronics/..%2f..%2fx', '/electronics/a%2fb', '/electronics/a%2Fb', '/electronics/a%252fb', '/electronics/..\\x', '/electronics/..%5cx', '/electronics/..%255cx', '/electronics/a%5C..',
    '/electronics/a;b=c', '/electronics/a%3bb',
    // Overlong and broken encodings.
    '/electronics/%c0%ae%c0%ae/x', '/electronics/%25c0%25ae', '/electronics/%e0%80%ae', '/electronics/%c0%af', '/electronics/%', '/electronics/%2', '/electronics/%zz', '/electronics/%u002e', '/electronics/%ff',
    // Characters that end or split lines.
    '/electronics/%00', '/electronics/a%0d%0aX:%20y', '/electronics/a%250d', '/electronics/a%7f', '/electronics/a%c2%85', '/electronics/a%e2%80%a8', '/electronics/a b', '/electronics/a\tb', '/electronics/a\0',
    '/electronics/ä', '/electronics/<script>', '/electronics/{x}', '/electronics/a|b', '/electronics/a#b', '/electronics/products?a#b', '/electronics/products?a\r\nb', '/electronics/products?ä',
    // Empty segments.
    '//electronics', '/electronics//products', '/electronics/products//', '//evil.example/x', '/',
  ])('refuses %j', (path) => {
    const expected = path.startsWith('/..') ? '400 ForbiddenParameterError baseSiteId' : '400 InvalidPathError'
    expect(refusal(`/api/occ${path}`)).toBe(expected)
    // A caller that may name other users may still not leave the base site.
    expect(refusal(`/api/occ${path}`, { allowUserIds: true })).toBe(expected)
  })

  it.each([
    '/powertools/products/1', '/electronics-x/products/1', '/ELECTRONICS/products/1', '/%65lectronics/products/1', '/%2565lectronics/products/1', '/constructor/x', '/__proto__/x', '/basesites/x', '/apparel-de/x', '/https:/evil.example',
  ])('refuses another base site: %s', (path) => {
    expect(refusal(`/api/occ${path}`)).toBe('400 ForbiddenParameterError baseSiteId')
  })

  it.each([
    '/electronics/users/jane@example.com', '/electronics/users/8796093054980/carts', '/electronics/%75sers/jane', '/electronics/%2575sers/jane', '/electronics/Users/jane', '/electronics/users%20/jane',
    '/electronics/users/Current', '/electronics/users/current%20', '/electronics/users/%63urrent', '/electronics/orgUsers/jane', '/electronics/integration/users/jane/carts/1', '/electronics/users/current/users/jane',
    '/electronics/users.json/jane@x', '/electronics/orgUsers.json/jane',
  ])('refuses another user: %s', (path) => {
    expect(refusal(`/api/occ${path}`)).toBe('400 ForbiddenParameterError userId')
  })

  it.each(['access_token=x', 'a=b&access_token=x', 'acce%73s_token=x', 'ACCESS_TOKEN=x', '_method=DELETE'])('refuses ?%s', (query) => {
    expect(refusal(`/api/occ/electronics/products?${query}`)).toMatch('400 ForbiddenParameterError')
  })

  it.each(['/api/occx/electronics', '/api/%6fcc/electronics', '/api/occ', '/api/occ?x', 'http://evil.example/api/occ/electronics', '/x/api/occ/electronics', ''])('refuses %j, which is not below the proxy', (url) => {
    expect(refusal(url)).toBe('400 InvalidPathError')
  })

  it('refuses what is too long, by its status', () => {
    expect(refusal(`/api/occ/electronics/${'a'.repeat(16_300)}`)).toBeUndefined()
    expect(refusal(`/api/occ/electronics/${'a'.repeat(16_400)}`)).toBe('414 UriTooLongError')
    expect(refusal(`/api/occ/electronics/x?${'a'.repeat(16_400)}`)).toBe('414 UriTooLongError')
  })

  it.each([['/../x'], ['/a/%2e%2e/x'], ['/a b'], ['/a\\b'], ['/ä'], ['@evil.example/x'], ['.evil.example'], [':1/x'], ['/x#y'], ['/x?y'], ['/x', 'a#b']])('has a last check of its own: %s %s', (path, query?: string) => {
    expect(() => assemble('https://sap.example', path, query)).toThrow(SapccError)
  })

  it('takes a base site whose name has to be encoded', () => {
    expect(targetUrl('/p/a%20b/x', { ...target, baseSiteId: 'a b', proxyBase: '/p' })).toBe('https://sap.example:9002/occ/v2/a%20b/x')
  })
})

const piece = fc.oneof(
  fc.constantFrom(
    '..', '.', '/', '\\', '%2e', '%2E%2e', '%252e', '%2f', '%5c', '%255C', ';', '%3b', '?', '#', '%', '%25', '%00', '\0', '\r\n', '%0d%0a', '%c0%ae', '@', ':', '//', 'https://evil.example', '@evil.example:80',
    'users', 'orgUsers', 'Users', '%75sers', 'current', 'anonymous', 'jane', 'electronics', 'basesites', 'products', '&access_token=1', '😀', '%f0%9f%98%80', '\u2028', '\uD800', 'ａ', '．', '%ef%bc%8e', ' ',
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
)
const hostilePath = fc.tuple(fc.constantFrom('/electronics/', '/electronics/users/', '/', '', '/basesites', '/electronics/products?'), fc.array(piece, { maxLength: 8 })).map(([start, pieces]) => start + pieces.join(''))

/** What a server that decodes this many times would see, however it treats what is broken. */
function decoded(path: string, times: number): string {
  let text = path
  for (let round = 0; round < times; round++) text = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return text
}

describe('whatever comes', () => {
  it('stays at SAP, within the base site, and on a path that can be read in one way only', () => {
    let passed = 0
    fc.assert(fc.property(hostilePath, (path) => {
      let url: string
      try {
        url = targetUrl(`/api/occ${path}`, target)
      }
      catch (error) {
        expect(error).toBeInstanceOf(SapccError)
        expect([400, 414]).toContain((error as SapccError).status)
        return
      }
      passed++
      expect(url).toBe(`https://sap.example:9002/occ/v2${path}`)
      expect(url).toMatch(/^[\x21-\x7E]+$/)
      const parsed = new URL(url)
      expect(parsed.origin).toBe('https://sap.example:9002')
      expect(parsed.hash + parsed.username + parsed.password).toBe('')
      expect(parsed.pathname).toBe(`/occ/v2${path.split('?')[0]}`)
      expect(parsed.pathname).toMatch(/^\/occ\/v2\/(?:electronics(?:\/|$)|basesites\/?$)/)
      const segments = parsed.pathname.split('/').length
      for (const times of [1, 2, 3, 8]) {
        const seen = decoded(parsed.pathname, times)
        expect(seen.split(/[/\\]/)).toHaveLength(segments)
        for (const segment of seen.split('/')) expect(segment).not.toMatch(/^\.{1,2}(?:$|[?#;])/)
        expect([...seen].filter(byte => byte < ' ' || ';\x7F\xC0\xC1'.includes(byte))).toEqual([])
        const user = /\/(?:org)?users\s*\/([^/]+)/i.exec(seen)?.[1]
        if (user !== undefined) expect(['current', 'anonymous']).toContain(user)
      }
    }), { numRuns: 20_000 })
    // Otherwise the generator makes nothing but what is refused at once.
    expect(passed).toBeGreaterThan(500)
  }, 60_000)
})
