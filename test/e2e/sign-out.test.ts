import { beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { navigation, walkToCallback } from '../harness/redirect-login.ts'
import { useShop } from '../harness/shop.ts'

/** Where the browser is sent for a login, and what the authorization server answers it first. */
async function startLogin(client: Client): Promise<{ prompt: string | null, leadsTo: string }> {
  const response = await client.fetch('/api/sapcc/auth/login?returnTo=/account', navigation)
  const address = new URL(response.headers.get('location')!)
  const answer = await client.jar.fetch(address, { redirect: 'manual' })
  return { prompt: address.searchParams.get('prompt'), leadsTo: new URL(answer.headers.get('location')!, address).pathname }
}

async function logIn(client: Client): Promise<void> {
  await client.jar.fetch(await walkToCallback(client), navigation)
  expect(await client.call('getSession')).toMatchObject({ loggedIn: true })
}

const LOGIN_PAGE = '/authorizationserver/login'

describe('a sign-out after a redirect login, where the authorization server offers no way to end its own session', () => {
  const shop = useShop()
  let client: Client

  beforeEach(() => {
    shop.sap.reset()
    client = new Client(shop.app.url)
  })

  it('makes the next redirect login ask for the password, and only that one', async () => {
    await logIn(client)
    // As long as the customer is signed in, a further login needs no password.
    expect(await startLogin(client)).toEqual({ prompt: null, leadsTo: '/api/sapcc/auth/callback' })
    expect(await client.call('signUserOut')).toBeUndefined()
    expect(await startLogin(client)).toEqual({ prompt: 'login', leadsTo: LOGIN_PAGE })
    await logIn(client)
    expect(await startLogin(client)).toEqual({ prompt: null, leadsTo: '/api/sapcc/auth/callback' })
  })

  it('does so, too, when another customer signed in with a password meanwhile', async () => {
    await logIn(client)
    await client.signIn('john@example.com')
    await client.call('signUserOut')
    expect(await startLogin(client)).toEqual({ prompt: 'login', leadsTo: LOGIN_PAGE })
  })

  it('asks for nothing after a sign-in that the authorization server\'s pages had no part in', async () => {
    await client.signIn()
    await client.call('signUserOut')
    expect((await startLogin(client)).prompt).toBeNull()
  })

  it('does not sign out a customer who is led to the address of the logout', async () => {
    await logIn(client)
    const response = await client.fetch('/api/sapcc/auth/logout', { ...navigation, headers: { ...navigation.headers, 'sec-fetch-site': 'cross-site' } })
    expect([response.status, response.headers.get('location')]).toEqual([302, '/'])
    expect(await client.call('getSession')).toMatchObject({ loggedIn: true })
  })
})

describe('a sign-out after a redirect login, where the authorization server has a logout endpoint', () => {
  const shop = useShop({ app: { env: { NUXT_SAPCC_OAUTH_LOGOUT_ENDPOINT: '/logout' } } })
  let client: Client

  beforeEach(() => {
    shop.sap.reset()
    client = new Client(shop.app.url)
  })

  const leave = () => client.fetch('/api/sapcc/auth/logout', navigation)

  it('leads there, and back to the shop afterwards', async () => {
    await logIn(client)
    expect(await client.call('signUserOut', { returnTo: '/goodbye?from=shop' })).toEqual({ logoutUrl: '/api/sapcc/auth/logout' })
    const address = new URL((await leave()).headers.get('location')!)
    expect(address.origin + address.pathname).toBe(`${shop.sap.url}/authorizationserver/logout`)
    expect(Object.fromEntries(address.searchParams)).toEqual({ client_id: 'storefront', post_logout_redirect_uri: `${shop.app.url}/api/sapcc/auth/logout` })
    await client.jar.fetch(address, navigation)
    expect((await leave()).headers.get('location')).toBe('/goodbye?from=shop')
    expect((await startLogin(client)).leadsTo).toBe(LOGIN_PAGE)
    // The logout is complete: its address does nothing any more.
    expect((await leave()).headers.get('location')).toBe('/')
  })

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', 7])('comes back to no other origin: %j', async (returnTo) => {
    await logIn(client)
    await client.call('signUserOut', { returnTo })
    await leave()
    expect((await leave()).headers.get('location')).toBe('/')
  })

  it('is not needed without a redirect login, and not twice', async () => {
    await client.signIn()
    expect(await client.call('signUserOut')).toBeUndefined()
    await logIn(client)
    expect(await client.call('signUserOut')).toEqual({ logoutUrl: '/api/sapcc/auth/logout' })
    expect(await client.call('signUserOut')).toBeUndefined()
  })

  it('stays in the shop when that is asked for; the next login wants the password', async () => {
    await logIn(client)
    expect(await client.call('signUserOut', { everywhere: false })).toBeUndefined()
    expect(await startLogin(client)).toEqual({ prompt: 'login', leadsTo: LOGIN_PAGE })
  })
})

describe('a sign-out after a redirect login, where the authorization server has a logout endpoint and ignores prompt=login', () => {
  const shop = useShop({ sap: { respectsPrompt: false }, app: { env: { NUXT_SAPCC_OAUTH_LOGOUT_ENDPOINT: '/logout' } } })

  it('makes the next login ask for the password by the visit to that endpoint, and by nothing else', async () => {
    const client = new Client(shop.app.url)
    await logIn(client)
    await client.call('signUserOut', { everywhere: false })
    expect(await startLogin(client)).toEqual({ prompt: 'login', leadsTo: '/api/sapcc/auth/callback' })
    await logIn(client)
    await client.call('signUserOut')
    const left = await client.fetch('/api/sapcc/auth/logout', navigation)
    await client.jar.fetch(left.headers.get('location')!, navigation)
    expect(await startLogin(client)).toEqual({ prompt: 'login', leadsTo: LOGIN_PAGE })
  })
})

describe('a shop that does not want its customers to be asked again', () => {
  const shop = useShop({ app: { env: { NUXT_SAPCC_OAUTH_PROMPT_AFTER_SIGN_OUT: 'false' } } })

  it('sends no prompt', async () => {
    const client = new Client(shop.app.url)
    await logIn(client)
    await client.call('signUserOut')
    expect((await startLogin(client)).prompt).toBeNull()
  })
})
