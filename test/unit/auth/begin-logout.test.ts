import { describe, expect, it, vi } from 'vitest'
import { createBeginLogout } from '../../../src/runtime/server/auth/redirect-logout/begin-logout'
import { readIdToken } from '../../../src/runtime/server/auth/redirect-logout/id-token'
import { noteRedirectLogin } from '../../../src/runtime/server/auth/sso-session'
import type { Session } from '../../../src/runtime/server/session/session'
import { fakeScope, names, pairsOf } from '../fake-request'
import { newSession, sealer } from '../session/tokens'

const paths = { baseURL: '/', apiPath: '/api/sapcc', loginPage: '' }

/** Signs out of a session that a redirect login has begun. */
async function signOut(session: Partial<Session>, { hasLogout = true, idToken = 'id-2', cookieBudget = 3584, comesBackFromLogout = false } = {}) {
  const last = { ...newSession(), scope: 'openid basic', generation: 1, ...session }
  const renewed = { ...last, accessToken: 'renewed' }
  const renewLast = vi.fn(() => Promise.resolve({ session: renewed, idToken }))
  const warn = vi.fn()
  const login = fakeScope()
  noteRedirectLogin(login, 3600)
  const scope = fakeScope(pairsOf(login.cookies.lines()).map(pair => pair.join('=')).join('; '))
  const begin = createBeginLogout({ config: { session: { maxAge: 3600, cookieBudget }, oauth: { logoutEndpoint: hasLogout ? 'discover' : 'none', comesBackFromLogout } }, oauth: { hasLogout: () => Promise.resolve(hasLogout) }, sealer, paths, log: { warn }, renewLast })
  const { result, toRevoke } = await begin(scope, {}, last)
  const cookies = pairsOf(scope.cookies.lines())
  const kept = await readIdToken(fakeScope(cookies.map(pair => pair.join('=')).join('; ')), { sealer, paths })
  return { result, warnings: warn.mock.calls.length, isRenewed: renewLast.mock.calls.length > 0, revoked: toRevoke?.accessToken, kept, idCookie: new Map(cookies).get(names.idToken) }
}

describe('the ID token that a sign-out sends', () => {
  it('is the newest, by one more refresh, whose tokens are revoked', async () => {
    expect(await signOut({})).toMatchObject({ result: { logoutUrl: '/api/sapcc/auth/logout' }, kept: 'id-2', revoked: 'renewed' })
  })

  it.each([
    ['no refresh has brought another one than the login', { generation: 0 }, {}],
    ['there are no ID tokens', { scope: 'basic' }, {}],
    ['the authorization server has no logout', {}, { hasLogout: false }],
  ])('does not refresh where %s', async (_, session, options) => {
    const { isRenewed, revoked, idCookie } = await signOut(session, options)
    expect([isRenewed, revoked, idCookie]).toEqual([false, newSession().accessToken, undefined])
  })

  it('leaves no older one behind where there is no room for it', async () => {
    expect((await signOut({}, { idToken: 'x'.repeat(4000) })).idCookie).toBe('')
  })
})

describe('a sign-out that leaves the customer signed in at the authorization server', () => {
  it('is told to the operator, who has set nothing about it', async () => {
    expect((await signOut({}, { hasLogout: false })).warnings).toBe(1)
    expect((await signOut({}, { hasLogout: false, comesBackFromLogout: true })).warnings).toBe(0)
    expect((await signOut({})).warnings).toBe(0)
  })
})
