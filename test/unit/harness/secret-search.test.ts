import { describe, expect, it } from 'vitest'
import { SecretSearch } from '../../harness/secret-search.ts'

const SECRET = 'p/4+s"s&word=Ünd-0123456789'
const JWT = `${Buffer.from('{"alg":"RS256","typ":"at+jwt"}').toString('base64url')}.${Buffer.from(JSON.stringify({ jti: 'x'.repeat(40), sub: 'jane' })).toString('base64url')}.${'s1gnature'.repeat(12)}`

function found(value: string, text: string | Uint8Array): string[] {
  const search = new SecretSearch()
  search.add('it', value)
  return search.find('here', text).map(({ encoding }) => encoding)
}

describe('SecretSearch', () => {
  it.each([
    ['as it is', SECRET],
    ['in an address', `https://a.example/?p=${encodeURIComponent(SECRET)}`],
    ['in a form', new URLSearchParams({ p: SECRET }).toString()],
    ['in JSON', JSON.stringify({ p: SECRET })],
    ['in JSON in JSON', JSON.stringify({ p: JSON.stringify({ p: SECRET }) })],
    ['in HTML', `<p title="${SECRET.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}">`],
    ['in hex', Buffer.from(SECRET).toString('hex')],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    ['in base64url', Buffer.from(SECRET).toString('base64url')],
    ['in the middle of something in base64', Buffer.from(`{"a":"${SECRET}"}`).toString('base64')],
    ['in the middle of something in base64, one byte on', Buffer.from(`{"ab":"${SECRET}"}`).toString('base64url')],
    ['in the middle of something in base64, two bytes on', Buffer.from(`{"abc":"${SECRET}"}`).toString('base64')],
  ])('finds a secret %s', (_, text) => {
    expect(found(SECRET, text)).not.toEqual([])
  })

  it('finds one in bytes', () => {
    expect(found(JWT, Buffer.from(`\xFF\0${JWT}\xFF`, 'latin1'))).not.toEqual([])
  })

  it('finds long ones that were cut, and JWTs without their header', () => {
    expect(found(JWT, `token: ${JWT.slice(0, -60)}…`)).not.toEqual([])
    expect(found(JWT, JWT.split('.')[2]!)).not.toEqual([])
    expect(found('a'.repeat(20) + 'b'.repeat(20), `…${'b'.repeat(20)}`)).not.toEqual([])
  })

  it('finds nothing where nothing is', () => {
    expect(found(JWT, JWT.split('.')[0]!)).toEqual([])
    expect(found(SECRET, 'The password is wrong. p/4+s')).toEqual([])
  })

  it('looks through headers and bodies of responses, but for the module\'s own cookies', async () => {
    const search = new SecretSearch()
    search.add('it', SECRET)
    const response = (headers: HeadersInit, body = ''): Response => Object.defineProperty(new Response(body, { headers }), 'url', { value: 'http://127.0.0.1/x' })
    const encoded = encodeURIComponent(SECRET)
    expect(await search.findInResponse(response({ 'x-a': encoded }))).toMatchObject([{ place: '200 /x, headers' }])
    expect(await search.findInResponse(response({ 'set-cookie': `a=${encoded}` }))).toMatchObject([{ place: '200 /x, headers' }])
    expect(await search.findInResponse(response({}, encoded))).toMatchObject([{ place: '200 /x, body' }])
    expect(await search.findInResponse(response({ 'set-cookie': `__Host-sapcc-session=${encoded}` }))).toEqual([])
  })

  it('refuses what would be found by chance', () => {
    expect(() => new SecretSearch().add('it', 'abc')).toThrow(RangeError)
  })
})
