import { beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { navigation, walkToCallback } from '../harness/redirect-login.ts'
import { useSpring, useSpringShop } from './harness/shop.ts'
import type { SpringShop } from './harness/shop.ts'

const LOGIN_PAGE = '/authorizationserver/login'
const CALLBACK = '/api/sapcc/auth/callback'

const page = { headers: { accept: 'text/html,*/*;q=0.8' }, redirect: 'manual' as const }

/** A browser of a customer who has signed in by redirect. */
async function signedIn(shop: SpringShop): Promise<Client> {
  const browser = new Client(shop.app.url)
  await signInAs(browser, 'jane@example.com')
  return browser
}

async function signInAs(browser: Client, username: string): Promise<void> {
  await browser.jar.fetch(await walkToCallback(browser, '/account', username), navigation)
  expect(await browser.call('getUser', {})).toEqual({ uid: username })
}

/** Begins a redirect login. @returns whether the shop asked for the password, and whether the authorization server does. */
async function nextLogin(browser: Client): Promise<{ prompt: string | null, leadsTo: string }> {
  const begun = await browser.fetch('/api/sapcc/auth/login?returnTo=/account', navigation)
  const address = new URL(begun.headers.get('location')!)
  const answer = await browser.jar.fetch(address, page)
  return { prompt: address.searchParams.get('prompt'), leadsTo: new URL(answer.headers.get('location')!, address).pathname }
}

/** Visits the authorization server's logout as the browser does after `signOut()`. @returns where the browser is then. */
async function leave(browser: Client): Promise<URL> {
  const left = await browser.fetch('/api/sapcc/auth/logout', navigation)
  const address = new URL(left.headers.get('location')!)
  const answer = await browser.jar.fetch(address, page)
  expect([answer.status, answer.status === 302 ? '' : await answer.text()]).toEqual([302, ''])
  return new URL(answer.headers.get('location')!, address)
}

describe('a sign-out at SAP\'s /logout', () => {
  const shared = useSpring({ kind: 'sap' })
  const shop = useSpringShop(shared, { env: { NUXT_SAPCC_OAUTH_LOGOUT_ENDPOINT: '/logout', NUXT_SAPCC_OAUTH_PROMPT_AFTER_SIGN_OUT: 'false' } })

  it('ends the browser\'s session there: somebody else can sign in, and has to', async () => {
    const browser = await signedIn(shop)
    expect(await nextLogin(browser)).toEqual({ prompt: null, leadsTo: CALLBACK })
    expect(await browser.call('signUserOut')).toEqual({ logoutUrl: '/api/sapcc/auth/logout' })
    expect((await leave(browser)).pathname).toBe(LOGIN_PAGE)
    expect(await nextLogin(browser)).toEqual({ prompt: null, leadsTo: LOGIN_PAGE })
    await signInAs(browser, 'john@example.com')
  })

  it('is what ends it: without the visit the same customer is signed in again', async () => {
    const browser = await signedIn(shop)
    expect(await browser.call('signUserOut', { everywhere: false })).toBeUndefined()
    expect(await nextLogin(browser)).toEqual({ prompt: null, leadsTo: CALLBACK })
  })
})

describe('a sign-out at OpenID Connect\'s end-session endpoint', () => {
  const shared = useSpring({ kind: 'plain' })
  const scope = { NUXT_SAPCC_OAUTH_SCOPE: 'openid basic', NUXT_SAPCC_OAUTH_PROMPT_AFTER_SIGN_OUT: 'false' }

  describe('that is discovered by the scope alone', () => {
    const shop = useSpringShop(shared, { env: scope })

    it('ends the browser\'s session there', async () => {
      const browser = await signedIn(shop)
      expect(await nextLogin(browser)).toEqual({ prompt: null, leadsTo: CALLBACK })
      expect(await browser.call('signUserOut')).toEqual({ logoutUrl: '/api/sapcc/auth/logout' })
      expect((await leave(browser)).origin).toBe(new URL(shop.spring.url).origin)
      expect(await nextLogin(browser)).toEqual({ prompt: null, leadsTo: LOGIN_PAGE })
    })
  })

  describe.each(['cookie', 'storage'])('that knows the way back (sessions in %s)', (store) => {
    const shop = useSpringShop(shared, { env: { ...scope, NUXT_SAPCC_OAUTH_LOGOUT_ENDPOINT: 'discover', NUXT_SAPCC_SESSION_STORE: store } })
    let browser: Client

    beforeEach(async () => {
      browser = await signedIn(shop)
    })

    const expectSignedOutEverywhere = async () => {
      expect(await browser.call('signUserOut', { returnTo: '/goodbye' })).toEqual({ logoutUrl: '/api/sapcc/auth/logout' })
      const back = await leave(browser)
      expect(back.href).toBe(`${shop.app.url}/api/sapcc/auth/logout`)
      expect((await browser.jar.fetch(back, navigation)).headers.get('location')).toBe('/goodbye')
      expect(await nextLogin(browser)).toEqual({ prompt: null, leadsTo: LOGIN_PAGE })
      await signInAs(browser, 'john@example.com')
    }

    it('ends the browser\'s session there, and comes back to the shop', async () => {
      await expectSignedOutEverywhere()
    })

    it('does so when the shop\'s session has been renewed: Spring accepts only the newest ID token', async () => {
      for (let count = 0; count < 2; count++) await browser.call('refreshUserToken')
      await expectSignedOutEverywhere()
    })

    it('does so when calls at once have renewed it, whose answers come in any order', async () => {
      await shop.expireAccessToken()
      await Promise.all(Array.from({ length: 3 }, () => browser.call('refreshUserToken')))
      await expectSignedOutEverywhere()
    })

    // Spring still has its session with the customer who came by redirect.
    it('does so for a customer who has signed in without the browser since, in place of another one', async () => {
      await browser.call('refreshUserToken')
      await browser.call('signUserIn', { username: 'john@example.com', password: 'Password1!' })
      await browser.call('refreshUserToken')
      await expectSignedOutEverywhere()
    })
  })
})

/** What docs/signing-in.md tells about Spring, so that shops set a logout endpoint there. When this fails, Spring has learnt it, and the guide has to say so. */
describe.each(['plain', 'sap'] as const)('a sign-out without a logout endpoint (%s)', (kind) => {
  const shop = useSpringShop(useSpring({ kind }))

  it('makes the shop ask for the password, which Spring ignores', async () => {
    const browser = await signedIn(shop)
    expect(await browser.call('signUserOut')).toBeUndefined()
    expect(await nextLogin(browser)).toEqual({ prompt: 'login', leadsTo: CALLBACK })
  })
})
