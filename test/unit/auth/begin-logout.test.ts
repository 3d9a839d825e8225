import { describe, expect, it, vi } from 'vitest'
import { createBeginLogout } from '../../../src/runtime/server/auth/redirect-logout/begin-logout'
import { readPendingLogout } from '../../../src/runtime/server/auth/redirect-logout/pending-logout'
import { noteRedirectLogin } from '../../../src/runtime/server/auth/sso-session'
import { fakeScope, pairsOf } from '../fake-request'
import { idTokens } from '../session/support'
import { sealer } from '../session/tokens'

const paths = { baseURL: '/', apiPath: '/api/sapcc', loginPage: '' }

/** Signs out of a session that a redirect login has begun. @returns where the browser comes back to. */
async function wayBack(returnTo: string): Promise<string | undefined> {
  const login = fakeScope()
  noteRedirectLogin(login, 3600)
  const cookieOf = (lines: string[]) => pairsOf(lines).map(pair => pair.join('=')).join('; ')
  const scope = fakeScope(cookieOf(login.cookies.lines()))
  const begin = createBeginLogout({ config: { session: { maxAge: 3600, cookieBudget: 3584 }, oauth: { logoutEndpoint: '/logout', comesBackFromLogout: true } }, oauth: { hasLogout: () => Promise.resolve(true) }, sealer, idTokens, paths: { ...paths, loginPage: '/login' }, log: { warn: () => {} } })
  await begin(scope, { returnTo }, undefined)
  return (await readPendingLogout(fakeScope(cookieOf(scope.cookies.lines())), { sealer, paths }))?.returnTo
}

describe('the way back from a sign-out', () => {
  it.each([['/goodbye', '/goodbye'], ['/login', '/login'], ['/api/occ/x', '/'], ['/api/sapcc/auth/login?returnTo=/account', '/'], ['https://evil.example', '/']])('for %j is %j', async (returnTo, page) => {
    expect(await wayBack(returnTo)).toBe(page)
  })
})

/** Signs out after a redirect login, three times. @returns how often the operator was told of it. */
async function warningsOf({ hasLogout = false, comesBackFromLogout = false, everywhere = true, isRedirectLogin = true } = {}): Promise<number> {
  const warn = vi.fn()
  const begin = createBeginLogout({ config: { session: { maxAge: 3600, cookieBudget: 3584 }, oauth: { logoutEndpoint: hasLogout ? 'discover' : 'none', comesBackFromLogout } }, oauth: { hasLogout: () => Promise.resolve(hasLogout) }, sealer, idTokens, paths, log: { warn } })
  for (let customer = 0; customer < 3; customer++) {
    const login = fakeScope()
    if (isRedirectLogin) noteRedirectLogin(login, 3600)
    const scope = fakeScope(pairsOf(login.cookies.lines()).map(pair => pair.join('=')).join('; '))
    expect(await begin(scope, { everywhere }, undefined)).toEqual(hasLogout ? { logoutUrl: '/api/sapcc/auth/logout' } : undefined)
  }
  return warn.mock.calls.length
}

describe('a sign-out that leaves the customer signed in at the authorization server', () => {
  it('is told to the operator, once, who has set nothing about it', async () => {
    expect(await warningsOf()).toBe(1)
  })

  it.each([
    ['the setting has been chosen', { comesBackFromLogout: true }],
    ['the authorization server has a logout', { hasLogout: true }],
    ['the shop did not want it', { everywhere: false }],
    ['there was no redirect login', { isRedirectLogin: false }],
  ])('is not told where %s', async (_, options) => {
    expect(await warningsOf(options)).toBe(0)
  })
})
