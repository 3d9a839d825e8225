import { randomBytes } from 'node:crypto'
import { maxHeaderSize } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { CLIENTS } from '../../packages/stand-in/src/auth/clients.ts'
import type { SapOptions } from '../../packages/stand-in/src/index.ts'
import { freePort } from '../../scripts/lib/ports.ts'
import { Client } from '../harness/client.ts'
import { navigation, walkToCallback } from '../harness/redirect-login.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { shopCookies } from '../harness/shop-cookies.ts'

let sap: RunningSap
let app: RunningApp | undefined

async function start(options: SapOptions, env: Record<string, string> = {}): Promise<RunningApp> {
  sap = await startSap(options)
  return app = await startApp({ env: { ...sap.env, ...env } })
}

afterEach(async () => {
  await app?.stop()
  await sap.stop()
})

/** The log names the setting that helps; the response does not, because everybody may read it. */
async function expectAdvice(): Promise<void> {
  await expect.poll(() => app!.logs()).toMatch(/SessionTooLargeError|too large for the browser's cookies/)
  await expect.poll(() => app!.logs()).toContain('NUXT_SAPCC_SESSION_STORE=storage')
}

/** Every path works for the browser, as a visitor who is not signed in. */
async function expectVisitor(client: Client): Promise<void> {
  expect([...shopCookies(client.jar, 'pointer'), ...shopCookies(client.jar, 'content')]).toEqual([])
  expect(await client.call('getSession')).toEqual({ loggedIn: false })
  expect((await client.page('/account')).response.status).toBe(200)
  expect((await client.fetch('/api/occ/electronics/products/search?query=camera')).status).toBe(200)
}

/** Both tokens of the only sign-in were revoked. */
async function expectTokensRevoked(): Promise<void> {
  const { newAccessToken, newRefreshToken } = sap.ledger().grants.find(({ outcome, user }) => outcome === 'success' && user !== undefined)!
  expect([newAccessToken, newRefreshToken]).toEqual([expect.any(String), expect.any(String)])
  await expect.poll(() => sap.ledger().revocations.filter(({ outcome }) => outcome === 'revoked').map(({ token }) => token), { timeout: 5000 }).toEqual(expect.arrayContaining([newAccessToken, newRefreshToken]))
}

describe('a session that is too large for cookies', () => {
  /** Smaller than what SAP's tokens need, so that the real ones can be followed until they are revoked. */
  const TOO_SMALL = { NUXT_SAPCC_SESSION_COOKIE_BUDGET: '600', NUXT_SAPCC_OAUTH_PKCE_SUPPORTED: 'true' }

  it('is refused at the sign-in with a password, its tokens are revoked, and the browser goes on as a visitor', async () => {
    const client = new Client((await start({ generation: 'jdk21' }, TOO_SMALL)).url)
    const refused = await client.request('signUserIn', [{ username: 'jane@example.com', password: 'Password1!' }])
    expect([refused.status, await refused.json()]).toMatchObject([431, { data: { type: 'SessionTooLargeError' } }])
    await expectAdvice()
    await expectTokensRevoked()
    await expectVisitor(client)
  })

  it('is refused at the end of a redirect login, its tokens are revoked, and the browser goes on as a visitor', async () => {
    const client = new Client((await start({ generation: 'jdk21' }, { ...TOO_SMALL, NUXT_PUBLIC_SAPCC_LOGIN_PAGE: '/sign-in' })).url)
    const refused = await client.jar.fetch(await walkToCallback(client, '/account'), navigation)
    expect([refused.status, refused.headers.get('location')]).toEqual([302, '/sign-in?error=SessionTooLargeError&returnTo=%2Faccount'])
    await expectAdvice()
    await expectTokensRevoked()
    await expectVisitor(client)
  })

  it('is refused with the default budget, too, and the session before goes on', async () => {
    const client = new Client((await start({ generation: 'legacy' })).url)
    await client.signIn('john@example.com')
    const cookies = client.jar.snapshot()
    sap.faults({ target: 'token', grant: 'password', status: 200, body: await tokensOf('jane@example.com', 3000) })
    const refused = await client.request('signUserIn', [{ username: 'jane@example.com', password: 'Password1!' }])
    expect([refused.status, await refused.json()]).toMatchObject([431, { data: { type: 'SessionTooLargeError' } }])
    await expectAdvice()
    expect(client.jar.snapshot()).toEqual(cookies)
    expect(await client.call('getUser', {})).toMatchObject({ uid: 'john@example.com' })
  })
})

/** A customer's tokens, as SAP gives them, with a longer refresh token. */
async function tokensOf(username: string, length: number): Promise<object> {
  const body = new URLSearchParams({ grant_type: 'password', username, password: 'Password1!', client_id: CLIENTS.confidential.id, client_secret: CLIENTS.confidential.secret })
  const response = await fetch(`${sap.url}/authorizationserver/oauth/token`, { method: 'POST', body })
  return { ...await response.json() as object, refresh_token: randomBytes(length).toString('base64url').slice(0, length) }
}

const PEOPLE = ['jane', 'john', 'aiko', 'bruno', 'clara', 'david', 'elena', 'felix', 'grace', 'hugo'].map(name => `${name}@example.com`)

/** Of the sign-ins, which session passwords the shop has: each is in use for a while after the next one has come. */
const DEPLOYMENTS: readonly (readonly [passwords: readonly string[], people: readonly string[]])[] = [
  [['first'], PEOPLE.slice(0, 4)],
  [['second', 'first'], PEOPLE.slice(4, 7)],
  [['third', 'second'], PEOPLE.slice(7)],
].map(([passwords, people]) => [passwords!.map(name => `the ${name} session password, which is long enough`), people!])

/** Characters of a refresh token whose session nearly fills the budget of cookies. */
const NEARLY_FULL = 2200

describe('a browser in which ten people sign in, while the session password changes twice', () => {
  it.each([
    ['one over the other', false],
    ['and out', true],
  ])('never sends more cookies than Node accepts: %s', async (_title, signsOut) => {
    sap = await startSap({ generation: 'legacy' })
    const port = await freePort()
    const client = new Client(`http://127.0.0.1:${port}`)
    const sizes: number[] = []
    const measure = () => {
      for (const path of ['/', '/api/sapcc/getUser', '/api/sapcc/auth/login']) sizes.push(Buffer.byteLength(client.jar.header(new URL(path, client.url)) ?? ''))
    }
    for (const [passwords, people] of DEPLOYMENTS) {
      await app?.stop()
      app = await startApp({ port, env: { ...sap.env, NUXT_SAPCC_SESSION_PASSWORD: JSON.stringify(passwords), NUXT_SAPCC_SESSION_MIN_REFRESH_INTERVAL: '0' } })
      for (const username of people) {
        sap.clearFaults()
        const late = client.jar.header(client.url) === undefined ? undefined : await lateRefresh(client, username)
        if (signsOut) await client.call('signUserOut')
        sap.clearFaults()
        sap.faults({ target: 'token', grant: 'password', status: 200, body: await tokensOf(username, NEARLY_FULL), count: 1 })
        await client.signIn(username)
        // It left for the browser before the sign-in, and has taken longer.
        if (late) client.jar.apply(late, client.url)
        measure()
        expect(await client.call('getUser', {})).toMatchObject({ uid: username })
        expect((await client.page('/account')).response.status).toBe(200)
        measure()
      }
    }
    // Of one session at least, and of the late answer.
    expect(Math.max(...sizes)).toBeGreaterThan(6000)
    expect(Math.max(...sizes)).toBeLessThan(maxHeaderSize * 0.75)
  })

  it('does not do so after logins by redirect either, whose ID tokens are in further cookies', async () => {
    sap = await startSap({ generation: 'jdk21' })
    const port = await freePort()
    const client = new Client(`http://127.0.0.1:${port}`)
    const sizes: number[] = []
    for (const [passwords, people] of DEPLOYMENTS) {
      await app?.stop()
      app = await startApp({ port, env: { ...sap.env, NUXT_SAPCC_SESSION_PASSWORD: JSON.stringify(passwords), NUXT_SAPCC_OAUTH_SCOPE: 'openid basic', NUXT_SAPCC_SESSION_MIN_REFRESH_INTERVAL: '0' } })
      for (const username of people) {
        // Its answer arrives after the next login.
        const late = sizes.length === 0 ? undefined : await client.request('refreshUserToken', [], { apply: false })
        // The browser's session with SAP is over, as after some time without use.
        for (const name of ['JSESSIONID', 'ROUTE']) client.jar.set(`${name}=; Path=/authorizationserver; Max-Age=0`, sap.url)
        const callback = await walkToCallback(client, '/account', username)
        expect((await client.jar.fetch(callback, navigation)).headers.get('location')).toBe('/account')
        if (late) client.jar.apply(late, client.url)
        const cookies = client.jar.header(new URL('/api/sapcc/auth/login', client.url)) ?? ''
        expect(cookies).toMatch(/sapcc-[\da-z]+-id-/)
        sizes.push(Buffer.byteLength(cookies))
        expect(await client.call('getUser', {})).toMatchObject({ uid: username })
      }
    }
    // Of the last login, and of the late answer.
    expect(Math.max(...sizes)).toBeLessThan(maxHeaderSize / 3)
  })

  /** A refresh in the session before, whose answer has not arrived yet. */
  async function lateRefresh(client: Client, username: string): Promise<Response> {
    sap.faults({ target: 'token', grant: 'refresh_token', status: 200, body: await tokensOf(username, NEARLY_FULL), count: 1 })
    return await client.request('refreshUserToken', [], { apply: false })
  }
})
