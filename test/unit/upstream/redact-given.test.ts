import { describe, expect, it } from 'vitest'
import { createGivenRedaction } from '../../../src/runtime/server/upstream/redact-given'

const redacted = (text: string, ...given: unknown[]) => createGivenRedaction(given)(text)

describe('what a call gave, in a text of SAP\'s', () => {
  it('is replaced, wherever it is in the arguments', () => {
    const given = { userSignUp: { uid: 'kim@x.de', password: 'Hunter2!', addresses: [{ town: 'Bonn', phone: 4915112345678 }] }, code: 'ab1' }
    expect(redacted('Cannot save user [kim@x.de]: rejected value [Hunter2!], Bonn, 4915112345678, ab1', given)).toBe('Cannot save user [[…]]: rejected value [[…]], […], […], […]')
  })

  it('is replaced as a whole: the longest first, in whatever case, and as addresses, JSON and HTML have it', () => {
    expect(redacted('Hunter2!Hunter2', { a: 'Hunter2', b: 'Hunter2!Hunter2' })).toBe('[…]')
    // A value that another one begins with the end of must not leave its own end.
    expect(redacted('ab Hunter2!', { a: 'ab Hun', b: 'Hunter2!' })).toBe('ab […]')
    expect(redacted('no user KIM', { uid: 'Kim' })).toBe('no user […]')
    const password = 'a"b&<ü c+$1'
    for (const spelling of [password, encodeURIComponent(password), new URLSearchParams({ p: password }).toString().slice(2), JSON.stringify(password).slice(1, -1), 'a&quot;b&amp;&lt;ü c+$1']) {
      expect(redacted(`value ${spelling}.`, { password })).toBe('value […].')
    }
  })

  it('is replaced in a form, and in the headers', () => {
    const form = new FormData()
    form.append('note', 'my secret')
    form.append('file', new File(['x'], 'kim-passport.pdf'))
    expect(redacted('my secret kim-passport.pdf captcha-1', { form }, { 'sap-commerce-cloud-captcha-token': 'captcha-1' })).toBe('[…] […] […]')
  })

  it('is not looked for in bytes', () => {
    expect(redacted('status 200', { bytes: new Uint8Array(5000).fill(200) })).toBe('status 200')
  })

  it('leaves what is too short, the names of parameters, and the rest of the text', () => {
    expect(redacted('password of user: de is not read-only (NullPointerException)', { password: 'Hunter2!', lang: 'de', n: 1, x: null, b: true })).toBe('password of user: de is not read-only (NullPointerException)')
    expect(redacted('Solr is down')).toBe('Solr is down')
    expect(redacted('Solr is down', undefined, 'text')).toBe('Solr is down')
  })

  it('takes a call apart however deep it is, and no text of one with too many values', () => {
    let deep: unknown = 'Hunter2!'
    for (let depth = 0; depth < 900; depth++) deep = [deep]
    expect(redacted('value Hunter2!', deep)).toBe('value […]')
    const cycle: Record<string, unknown> = { a: 'Hunter2!' }
    cycle.self = cycle
    expect(redacted('value Hunter2!', cycle)).toBe('[…]')
    expect(redacted('value Hunter2!', Array.from({ length: 100_000 }, (_, index) => `v${index}`))).toBe('[…]')
  })
})
