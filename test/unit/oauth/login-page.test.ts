import { describe, expect, it } from 'vitest'
import { LoginCookies } from '../../../src/runtime/server/oauth/login-cookies'
import { findLoginForm } from '../../../src/runtime/server/oauth/login-form'

const PAGE = new URL('https://sap.example/as/login?site=x')

function headers(...cookies: string[]): Headers {
  return new Headers(cookies.map(cookie => ['set-cookie', cookie] as [string, string]))
}

describe('LoginCookies', () => {
  it('sends cookies back below their paths, the most specific first', () => {
    const cookies = new LoginCookies()
    cookies.take(headers('ROUTE=.a; Path=/', 'JSESSIONID=root; Path=/', 'JSESSIONID=as; Path=/as; Secure; HttpOnly', 'page=1', 'foreign=1; Path=relative', 'bad', '=x'), PAGE)
    expect(cookies.header(new URL('https://sap.example/as/csrf'))).toBe('JSESSIONID=as; page=1; foreign=1; ROUTE=.a; JSESSIONID=root')
    expect(cookies.header(new URL('https://sap.example/asx'))).toBe('ROUTE=.a; JSESSIONID=root')
  })

  it('replaces and deletes', () => {
    const cookies = new LoginCookies()
    cookies.take(headers('a=1; Path=/', 'b=1; Path=/', 'c=1; Path=/', 'd=1; Path=/'), PAGE)
    cookies.take(headers('a=2=3; Path=/', 'b=; Path=/; Max-Age=0', 'c=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'd=; Path=/; Max-Age=100; Expires=Thu, 01 Jan 1970 00:00:00 GMT'), PAGE)
    expect(cookies.header(PAGE)).toBe('a=2=3; d=')
  })

  it('has an end', () => {
    const cookies = new LoginCookies()
    cookies.take(headers(`long=${'x'.repeat(5000)}`, ...Array.from({ length: 100 }, (_, index) => `c${index}=1`)), PAGE)
    expect(cookies.header(PAGE)?.split('; ')).toHaveLength(30)
    expect(new LoginCookies().header(PAGE)).toBeUndefined()
  })
})

describe('findLoginForm', () => {
  it.each([
    ['<form action=\'../j_login?a=1&#38;b=&#x32;\' METHOD=post><INPUT TYPE=\'password\'></form>', 'https://sap.example/j_login?a=1&b=2'],
    ['<form><input type=password></form>', PAGE.href],
    ['<form action=""><input type=password></form>', PAGE.href],
    ['<form data-action="/no" title="a > b" action=/yes><input title=">" type="password"></form>', 'https://sap.example/yes'],
    ['<form action="/a" action="/b"><input type="password">', 'https://sap.example/a'],
    ['<FORM\n action="/a"\n><p><input\n type="password"\n/></p></FORM>', 'https://sap.example/a'],
  ])('resolves the action of %s', (html, action) => {
    expect(findLoginForm(html, PAGE)?.action?.href).toBe(action)
  })

  it('collects hidden fields of that form only', () => {
    const html = '<form><input type=hidden name=a value=1></form><formless><form id=x><input type=hidden name=b value="&lt;2&gt; &unknown;"><input type=hidden value=3><input name=c value=4><input type=hidden name=d><input type=password name=p value=5></form><form><input type=hidden name=e></form>'
    expect(findLoginForm(html, PAGE)?.hidden).toEqual({ b: '<2> &unknown;', d: '' })
  })

  it.each(['', 'text', '<form><input type=text></form>', '<input type=password>', '<form', '<form><input'])('finds none in %j', (html) => {
    expect(findLoginForm(html, PAGE)).toBeUndefined()
  })

  it('takes no time for a page made to take time', () => {
    const started = performance.now()
    for (const part of ['<form ', '<form><input ', '<form><input a="', '<form><input type=password a=\'', ' a=', '<form action=' + ' '.repeat(50)]) findLoginForm(part.repeat(Math.ceil(500_000 / part.length)), PAGE)
    expect(performance.now() - started).toBeLessThan(1000)
  })
})
