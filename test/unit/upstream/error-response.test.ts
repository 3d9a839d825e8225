import { expect, it } from 'vitest'
import { readErrorResponse } from '../../../src/runtime/server/upstream/error-response'
import { withBytes } from '../../../src/runtime/server/upstream/bytes-response'

const digests = { 'etag': '"a"', 'content-length': '99', 'content-md5': 'x', 'digest': 'sha-256=x', 'content-digest': 'sha-256=:x:', 'repr-digest': 'sha-256=:x:' }

function answer(message: string) {
  const headers: Record<string, string> = { 'content-type': 'application/json', ...digests }
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
