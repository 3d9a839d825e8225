import { describe, expect, it } from 'vitest'
import { operations } from '../../../src/runtime/server/occ/operations.ts'
import { readCodeRequest } from '../../../src/runtime/server/operations/code-request.ts'

const NAME = 'createVerificationToken'
const read = (params: unknown) => readCodeRequest(NAME, operations[NAME]!, params)
const input = (loginId: unknown) => ({ purpose: 'LOGIN', loginId, password: 'secret' })

describe('a call that asks for a one-time code', () => {
  it.each(['createVerificationTokenInput', 'CreateVerificationTokenInput', 'CREATEVERIFICATIONTOKENINPUT'])('is counted for the user in its body, also when that is called %s', (name) => {
    expect(read({ [name]: input(' jane@example.com '), userId: 'anonymous' })).toEqual({
      username: 'jane@example.com',
      params: { userId: 'anonymous', createVerificationTokenInput: input('jane@example.com') },
    })
  })

  it('is counted for the body that is sent, of two', () => {
    const counted = read({ CREATEVERIFICATIONTOKENINPUT: input('john@example.com'), createVerificationTokenInput: input('jane@example.com') })
    expect(counted).toMatchObject({ username: 'jane@example.com', params: { createVerificationTokenInput: input('jane@example.com') } })
  })

  it.each([undefined, {}, { createVerificationTokenInput: 'text' }, { createVerificationTokenInput: [] }, ...[undefined, 7, '', '  ', ['jane@example.com'], {}].map(loginId => ({ createVerificationTokenInput: input(loginId) }))])('is refused without a name: %j', (params) => {
    expect(() => read(params)).toThrow(expect.objectContaining({ status: 400, data: expect.objectContaining({ type: 'MissingParameterError', subject: 'loginId' }) }))
  })

  it('is refused with a name that SAP would read as another one', () => {
    expect(() => read({ createVerificationTokenInput: input('jane@example.com\u0001') })).toThrow(expect.objectContaining({ status: 400, data: expect.objectContaining({ type: 'InvalidParameterError' }) }))
  })

  it('is no other call', () => {
    expect(readCodeRequest('createUser', operations.createUser!, {})).toBeUndefined()
  })
})
