import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSap, type SapStandIn } from '../../../packages/stand-in/src/index.ts'
import { JANE, occ, refresh, signIn } from './helpers.ts'

const JOHN = { username: 'john@example.com', password: 'Password1!' }

describe('legacy authorization server that shares tokens', () => {
  let sap: SapStandIn
  beforeAll(async () => {
    sap = await startSap({ generation: 'legacy', sharedTokens: true })
  })
  beforeEach(() => sap.reset())
  afterAll(() => sap.close())

  it('answers a second login of the same customer with the tokens of the first, and no other customer with them', async () => {
    const [first, second, johns] = [await signIn(sap), await signIn(sap), await signIn(sap, JOHN)]
    expect(second).toMatchObject({ access_token: first.access_token, refresh_token: first.refresh_token })
    expect(johns.refresh_token).not.toBe(first.refresh_token)
    const families = sap.ledger().grants.map(entry => entry.family)
    expect(families[1]).toBe(families[0])
    expect(families[2]).not.toBe(families[0])
  })

  it('gives a new access token with the same refresh token once the old one has expired', async () => {
    const first = await signIn(sap)
    sap.expireAccessTokens(JANE.username)
    const second = await signIn(sap)
    expect(second.refresh_token).toBe(first.refresh_token)
    expect(second.access_token).not.toBe(first.access_token)
    expect((await occ(sap, 'GET', '/users/current', { token: second.access_token })).status).toBe(200)
  })

  it('ends the old access token on a refresh; the next login gets the newest pair', async () => {
    const first = await signIn(sap)
    const { json: renewed } = await refresh(sap, first.refresh_token)
    expect(renewed.refresh_token).not.toBe(first.refresh_token)
    expect((await occ(sap, 'GET', '/users/current', { token: first.access_token })).status).toBe(401)
    expect(await signIn(sap)).toMatchObject({ access_token: renewed.access_token, refresh_token: renewed.refresh_token })
  })

  it('can be set to keep refresh tokens, and not to share, until the next reset', async () => {
    sap.changeTokens({ rotateRefreshTokens: false })
    const first = await signIn(sap)
    expect((await refresh(sap, first.refresh_token)).json.refresh_token).toBe(first.refresh_token)
    sap.changeTokens({ sharedTokens: false })
    expect((await signIn(sap)).refresh_token).not.toBe(first.refresh_token)
    sap.reset()
    expect(sap.settings).toMatchObject({ rotateRefreshTokens: true, sharedTokens: true })
  })

  it('issues new tokens after the customer\'s were revoked, and those of others stay valid', async () => {
    const [first, johns] = [await signIn(sap), await signIn(sap, JOHN)]
    sap.revokeCustomer(JANE.username)
    expect((await refresh(sap, first.refresh_token)).json.error).toBe('invalid_grant')
    expect((await occ(sap, 'GET', '/users/current', { token: first.access_token })).status).toBe(401)
    expect((await refresh(sap, johns.refresh_token)).status).toBe(200)
    expect((await signIn(sap)).refresh_token).not.toBe(first.refresh_token)
  })
})

describe('the ledger', () => {
  let sap: SapStandIn
  beforeAll(async () => {
    sap = await startSap({ generation: 'legacy' })
  })
  afterAll(() => sap.close())

  it('names the sign-in that tokens and writes come from', async () => {
    const first = await signIn(sap, JOHN)
    const { json: renewed } = await refresh(sap, first.refresh_token)
    await signIn(sap, JOHN)
    sap.giveCarts()
    const body = { product: { code: '1934793' }, quantity: 1 }
    expect((await occ(sap, 'POST', '/users/current/carts/current/entries', { token: renewed.access_token, body })).status).toBe(200)
    const { grants: [login, refreshed, other], writes: [write] } = sap.ledger()
    expect(login?.family).toEqual(expect.any(String))
    expect([refreshed?.family, write?.family]).toEqual([login?.family, login?.family])
    expect(other?.family).not.toBe(login?.family)
  })
})
