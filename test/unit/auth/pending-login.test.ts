import { describe, expect, it } from 'vitest'
import { createConsumedLogins } from '../../../src/runtime/server/auth/redirect-login/consumed-logins'
import { CONSUMED_LOGIN_TTL, dropPendingLogins, keepPendingLogin, takePendingLogin } from '../../../src/runtime/server/auth/redirect-login/pending-login'
import { fakeScope, names, pairsOf } from '../fake-request'
import { sealer } from '../server/support'

const consumedLogins = createConsumedLogins({ ttl: CONSUMED_LOGIN_TTL })

const take = (cookie: string, state: string) => takePendingLogin(fakeScope(cookie), sealer, consumedLogins, state)

/** Begins a login that long ago, and gives the cookie of it. */
async function begin(state: string, secondsAgo: number): Promise<string> {
  const scope = fakeScope()
  await keepPendingLogin(scope, sealer, { state, codeVerifier: 'verifier', returnTo: '/account', startedAt: Date.now() - secondsAgo * 1000 })
  return scope.cookies.lines()[0]!.split(';')[0]!
}

describe('a pending login', () => {
  it('is taken up to ten minutes after it began', async () => {
    expect(await take(await begin('in-time', 590), 'in-time')).toMatchObject({ returnTo: '/account' })
  })

  it('is gone after that, also when the browser kept its cookie', async () => {
    const cookie = await begin('late', 610)
    expect(await take(cookie, 'late')).toBeUndefined()
  })

  it('is taken once', async () => {
    const cookie = await begin('twice', 1)
    expect(await take(cookie, 'twice')).toBeDefined()
    expect(await take(cookie, 'twice')).toBeUndefined()
  })

  it('is not taken by another state, and its cookie stays then', async () => {
    const scope = fakeScope(await begin('mine', 1))
    expect(await takePendingLogin(scope, sealer, consumedLogins, 'foreign')).toBeUndefined()
    expect(scope.cookies.lines()).toEqual([])
  })

  it('is given up with a sign-out', async () => {
    const cookie = await begin('given-up', 1)
    const scope = fakeScope(`${cookie}; other=1`)
    dropPendingLogins(scope)
    expect(pairsOf(scope.cookies.lines())).toEqual([[cookie.split('=')[0], '']])
  })

  it('gives way when a browser has begun too many', async () => {
    const cookies = Array.from({ length: 5 }, (_, index) => names.login(String(index)))
    const scope = fakeScope(cookies.map(name => `${name}=x`).join('; '))
    await keepPendingLogin(scope, sealer, { state: 'sixth', codeVerifier: 'verifier', returnTo: '/', startedAt: Date.now() })
    expect(pairsOf(scope.cookies.lines()).filter(([, value]) => value === '').map(([name]) => name)).toEqual(cookies.slice(0, 2))
  })
})
