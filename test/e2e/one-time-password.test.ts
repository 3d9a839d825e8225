import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { useShop } from '../harness/shop.ts'

const JANE = 'jane@example.com'
const RIGHT = 'Password1!'

describe.each(['legacy', 'jdk21'] as const)('one-time passwords (%s)', (generation) => {
  const shop = useShop({ sap: { generation } })
  let app: RunningApp
  let client: Client

  /** Each test has a process, and with it counts, of its own. */
  beforeEach(async () => {
    shop.sap.reset()
    app = await startApp({ env: { ...shop.sap.env, NUXT_SAPCC_SIGN_IN_ATTEMPTS_PER_USER: '3' } })
    client = new Client(app.url)
  })
  afterEach(() => app?.stop())

  const askFor = (loginId: string, password: string) => client.request('createVerificationToken', [{ createVerificationTokenInput: { purpose: 'LOGIN', loginId, password } }])

  async function tokenIdFor(loginId = JANE): Promise<string> {
    const response = await askFor(loginId, RIGHT)
    expect(response.status).toBe(200)
    return (await response.json() as { tokenId: string }).tokenId
  }

  const signIn = (tokenId: string, tokenCode: string) => client.request('signUserIn', [{ tokenId, tokenCode }])

  it('sign a customer in, once', async () => {
    const tokenId = await tokenIdFor()
    const code = shop.sap.sentCode(tokenId)!
    expect((await signIn(tokenId, code)).status).toBe(200)
    expect(await client.call('getUser', {})).toMatchObject({ uid: JANE })
    const again = await signIn(tokenId, code)
    expect(again.status).toBe(401)
    expect(await again.json()).toMatchObject({ data: { type: 'BadCredentialsError' } })
    // A sign-in that fails ends no session.
    expect(await client.call('getUser', {})).toMatchObject({ uid: JANE })
  })

  it('are refused after three wrong guesses at one code, also the right one, and another code is not', async () => {
    const tokenId = await tokenIdFor()
    const code = shop.sap.sentCode(tokenId)!
    for (let guess = 0; guess < 3; guess++) expect((await signIn(tokenId, code === `00000${guess}` ? '999999' : `00000${guess}`)).status).toBe(401)
    const refused = await signIn(tokenId, code)
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(800)
    expect(await refused.json()).toMatchObject({ data: { type: 'TooManySignInsError' } })
    for (const spelling of [`${tokenId} `, ` ${tokenId}`, `${tokenId}\u0001`]) expect((await signIn(spelling, code)).status).toBe(400)
    const other = await tokenIdFor()
    expect((await signIn(other, shop.sap.sentCode(other)!)).status).toBe(200)
  })

  it('do not bypass the limit of passwords: wrong codes count as sign-ins, and the other way round', async () => {
    for (let guess = 0; guess < 2; guess++) expect((await askFor(JANE, `wrong ${guess}`)).status).toBe(400)
    expect((await client.request('signUserIn', [{ username: JANE, password: 'wrong' }])).status).toBe(401)
    expect((await askFor(JANE, RIGHT)).status).toBe(429)
    expect((await client.request('signUserIn', [{ username: JANE, password: RIGHT }])).status).toBe(429)
    expect((await askFor('john@example.com', RIGHT)).status).toBe(200)
  })

  it('are limited whatever the case of the body\'s name, and not without a user name', async () => {
    const ask = (name: string, input: Record<string, unknown>) => client.request('createVerificationToken', [{ [name]: { purpose: 'LOGIN', ...input } }])
    for (let guess = 0; guess < 3; guess++) expect((await ask('CreateVerificationTokenInput', { loginId: JANE, password: `wrong ${guess}` })).status).toBe(400)
    expect((await ask('CREATEVerificationTokenInput', { loginId: JANE, password: RIGHT })).status).toBe(429)
    const nameless = await ask('createVerificationTokenInput', { password: RIGHT })
    expect(nameless.status).toBe(400)
    expect(await nameless.json()).toMatchObject({ data: { type: 'MissingParameterError', subject: 'loginId' } })
  })

  it('are sent to one customer a few times only, also with the right password', async () => {
    for (let count = 0; count < 3; count++) await tokenIdFor()
    expect((await askFor(JANE, RIGHT)).status).toBe(429)
    // The password itself still signs in.
    expect((await client.request('signUserIn', [{ username: JANE, password: RIGHT }])).status).toBe(200)
  })

  it.each(['verificationToken', 'VerificationToken', 'verification%54oken'])('cannot be asked for by the raw proxy, as %s', async (name) => {
    const response = await client.fetch(`/api/occ/electronics/users/anonymous/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-sapcc': '1' },
      body: JSON.stringify({ purpose: 'LOGIN', loginId: JANE, password: 'wrong' }),
    })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ data: { type: 'SignInOnlyByMethodError' } })
    expect(shop.sap.requests('createVerificationToken')).toEqual([])
  })

  it.each([{ tokenId: 'x' }, { tokenCode: '1' }, { tokenId: 7, tokenCode: '1' }, { tokenId: '', tokenCode: '1' }, { tokenId: 'x', tokenCode: '' }])('need both parts: %j', async (credentials) => {
    const response = await client.request('signUserIn', [credentials])
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ data: { type: 'MissingParameterError' } })
  })

  it('are distinguished from a further step that only the authorization server\'s pages can take', async () => {
    if (generation === 'legacy') shop.sap.faults({ target: 'token', status: 400, body: { error: 'mfa_required', error_description: 'Multifactor authentication required' } })
    else shop.sap.faults({ target: 'login', status: 200, body: '<form method="post" action="/authorizationserver/second-factor"><input name="otp"></form>' })
    const response = await client.request('signUserIn', [{ username: JANE, password: RIGHT }])
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ data: { type: 'FurtherStepRequiredError' } })
    expect(await client.call('getSession')).toEqual({ loggedIn: false })
  })
})
