import { describe, expect, it } from 'vitest'
import { applySetCookie, readCookieHeader } from '../../../src/runtime/app/sdk/cookie-pairs'

describe('cookies for a server elsewhere', () => {
  it('keeps values byte by byte', () => {
    const header = 'a=%7B%22x%22%3A1%7D; b="quoted"; c=dGVzdA==; d=; e=x:y/z'
    expect([...readCookieHeader(header)].map(pair => pair.join('=')).join('; ')).toBe(header)
  })

  it.each([undefined, '', ';', '=x', 'nothing'])('finds none in %j', (header) => {
    expect(readCookieHeader(header).size).toBe(0)
  })

  it('takes the first of two equal names, whose path is the longer one', () => {
    expect(readCookieHeader('a=1; a=2').get('a')).toBe('1')
  })

  it.each([
    ['a=2; Path=/; HttpOnly', '2'],
    ['a=2; Max-Age=3600; Expires=Thu, 01 Jan 1970 00:00:00 GMT', '2'],
    ['a=2; Expires=Fri, 31 Dec 2999 23:59:59 GMT', '2'],
    ['a=; Max-Age=0', undefined],
    ['a=; expires=Thu, 01 Jan 1970 00:00:00 GMT', undefined],
    ['a=2; max-age=-1; Path=/', undefined],
    ['a=2; Max-Age=soon; Expires=never', '2'],
  ])('makes of %j what a browser does', (line, value) => {
    const cookies = new Map([['a', '1']])
    expect(applySetCookie(cookies, line)).toBe(true)
    expect(cookies.get('a')).toBe(value)
  })

  it('refuses a line without a name', () => {
    const cookies = new Map([['a', '1']])
    expect(applySetCookie(cookies, '=2; Path=/')).toBe(false)
    expect(cookies).toEqual(new Map([['a', '1']]))
  })
})
