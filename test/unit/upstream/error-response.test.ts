import { describe, expect, it } from 'vitest'
import { readErrorResponse } from '../../../src/runtime/server/upstream/error-response'
import { redactToken } from '../../../src/runtime/server/upstream/redact-token'
import { withBytes } from '../../../src/runtime/server/upstream/bytes-response'

const digests = { 'etag': '"a"', 'content-length': '99', 'content-md5': 'x', 'digest': 'sha-256=x', 'content-digest': 'sha-256=:x:', 'repr-digest': 'sha-256=:x:' }

function answer(message: string, more: Record<string, string> = {}) {
  const headers: Record<string, string> = { 'content-type': 'application/json', ...digests, ...more }
  return withBytes({ status: 401, header: name => headers[name], headers: () => headers }, new TextEncoder().encode(JSON.stringify({ errors: [{ type: 'InvalidTokenError', message }] })))
}

it('an error whose token was taken out has no header that describes its former body', async () => {
  const { headers, body } = await readErrorResponse(answer('Access token expired: secret'), 'secret', 'GET')
  expect(new TextDecoder().decode(body)).not.toContain('secret')
  expect(headers).toEqual({ 'content-type': 'application/json' })
})

it('an error without the token keeps them', async () => {
  expect((await readErrorResponse(answer('Access token expired'), 'secret', 'GET')).headers).toMatchObject(digests)
})

describe('a token that an error repeats in base64', () => {
  const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJqYW5lIn0.c2lnbmF0dXJl_-w'
  const forms = (['base64', 'base64url'] as const).flatMap(form => ['', 'B', 'Be', 'Bearer ', '{"a":"'].flatMap(before => ['', '"', '\n', ' is ✗ expired'].map(after => [form, before, after] as const)))

  it.each(forms)('is masked (%s, between %j and %j)', async (form, before, after) => {
    const repeated = Buffer.from(before + token + after).toString(form)
    const { body, headers } = await readErrorResponse(answer(`Refused: ${repeated}`, { 'x-debug': repeated, 'x-other': '1' }), token, 'GET')
    const text = new TextDecoder().decode(body)
    expect(text).toContain('[…]')
    // What is left is the text around it, and a character at each end that has bits of both.
    const [left = ''] = /(?<=Refused: )[^"\\]*/.exec(text)!
    expect(left.replace('[…]', '').length).toBeLessThanOrEqual(Math.ceil(Buffer.byteLength(before) * 4 / 3) + Math.ceil(Buffer.byteLength(after) * 4 / 3) + 4)
    expect(headers).toMatchObject({ 'x-other': '1' })
    expect(headers).not.toHaveProperty('x-debug')
  })

  it('leaves other texts as they are', () => {
    const text = Buffer.from('Bearer another token, which nobody has sent').toString('base64')
    expect(redactToken(text, token)).toBe(text)
    expect(redactToken(token, token)).toBe('[…]')
    expect(redactToken('a b', 'x')).toBe('a b')
  })
})
