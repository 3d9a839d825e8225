import { describe, expect, it } from 'vitest'
import { assertNoCodeOfRegistration } from '../../../src/runtime/server/proxy/registration'

const json = { 'content-type': 'application/json; charset=utf-8' }
const bytes = (text: string) => new TextEncoder().encode(text)
const code = JSON.stringify({ uid: 'jane', verificationTokenId: 'x', verificationTokenCode: '1' })
const check = (body: Uint8Array | ReadableStream<Uint8Array> | undefined, path = '/electronics/users', headers: Record<string, string> = json, method = 'POST') => assertNoCodeOfRegistration({ method, headers, body: body as never }, path)

describe('a registration', () => {
  it.each<[string, ...Parameters<typeof check>]>([
    ['with one', bytes(code)],
    ['escaped', bytes(code.replace('v', '\\u0076'))],
    ['at another spelling', bytes(code), '/electronics/Users.json/'],
    ['at an encoded one', bytes(code), '/electronics/%75sers'],
    ['no JSON', bytes('<user/>')],
    ['not called JSON', bytes('{"a":"&verificationTokenId=x&b="}'), '/electronics/users', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a list', bytes('[]')],
    ['too long', new ReadableStream<Uint8Array>()],
  ])('is refused at the raw proxy with a code, and where that cannot be told: %s', (_, ...given) => {
    expect(() => check(...given)).toThrow(expect.objectContaining({ status: 403, data: expect.objectContaining({ type: 'SignInOnlyByMethodError' }) }))
  })

  it('goes on without a code, as do all other requests', () => {
    check(bytes('{"uid":"jane"}'))
    check(bytes('login=jane&password=x'), '/electronics/users', { 'content-type': 'application/x-www-form-urlencoded' })
    check(undefined)
    check(bytes(code), '/electronics/users/current/addresses')
    check(bytes(code), '/electronics/users', json, 'PUT')
  })
})
