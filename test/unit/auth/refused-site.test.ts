import { describe, expect, it, vi } from 'vitest'
import { createAssistedService } from '../../../src/runtime/server/auth/assisted-service'
import type { AssistedServiceOptions } from '../../../src/runtime/server/auth/assisted-service'
import { answerCallback } from '../../../src/runtime/server/auth/redirect-login/answer-callback'
import type { AnswerCallbackOptions } from '../../../src/runtime/server/auth/redirect-login/answer-callback'
import { answerLogin } from '../../../src/runtime/server/auth/redirect-login/answer-login'
import type { AnswerLoginOptions } from '../../../src/runtime/server/auth/redirect-login/answer-login'
import { createConsumedLogins } from '../../../src/runtime/server/auth/redirect-login/consumed-logins'
import { CONSUMED_LOGIN_TTL, keepPendingLogin } from '../../../src/runtime/server/auth/redirect-login/pending-login'
import { createServerMethods } from '../../../src/runtime/server/auth/server-methods'
import type { ServerMethodsOptions } from '../../../src/runtime/server/auth/server-methods'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { fakeScope } from '../fake-request'
import { newSession, sealer } from '../session/tokens'

/** What the hook `sapcc:site-context` has thrown. */
const refusal = (status: number) => new SapccError('Not here.', { status, data: { type: 'RefusedByShopError' } })
const refusing = (status: number) => () => Promise.reject(refusal(status))

/** The session's methods at a shop that refuses the visitor a site. */
function refusedVisitor(status: number) {
  const signIn = vi.fn()
  const limitAttempt = vi.fn()
  const session = newSession()
  const operations = createServerMethods({
    oauth: { signIn },
    signInLimit: () => ({ limitAttempt }),
    loginName: (_scope: unknown, username: string) => Promise.resolve({ plain: username, full: username }),
    siteContext: refusing(status),
    session: () => ({ session: () => Promise.resolve(session), refresh: () => Promise.resolve(session), end: () => Promise.resolve(undefined), appSessionKey: () => Promise.resolve('key') }),
    anonymousCart: () => ({ clear: () => Promise.resolve() }),
    visitor: () => undefined,
    beginLogout: () => Promise.resolve(undefined),
    hooks: { callHook: () => Promise.resolve() },
  } as unknown as ServerMethodsOptions)
  return { operations, signIn, limitAttempt }
}

describe.each([403, 500])('a visitor whom the shop refuses a site with %i', (status) => {
  it.each([
    ['a password', { username: 'jane@example.com', password: 'x' }],
    ['a one-time code', { tokenId: '<LGN[x]>', tokenCode: '123456' }],
  ])('cannot sign in, and what they have typed goes nowhere: %s', async (_, credentials) => {
    const { operations, signIn, limitAttempt } = refusedVisitor(status)
    await expect(operations.signUserIn!(fakeScope(), [credentials])).rejects.toMatchObject({ status, data: { type: 'RefusedByShopError' } })
    expect(signIn).not.toHaveBeenCalled()
    expect(limitAttempt).not.toHaveBeenCalled()
  })

  it('cannot sign in as an agent', async () => {
    const limitAttempt = vi.fn()
    const { signAgentIn } = createAssistedService({ siteContext: refusing(status), signInLimit: () => ({ limitAttempt }) } as unknown as AssistedServiceOptions)
    await expect(signAgentIn!(fakeScope(), [{ username: 'agent', password: 'x' }])).rejects.toMatchObject({ status, data: { type: 'RefusedByShopError' } })
    expect(limitAttempt).not.toHaveBeenCalled()
  })

  it('cannot begin a login by redirect', async () => {
    const authorizationUrl = vi.fn()
    const scope = fakeScope()
    await expect(answerLogin(scope, {
      api: {}, config: { oauth: { promptAfterSignOut: false } }, oauth: { authorizationUrl }, sealer,
      redirectUri: () => 'https://shop.example/callback', siteContext: refusing(status),
      paths: { baseURL: '/', apiPath: '/api/sapcc', loginPage: '' }, failures: { note: () => undefined },
    } as unknown as AnswerLoginOptions)).rejects.toMatchObject({ status, data: { type: 'RefusedByShopError' } })
    expect(authorizationUrl).not.toHaveBeenCalled()
    expect(scope.cookies.lines()).toEqual([])
  })

  it('cannot end one: the code is not exchanged', async () => {
    const begun = fakeScope()
    await keepPendingLogin(begun, sealer, { state: 'state', codeVerifier: 'verifier', returnTo: '/', startedAt: Date.now() })
    const exchangeCode = vi.fn()
    await expect(answerCallback(fakeScope(begun.cookies.lines()[0]!.split(';')[0], { query: { state: 'state', code: 'x' } }), {
      config: { oauth: {}, session: {} }, oauth: { exchangeCode }, sealer, consumedLogins: createConsumedLogins({ ttl: CONSUMED_LOGIN_TTL }),
      redirectUri: () => 'https://shop.example/callback', siteContext: refusing(status),
      paths: { baseURL: '/', apiPath: '/api/sapcc', loginPage: '' }, failures: { note: () => undefined },
    } as unknown as AnswerCallbackOptions)).rejects.toMatchObject({ status, data: { type: 'RefusedByShopError' } })
    expect(exchangeCode).not.toHaveBeenCalled()
  })

  it('keeps a session: asking for it, renewing it and signing out depend on no site', async () => {
    const { operations } = refusedVisitor(status)
    expect(await operations.getSession!(fakeScope(), [])).toMatchObject({ loggedIn: true })
    expect(await operations.refreshUserToken!(fakeScope(), [])).toMatchObject({ token_type: 'bearer' })
    expect(await operations.signUserOut!(fakeScope(), [])).toBeUndefined()
  })
})

it('with a page of the shop\'s for signing in, a refused login by redirect leads there', async () => {
  const answer = await answerLogin(fakeScope(), {
    api: {}, config: { oauth: { promptAfterSignOut: false } }, oauth: {}, sealer, redirectUri: () => 'https://shop.example/callback', siteContext: refusing(403),
    paths: { baseURL: '/', apiPath: '/api/sapcc', loginPage: '/login' }, failures: { note: () => undefined },
  } as unknown as AnswerLoginOptions)
  expect(answer.headers).toMatchObject({ location: '/login?error=RefusedByShopError' })
})
