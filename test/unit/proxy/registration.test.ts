import { describe, expect, it } from 'vitest'
import { assertNoCodeOfRegistration } from '../../../src/runtime/server/proxy/registration'
import type { UpstreamRequest } from '../../../src/runtime/server/upstream/upstream'

const json = { 'content-type': 'application/json; charset=utf-8' }
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const bytes = (text: string) => new TextEncoder().encode(text)
const latin1 = (text: string) => Uint8Array.from(text, character => character.charCodeAt(0))
const code = JSON.stringify({ uid: 'jane', verificationTokenId: 'x', verificationTokenCode: '1' })

function requestOf(body: UpstreamRequest['body'], path = '/electronics/users', headers: Record<string, string> = json, method = 'POST') {
  const request: UpstreamRequest = { method, url: `https://sap/occ/v2${path}`, headers: { ...headers }, ...(body === undefined ? {} : { body }) }
  return { request, check: () => assertNoCodeOfRegistration(request, path.replace(/\?.*/, '')) }
}
const check = (...given: Parameters<typeof requestOf>) => requestOf(...given).check()

async function* inPieces(text: string) {
  for (const piece of text.match(/.{1,7}/gs) ?? []) yield bytes(await Promise.resolve(piece))
}
const arriving: [how: string, bodyOf: (text: string) => UpstreamRequest['body']][] = [
  ['as Node\'s pieces', inPieces],
  ['as a web stream', text => new Response(text).body!],
]

describe('a registration', () => {
  it.each<[string, ...Parameters<typeof requestOf>]>([
    ['with one', bytes(code)],
    ['escaped', bytes(code.replace('v', '\\u0076'))],
    ['with a letter of two bytes, which is no UTF-8', latin1(code.replaceAll('"v', '"\xC1\xB6'))],
    ['in another charset', bytes('{"uid":"jane"}'), '/electronics/users', { 'content-type': 'application/json; charset=UTF-16' }],
    ['a form in another charset', bytes('verif%1B%28BicationTokenId=x'), '/electronics/users', { 'content-type': 'application/x-www-form-urlencoded; charset=ISO-2022-JP' }],
    ['in the query', bytes('login=jane'), '/electronics/users?verificationTokenId=x', form],
    ['in the query, without a body', undefined, '/electronics/users?verificationTokenId=x', form],
    ['at another spelling', bytes(code), '/electronics/Users.json/'],
    ['at an encoded one', bytes(code), '/electronics/%75sers'],
    ['no JSON', bytes('<user/>')],
    ['not called JSON', bytes('{"a":"&verificationTokenId=x&b="}'), '/electronics/users', form],
    ['a list', bytes('[]')],
  ])('is refused at the raw proxy with a code, and where that cannot be told: %s', async (_, ...given) => {
    await expect(check(...given)).rejects.toThrow(expect.objectContaining({ status: 403, data: expect.objectContaining({ type: 'SignInOnlyByMethodError' }) }) as Error)
  })

  it('goes on without a code, as do all other requests', async () => {
    await check(bytes('{"uid":"jane"}'))
    await check(bytes('login=jane&password=x'), '/electronics/users?fields=FULL', form)
    await check(undefined)
    await check(bytes(code), '/electronics/users/current/addresses')
    await check(bytes(code), '/electronics/users', json, 'PUT')
  })

  it.each(arriving)('that declares no length is read, and sent as a whole: %s', async (_, bodyOf) => {
    const { request, check: checkIt } = requestOf(bodyOf('{"uid":"jane"}'), undefined, { ...json, 'content-length': '14' })
    await checkIt()
    expect(new TextDecoder().decode(request.body as Uint8Array)).toBe('{"uid":"jane"}')
    expect(request.headers).toEqual(json)
    const empty = requestOf(bodyOf(''))
    await empty.check()
    expect(empty.request).not.toHaveProperty('body')
  })

  it.each(arriving)('that declares no length is refused with a code, and beyond 64 KB: %s', async (_, bodyOf) => {
    await expect(check(bodyOf(code))).rejects.toMatchObject({ status: 403, data: { type: 'SignInOnlyByMethodError' } })
    await expect(check(bodyOf(JSON.stringify({ uid: 'x'.repeat(64 * 1024) })))).rejects.toMatchObject({ status: 413, data: { type: 'PayloadTooLargeError' } })
  })

  it('of which it cannot be told is refused with what would be accepted', async () => {
    await expect(check(bytes('<user/>'), undefined, { 'content-type': 'application/xml' })).rejects.toThrow(/only as a JSON object or a form, in UTF-8 and not compressed.*`createUser`/)
  })

  it('leaves the body of other requests where it is', async () => {
    const { request, check: checkIt } = requestOf(inPieces('x'), '/electronics/users/current/addresses')
    const { body } = request
    await checkIt()
    expect(request.body).toBe(body)
  })
})
