import { describe, expect, it } from 'vitest'
import { RequestCookies } from '../../../src/runtime/server/http/request-cookies'
import { fakeRequest, pairsOf } from '../fake-request'

const name = '__Host-sapcc-x-s-1'

/** The cookies of a request with these. */
function cookiesOf(given: Record<string, string> = {}, attributes = { path: '/', isSecure: true }): RequestCookies {
  const cookie = Object.entries(given).map(([key, value]) => `${key}=${value}`).join('; ')
  return new RequestCookies(fakeRequest({ headers: cookie === '' ? {} : { cookie } }), attributes)
}

describe('the cookies of a request', () => {
  it.each([0, 1, 3799, 3800, 3801, 7600, 7601, 38_000])('give back %d characters', (length) => {
    const value = 'abcdefghij'.repeat(3800).slice(0, length)
    const cookies = cookiesOf()
    cookies.write(name, value, 60)
    const written = pairsOf(cookies.lines())
    expect(written.map(([chunk]) => chunk)).toEqual(Array.from({ length: Math.max(1, Math.ceil(length / 3800)) }, (_, index) => index === 0 ? name : `${name}.${index}`))
    expect(cookiesOf(Object.fromEntries(written)).read(name)).toBe(value)
  })

  it('refuse a value that no browser would keep', () => {
    expect(() => cookiesOf().write(name, 'a'.repeat(38_001), 60)).toThrow(RangeError)
  })

  it('take no piece that does not belong to a value', () => {
    const full = 'a'.repeat(3800)
    const read = (given: Record<string, string>) => cookiesOf(given).read(name)
    expect(read({ [name]: 'short', [`${name}.1`]: 'tail' })).toBe('short')
    expect(read({ [name]: full, [`${name}.2`]: 'tail' })).toBe(full)
    expect(read({ [name]: full, [`${name}.1`]: 'tail', [`${name}.2`]: 'tail' })).toBe(`${full}tail`)
    expect(read({ [`${name}.1`]: 'tail' })).toBeUndefined()
  })

  it('remove what a longer value has left', () => {
    const cookies = cookiesOf({ [name]: 'a'.repeat(3800), [`${name}.1`]: 'b', [`${name}.4`]: 'c', other: 'd' })
    cookies.write(name, 'new', 60)
    expect(pairsOf(cookies.lines())).toEqual([[name, 'new'], [`${name}.1`, ''], [`${name}.4`, '']])
  })

  it('take back what the same answer has set', () => {
    const cookies = cookiesOf({ [name]: 'a' })
    cookies.write(name, 'b'.repeat(3801), 60)
    cookies.write(name, 'c', 60)
    // The browser has no second piece, so there is none to remove.
    expect(pairsOf(cookies.lines())).toEqual([[name, 'c']])
    cookies.clear(name)
    expect(pairsOf(cookies.lines())).toEqual([[name, '']])
  })

  it('send nothing for a cookie that is set and removed by the same response', () => {
    const cookies = cookiesOf()
    cookies.write(name, 'b'.repeat(3801), 60)
    cookies.clear(name)
    expect(cookies.lines()).toEqual([])
  })

  it('are cleared one by one', () => {
    const cookies = cookiesOf({ [name]: 'a', [`${name}.1`]: 'b', [`${name}-cart`]: 'c' })
    cookies.clear(name)
    expect(pairsOf(cookies.lines())).toEqual([[name, ''], [`${name}.1`, '']])
  })

  it.each([[true, '/'], [false, '/shop']])('carry the attributes they need; secure: %s', (isSecure, path) => {
    const cookies = cookiesOf({}, { path, isSecure })
    cookies.write('sapcc-x', 'value', 60)
    const attributes = cookies.lines()[0]!.split('; ').slice(1)
    expect(new Set(attributes)).toEqual(new Set(['Max-Age=60', `Path=${path}`, 'HttpOnly', 'SameSite=Lax', ...(isSecure ? ['Secure'] : [])]))
  })

  it.each([0, 100, 3800, 3801])('take as many bytes as computed, or a few less: %d characters', (length) => {
    const cookies = cookiesOf()
    const value = 'a'.repeat(length)
    cookies.write(name, value, 31_536_000)
    const size = cookies.lines().reduce((sum, line) => sum + line.length, 0)
    expect(cookies.sizeOf(name, value)).toBeGreaterThanOrEqual(size)
    expect(cookies.sizeOf(name, value)).toBeLessThan(size + 20 * cookies.lines().length)
  })
})
