import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { safeReturnTo } from '../../../src/runtime/server/auth/return-to'

describe('safeReturnTo', () => {
  it.each(['/', '/account', '/account?tab=orders#top', '/p/caf%C3%A9', '/a//b', '/?q=https://example.com', '/@evil', '/a:b'])('keeps %s', (path) => {
    expect(safeReturnTo(path)).toBe(path)
  })

  it.each([
    undefined, null, 7, [], ['/account'], {}, '',
    'account', 'https://evil.example', 'https:evil.example', 'javascript:alert(1)', 'data:text/html,x',
    '//evil.example', '///evil.example', '/\\evil.example', '\\/evil.example', '/\\/evil.example', '\\\\evil.example',
    '/\t/evil.example', '/\n/evil.example', '/\r/evil.example', '\t//evil.example', ' //evil.example', '/ /evil.example', '/\u0000/evil.example',
    '/.//evil.example', '/./\\evil.example', '/..//evil.example', '/a/..//evil.example', '/%2e//evil.example', '/%2e%2e//evil.example',
    '//evil.example/%2f..', '//shop.invalid', 'http://shop.invalid/account', `/${'a'.repeat(2000)}`,
  ])('is the start page instead of %j', (value) => {
    expect(safeReturnTo(value)).toBe('/')
  })

  it('never leaves the origin, whatever it is given', () => {
    const pieces = fc.constantFrom('/', '\\', '.', '..', '%2e', '%2f', '%5c', '//', '\t', '\n', ':', '@', '?', '#', 'evil.example', 'https:', 'a', ' ', '\u00A0', '\u3002', '\uFF0F')
    fc.assert(fc.property(fc.array(pieces, { maxLength: 12 }).map(parts => `/${parts.join('')}`), (value) => {
      const result = safeReturnTo(value)
      const target = new URL(result, 'https://shop.example/some/page')
      expect(target.origin).toBe('https://shop.example')
      expect(result.startsWith('/')).toBe(true)
    }), { numRuns: 3000 })
  })
})
