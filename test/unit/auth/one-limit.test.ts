import { describe, expect, it, vi } from 'vitest'
import { createServerMethods } from '../../../src/runtime/server/auth/server-methods'
import type { ServerMethodsOptions } from '../../../src/runtime/server/auth/server-methods'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { fakeScope } from '../fake-request'
import { newSession } from '../session/tokens'
import { limitFor } from './limit-for'

const JANE = 'jane@example.com'
const TOKEN_ID = '<LGN[Y2hh+cmc/ZQ==]>'
/** What the authorization server takes as user name and password. */
const RIGHT: Readonly<Record<string, string>> = { [JANE]: 'Password1!', [TOKEN_ID]: '123456' }

const asPassword = (username: string, password: string) => ({ username, password })
const asCode = (tokenId: string, tokenCode: string) => ({ tokenId, tokenCode })

function visitor() {
  const limit = limitFor(3)
  const beginSession = vi.fn((..._args: unknown[]) => Promise.resolve({ session: newSession(), carts: [] }))
  const methods = createServerMethods({
    oauth: {
      signIn: ({ username, password }: { username: string, password: string }) => RIGHT[username] === password ? Promise.resolve({}) : Promise.reject(new SapccError('wrong', { status: 401, data: { type: 'BadCredentialsError' } })),
    },
    signInLimit: () => limit,
    loginName: (_scope: unknown, username: string) => Promise.resolve({ plain: username, full: username }),
    siteContext: () => Promise.resolve({}),
    beginSession,
    session: () => ({ appSessionKey: () => Promise.resolve('key') }),
  } as unknown as ServerMethodsOptions)
  const signIn = (credentials: object) => methods.signUserIn!(fakeScope(), [credentials]).then(() => 200, (error: SapccError) => error.status)
  return { signIn, beginSession }
}

describe('what the authorization server gets as the user name has one limit, whichever way it came', () => {
  it.each([
    ['a password, as a code', JANE, asPassword, asCode],
    ['a password, first as a code', JANE, asCode, asPassword],
    ['a code, as a password', TOKEN_ID, asCode, asPassword],
    ['a code, first as a password', TOKEN_ID, asPassword, asCode],
  ])('%s', async (_, name, first, second) => {
    const { signIn } = visitor()
    for (const guess of ['a', 'b', 'c']) expect(await signIn(first(name, guess))).toBe(401)
    expect(await signIn(second(name, RIGHT[name]!))).toBe(429)
    for (const spelling of [name.toUpperCase(), `${name}|electronics`]) expect(await signIn(second(spelling, RIGHT[name]!))).toBe(429)
  })

  it('wrong passwords and wrong codes add up, and another name goes on', async () => {
    const { signIn } = visitor()
    expect(await signIn(asPassword(JANE, 'a'))).toBe(401)
    expect(await signIn(asCode(JANE, 'b'))).toBe(401)
    expect(await signIn(asPassword(JANE, 'c'))).toBe(401)
    expect(await signIn(asCode(JANE, RIGHT[JANE]!))).toBe(429)
    expect(await signIn(asCode(TOKEN_ID, RIGHT[TOKEN_ID]!))).toBe(200)
  })
})

describe('the session of a sign-in with the id of a code', () => {
  it('has the customer\'s name where that was sent in place of the id: a new password ends it', async () => {
    const { signIn, beginSession } = visitor()
    expect(await signIn(asCode(JANE, RIGHT[JANE]!))).toBe(200)
    expect(beginSession.mock.lastCall?.[2]).toMatchObject({ userId: JANE })
  })

  it('has no name else: a code does not say whose it is', async () => {
    const { signIn, beginSession } = visitor()
    expect(await signIn(asCode(TOKEN_ID, RIGHT[TOKEN_ID]!))).toBe(200)
    expect(beginSession.mock.lastCall?.[2]).toEqual({})
  })
})
