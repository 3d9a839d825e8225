import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startAlokai } from '../harness/alokai.ts'
import type { Alokai } from '../harness/alokai.ts'
import { useTab } from '../harness/browser.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'

describe('Alokai\'s documented options, in Chromium', () => {
  let sap: RunningSap
  let alokai: Alokai
  let app: RunningApp
  const tab = useTab()

  beforeAll(async () => {
    sap = await startSap({ generation: 'jdk21' })
    alokai = await startAlokai()
    app = await startApp({ fixture: 'alokai', env: { ...sap.env, NUXT_PUBLIC_MIDDLEWARE_URL: alokai.url } })
  })

  afterAll(async () => {
    await app?.stop()
    await alokai?.stop()
    await sap?.stop()
  })

  beforeEach(() => {
    sap.reset()
    alokai.reset()
  })

  const trace = () => tab.page.evaluate('trace()')
  const signIn = () => tab.page.evaluate('sdk.sapcc.signUserIn({ username: "jane@example.com", password: "Password1!" })')
  const outcome = (call: string) => tab.page.evaluate(`${call}.then(result => result.name ?? "ok", error => error.response?.status)`)

  it('refresh once for many calls by the shop\'s own method', async () => {
    await tab.goto(app.url)
    await signIn()
    sap.expireAccessTokens()
    expect(await tab.page.evaluate('Promise.all(Array.from({ length: 10 }, () => sdk.sapcc.getUser({}))).then(users => new Set(users.map(user => user.name)).size)')).toBe(1)
    expect(await trace()).toBe('method "", refreshed bearer undefined')
    expect(sap.grants('refresh_token')).toBe(1)
  })

  it('repeat after hydration the calls that rendering left to the browser', async () => {
    await tab.goto(app.url)
    await signIn()
    sap.expireAccessTokens()
    await tab.goto(`${app.url}/own`)
    await expect.poll(() => tab.page.locator('#name').innerText()).toBe('Jane Doe')
    expect(await tab.page.locator('#trace').innerText()).toBe('method "", refreshed bearer undefined')
  })

  it('are called for a refresh that was refused', async () => {
    await tab.goto(app.url)
    await signIn()
    sap.expireAccessTokens()
    sap.revokeSessions()
    expect(await outcome('sdk.sapcc.getUser({})')).toBe(401)
    expect(await trace()).toBe('method "", error 401')
  })

  it('are not called for an anonymous visitor, a wrong password and a sign-out', async () => {
    await tab.goto(app.url)
    sap.faults({ target: 'occ', operationId: 'getUser', count: 2, status: 401 })
    expect(await outcome('sdk.sapcc.getUser({})')).toBe(401)
    expect(await outcome('sdk.sapcc.signUserIn({ username: "jane@example.com", password: "no" })')).toBe(401)
    await signIn()
    await tab.page.evaluate('sdk.sapcc.signUserOut()')
    expect(await outcome('sdk.sapcc.getUser({})')).toBe(401)
    expect(await outcome('sdk.sapcc.refreshUserToken()')).toBe(401)
    expect(await trace()).toBe('')
  })

  it('refresh at a middleware elsewhere', async () => {
    const [name = '', value = ''] = alokai.signIn().split('=')
    await tab.page.context().addCookies([{ name, value, url: app.url, httpOnly: true, sameSite: 'Lax' }])
    await tab.goto(app.url)
    alokai.expire()
    expect(await outcome('sdk.middleware.getUser({})')).toBe('Jane Doe')
    expect(await trace()).toBe('method "", refreshed bearer undefined')
    alokai.revoke()
    expect(await outcome('sdk.middleware.getUser({})')).toBe(401)
    expect(await trace()).toBe('method "", refreshed bearer undefined, method "", error 400')
  })
})
