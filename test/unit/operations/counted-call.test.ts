import { describe, expect, it } from 'vitest'
import { defineOperations } from '../../../src/runtime/server/occ/operation.ts'
import { operations } from '../../../src/runtime/server/occ/operations.ts'
import { readCountedCall } from '../../../src/runtime/server/operations/counted-call.ts'

const NAME = 'createVerificationToken'
const read = (params: unknown) => readCountedCall(NAME, operations[NAME]!, params)
const input = (loginId: unknown) => ({ purpose: 'LOGIN', loginId, password: 'secret' })

describe('a call that asks for a one-time code', () => {
  it.each(['createVerificationTokenInput', 'CreateVerificationTokenInput', 'CREATEVERIFICATIONTOKENINPUT'])('is counted for the user in its body, also when that is called %s', (name) => {
    expect(read({ [name]: input(' jane@example.com '), userId: 'anonymous' })).toEqual({
      kind: 'code-request',
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
})

describe('other calls that count as attempts', () => {
  it.each([
    ['changeUserPassword', { userId: 'current', replacePasswordInput: {} }, { kind: 'password-check', isNewPassword: true }],
    ['changeUserPassword', { userId: 'john@example.com', replacePasswordInput: {} }, { kind: 'password-check', isNewPassword: true, userId: 'john@example.com' }],
    ['replaceUserPassword', { old: 'a', new: 'b' }, { kind: 'password-check', isNewPassword: true }],
    ['changeUserLoginId', {}, { kind: 'password-check', isNewPassword: false }],
    ['replaceUserLogin', {}, { kind: 'password-check', isNewPassword: false }],
    ['doResetPassword', {}, { kind: 'reset' }],
    ['sendPasswordRestoreToken', { passwordRestoreTokenInput: { loginId: ' jane@example.com' } }, { kind: 'reset-request', username: 'jane@example.com', params: { passwordRestoreTokenInput: { loginId: 'jane@example.com' } } }],
    ['doRestorePassword', { userId: 'jane@example.com ', fields: 'x' }, { kind: 'reset-request', username: 'jane@example.com', params: { fields: 'x', userId: 'jane@example.com' } }],
  ])('%s', (name, params, counted) => {
    expect(readCountedCall(name, operations[name]!, params)).toEqual(counted)
  })

  it.each(['sendPasswordRestoreToken', 'doRestorePassword'])('%s is refused without a name', (name) => {
    expect(() => readCountedCall(name, operations[name]!, {})).toThrow(expect.objectContaining({ status: 400 }))
  })

  it('are all that have such a word in their paths, and no others', () => {
    const counted = Object.entries(operations).filter(([name, operation]) => {
      try {
        return readCountedCall(name, operation, {}) !== undefined
      }
      catch {
        return true
      }
    }).map(([name]) => name)
    expect(counted.sort()).toEqual(['changeUserLoginId', 'changeUserPassword', 'createVerificationToken', 'doResetPassword', 'doRestorePassword', 'replaceUserLogin', 'replaceUserPassword', 'sendPasswordRestoreToken'])
  })
})

describe('a registration', () => {
  const register = (params: unknown) => readCountedCall('createUser', operations.createUser!, params)
  const signUp = (verificationTokenId: unknown) => ({ uid: 'jane@example.com', password: 'x', verificationTokenId, verificationTokenCode: '123456' })

  it.each(['userSignUp', 'USERSIGNUP'])('is counted for the code that it brings, in the body %s', (name) => {
    expect(register({ [name]: signUp('<REG[x]>'), fields: 'x' })).toEqual({ kind: 'registration-code', tokenId: '<REG[x]>', params: { fields: 'x', userSignUp: signUp('<REG[x]>') } })
  })

  it.each([undefined, null, ''])('is not counted without one: %j', (id) => {
    expect(register({ userSignUp: signUp(id) })).toBeUndefined()
  })

  it.each([7, ['<REG[x]>'], '<REG[x]> ', 'x\u0001'])('is refused with an id that SAP could read as another one: %j', (id) => {
    expect(() => register({ userSignUp: signUp(id) })).toThrow(expect.objectContaining({ status: 400, data: expect.objectContaining({ type: 'InvalidParameterError' }) }))
  })

  it('is known by its address', () => {
    const own = (params: object, path: string) => readCountedCall('own', defineOperations({ Own: { own: { method: 'POST', path, body: 'body' } } }).own!, params)
    expect(own({ body: signUp('<REG[x]>') }, '/{site}/Users.json')).toMatchObject({ tokenId: '<REG[x]>' })
    expect(own({ body: signUp('<REG[x]>'), what: 'users' }, '/{site}/{what}')).toMatchObject({ tokenId: '<REG[x]>' })
    expect(own({ body: signUp('<REG[x]>') }, '/{site}/users/current/carts')).toBeUndefined()
  })
})

describe('an operation of the shop\'s own document', () => {
  const own = (path: string, params: object, method: 'POST' | 'GET' = 'POST') => readCountedCall('own', defineOperations({ Own: { own: { method, path } } }).own!, params)

  it.each([
    ['/{site}/users/{user-id}/password', { 'user-id': 'current' }, { kind: 'password-check', isNewPassword: true }],
    ['/{site}/users/{email}/password', { email: 'jane@example.com' }, { kind: 'password-check', isNewPassword: true, userId: 'jane@example.com' }],
    ['/{site}/users/current/password', {}, { kind: 'password-check', isNewPassword: true }],
    ['/{site}/orgUsers/current/Login.json', {}, { kind: 'password-check', isNewPassword: false }],
    ['/{baseSiteId}/{collection}/{id}/login', { collection: 'users', id: 'current' }, { kind: 'password-check', isNewPassword: false }],
    ['/{site}/resetpassword.json', {}, { kind: 'reset' }],
    ['/{site}/users/{user}/friends/users/{friend}/password', { user: 'current', friend: 'jane@example.com' }, { kind: 'password-check', isNewPassword: true, userId: 'jane@example.com' }],
  ])('is counted by its address: %s', (path, params, counted) => {
    expect(own(path, params)).toEqual(counted)
  })

  it.each([
    ['/{baseSiteId}/{action}', { action: 'forgottenpasswordtokens' }],
    ['/{baseSiteId}/{action}', { action: 'ResetPassword' }],
    ['/{baseSiteId}/{action}', { action: ' %72esetpassword ' }],
    ['/{baseSiteId}/reset{what}', { what: 'password' }],
    ['/{baseSiteId}/users/{userId}/{what}', { userId: 'current', what: 'password' }],
    ['/{baseSiteId}/users/current/{action}', { action: 'password' }],
    ['/{baseSiteId}/users/current/{action}', { action: 'Password.txt' }],
    ['/{baseSiteId}/users/current/pass{what}', { what: 'word' }],
    ['/{baseSiteId}/{action}', { action: 'forgottenpasswordtokens.html' }],
  ])('is refused where its parameters make such an address: %s, %o', (path, params) => {
    expect(() => own(path, params)).toThrow(expect.objectContaining({ status: 403, data: expect.objectContaining({ type: 'SignInOnlyByMethodError' }) }))
  })

  it.each([
    ['/{baseSiteId}/{action}', { action: 'things' }],
    ['/{baseSiteId}/{action}', {}],
    ['/{baseSiteId}/products/{code}', { code: 'password' }],
    ['/{baseSiteId}/devices/{deviceId}/password', { deviceId: '1' }],
    ['/{baseSiteId}/password', {}],
  ])('is not counted at other addresses: %s, %o', (path, params) => {
    expect(own(path, params)).toBeUndefined()
    expect(own('/{baseSiteId}/{action}', { action: 'resetpassword' }, 'GET')).toBeUndefined()
  })
})
