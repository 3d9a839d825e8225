import { parse } from 'cookie-es'
import { describe, expect, it } from 'vitest'
import { decodeCookie, keepCookies, parseCookies } from '../../../src/runtime/server/platform/cookie-header'

describe('a `Cookie` header', () => {
  it.each([
    '',
    'a',
    'a=',
    '=1',
    'a=1',
    'a; b=2',
    'b=2;a=1;c=3',
    '  b =2;  a= 1  ;;c=3 ; ',
    'a=1; a=2',
    'a=1=2',
    'a="1"; b=""',
    'a=gr%C3%BC%C3%9Fe',
    'not-utf8=%E0%A4%A',
    'b=a=1; a=2',
    'b=1 a=1; b=x, a=1',
    '__proto__=1; constructor=2',
  ])('%j is read as by `cookie-es`', (header) => {
    const cookies = [...parseCookies(header)].map(([name, value]) => [name, decodeCookie(value)])
    expect(cookies).toEqual(Object.entries(parse(header)))
  })

  it('can be reduced to some of its cookies', () => {
    expect(keepCookies('a=1; b=2;c=3', name => name !== 'b')).toBe('a=1;c=3')
    expect(keepCookies('a=1; b=2', () => false)).toBe('')
  })
})
