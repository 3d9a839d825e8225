import { createEvent } from 'h3'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createCookieJar } from '../../../src/runtime/server/http/cookies'

/** An event with these cookies, and the names it sets by now; those it deletes with a minus. */
function eventWith(cookies: Record<string, string> = {}) {
  const req = new IncomingMessage(new Socket())
  req.headers.cookie = Object.entries(cookies).map(([name, value]) => `${name}=${value}`).join('; ')
  const res = new ServerResponse(req)
  return {
    event: createEvent(req, res),
    written: () => [res.getHeader('set-cookie') ?? []].flat().map((cookie) => {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(String(cookie))!
      return [name!, value!] as const
    }),
  }
}

describe.each([[true, '__Host-sapcc-session'], [false, 'sapcc-session']])('the cookie jar, secure: %s', (secure, name) => {
  const jar = createCookieJar({ secure })

  it.each([0, 1, 3799, 3800, 3801, 7600, 7601, 38_000])('gives back %d characters', (length) => {
    const value = 'abcdefghij'.repeat(3800).slice(0, length)
    const { event, written } = eventWith()
    jar.write(event, 'sapcc-session', value, 60)
    const cookies = written()
    expect(cookies.map(([chunk]) => chunk)).toEqual(Array.from({ length: Math.max(1, Math.ceil(length / 3800)) }, (_, index) => index === 0 ? name : `${name}.${index}`))
    expect(jar.read(eventWith(Object.fromEntries(cookies)).event, 'sapcc-session')).toBe(value)
  })

  it('refuses what no browser would keep', () => {
    expect(() => jar.write(eventWith().event, 'sapcc-session', 'a'.repeat(38_001), 60)).toThrow(RangeError)
  })

  it('takes no piece that does not belong to it', () => {
    const full = 'a'.repeat(3800)
    const read = (cookies: Record<string, string>) => jar.read(eventWith(cookies).event, 'sapcc-session')
    expect(read({ [name]: 'short', [`${name}.1`]: 'tail' })).toBe('short')
    expect(read({ [name]: full, [`${name}.2`]: 'tail' })).toBe(full)
    expect(read({ [name]: full, [`${name}.1`]: 'tail', [`${name}.2`]: 'tail' })).toBe(`${full}tail`)
    expect(read({ [`${name}.1`]: 'tail' })).toBeUndefined()
  })

  it('removes what a longer value has left', () => {
    const { event, written } = eventWith({ [name]: 'a'.repeat(3800), [`${name}.1`]: 'b', [`${name}.4`]: 'c', other: 'd' })
    jar.write(event, 'sapcc-session', 'new', 60)
    expect(written()).toEqual([[name, 'new'], [`${name}.1`, ''], [`${name}.4`, '']])
  })

  it('takes back what the same answer has set', () => {
    const { event, written } = eventWith({ [name]: 'a' })
    jar.write(event, 'sapcc-session', 'b'.repeat(3801), 60)
    jar.write(event, 'sapcc-session', 'c', 60)
    expect(written()).toEqual([[name, 'c'], [`${name}.1`, '']])
    jar.clear(event, 'sapcc-session')
    expect(written()).toEqual([[name, ''], [`${name}.1`, '']])
  })

  it('clears each cookie by itself', () => {
    const { event, written } = eventWith({ [name]: 'a', [`${name}.1`]: 'b', [name.replace('session', 'cart')]: 'c' })
    jar.clear(event, 'sapcc-session')
    expect(written()).toEqual([[name, ''], [`${name}.1`, '']])
  })
})
