import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSap, type SapStandIn, type SentMail } from '../../../packages/stand-in/src/index.ts'
import { USAGE, variablesFromArguments } from '../../../packages/stand-in/src/arguments.ts'
import { mailText } from '../../../packages/stand-in/src/mail.ts'
import { optionsFromEnvironment } from '../../../packages/stand-in/src/options.ts'
import { errorOf, JANE, occ, refresh, signIn, tokenRequest } from './helpers.ts'

describe('controls', () => {
  let sap: SapStandIn
  beforeAll(async () => {
    sap = await startSap({ generation: 'legacy' })
  })
  beforeEach(() => sap.reset())
  afterAll(() => sap.close())

  const control = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${sap.url}/__sap${path}`, { method, body: body === undefined ? undefined : JSON.stringify(body) })
    return { status: response.status, body: await response.json() }
  }

  it('shows at its address where everything is', async () => {
    const overview = await (await fetch(sap.url)).json() as { occ: string, controls: string[] }
    for (const url of [overview.occ, ...overview.controls]) expect((await fetch(url)).status).toBe(200)
  })

  it('says that it is up', async () => {
    expect((await control('GET', '/health')).body).toMatchObject({ status: 'UP', generation: 'legacy' })
  })

  it('counts token requests by grant and outcome, and OCC answers by status', async () => {
    const { refresh_token: token } = await signIn(sap)
    await refresh(sap, token)
    await refresh(sap, token)
    await occ(sap, 'GET', '/products/search')
    await occ(sap, 'GET', '/users/current')
    expect((await control('GET', '/stats')).body).toEqual({
      token: {
        total: 3,
        byGrant: {
          password: { success: 1, invalid_grant: 0, error: 0, faulted: 0 },
          refresh_token: { success: 1, invalid_grant: 1, error: 0, faulted: 0 },
        },
      },
      occ: { total: 2, byStatus: { 200: 1, 401: 1 } },
      revocations: 0,
    })
  })

  it('answers a fault\'s status so many times, for the grant it names', async () => {
    const { refresh_token: token } = await signIn(sap)
    await control('POST', '/faults', [{ target: 'token', status: 503, body: { error: 'server_error' }, count: 2, grant: 'refresh_token', headers: { 'retry-after': '1' } }])
    expect((await refresh(sap, token)).status).toBe(503)
    expect((await tokenRequest(sap, { grant_type: 'password', ...JANE })).status).toBe(200)
    expect((await refresh(sap, token)).json.error).toBe('server_error')
    expect((await refresh(sap, token)).status).toBe(200)
    expect(sap.stats().token.byGrant.refresh_token).toEqual({ success: 1, invalid_grant: 0, error: 0, faulted: 2 })
    expect((await control('GET', '/faults')).body).toEqual([])
  })

  it('drops a connection before a request takes effect', async () => {
    const { refresh_token: token } = await signIn(sap)
    sap.faults({ target: 'token', drop: 'before', count: 1 })
    await expect(refresh(sap, token)).rejects.toThrow()
    expect((await refresh(sap, token)).status).toBe(200)
  })

  it('drops a connection after a request took effect', async () => {
    const { refresh_token: token } = await signIn(sap)
    sap.faults({ target: 'token', drop: 'after', count: 1 })
    await expect(refresh(sap, token)).rejects.toThrow()
    expect((await refresh(sap, token)).json.error).toBe('invalid_grant')
    expect(sap.stats().token.byGrant.refresh_token).toEqual({ success: 1, invalid_grant: 1, error: 0, faulted: 1 })
    const [, lost] = sap.ledger().grants
    expect(lost).toMatchObject({ grant: 'refresh_token', outcome: 'success', delivered: false, user: JANE.username })
  })

  it('breaks OCC too, one operation or all, before or after', async () => {
    const cart = (await occ(sap, 'POST', '/users/anonymous/carts')).body.guid
    const add = () => occ(sap, 'POST', `/users/anonymous/carts/${cart}/entries`, { body: { product: { code: '300938' }, quantity: 1, comment: 'mine' } })
    sap.faults({ target: 'occ', drop: 'after', operationId: 'createCartEntry', count: 1 }, { target: 'occ', status: 500, operationId: 'getProduct' })
    await expect(add()).rejects.toThrow()
    expect((await occ(sap, 'GET', `/users/anonymous/carts/${cart}`)).body).toMatchObject({ totalUnitCount: 1 })
    expect((await occ(sap, 'GET', '/products/300938')).status).toBe(500)
    sap.clearFaults()
    expect((await occ(sap, 'GET', '/products/300938')).status).toBe(200)
    expect(sap.ledger().writes.filter(({ comment }) => comment === 'mine')).toMatchObject([{ operationId: 'createCartEntry', quantity: 1, quantityAdded: 1, user: 'anonymous' }])
    expect(sap.stats().occ.byStatus).toMatchObject({ dropped: 1, 500: 1 })
  })

  it('breaks the login page\'s endpoints', async () => {
    const status = async (method: string, path: string) => (await fetch(`${sap.url}/authorizationserver${path}`, { method, redirect: 'manual' })).status
    sap.faults({ target: 'authorize', status: 502 }, { target: 'csrf', status: 503 }, { target: 'login', status: 504 }, { target: 'revoke', status: 500 })
    expect([await status('GET', '/oauth/authorize'), await status('GET', '/csrf'), await status('POST', '/login'), await status('POST', '/oauth/revoke')]).toEqual([502, 503, 504, 500])
  })

  it('delays', async () => {
    sap.faults({ target: 'occ', delayMs: 200, count: 1 })
    const start = performance.now()
    expect((await occ(sap, 'GET', '/products/300938')).status).toBe(200)
    expect(performance.now() - start).toBeGreaterThan(190)
  })

  it('refuses faults that it does not understand', async () => {
    for (const fault of [null, {}, { target: 'moon' }, { target: 'occ', drop: 'later' }, { target: 'occ', status: 'five' }]) {
      expect((await control('POST', '/faults', fault)).status).toBe(400)
    }
  })

  it('expires all access tokens at once and leaves refresh tokens good', async () => {
    const tokens = await signIn(sap)
    expect((await control('POST', '/expire-access-tokens')).body).toEqual({ expired: 1 })
    expect(errorOf(await occ(sap, 'GET', '/users/current', { token: tokens.access_token }))).toEqual([401, 'InvalidTokenError'])
    const next = await refresh(sap, tokens.refresh_token)
    expect((await occ(sap, 'GET', '/users/current', { token: next.json.access_token })).status).toBe(200)
  })

  it('ends all sessions at once', async () => {
    const tokens = await signIn(sap)
    await control('POST', '/revoke-sessions')
    expect((await occ(sap, 'GET', '/users/current', { token: tokens.access_token })).status).toBe(401)
    expect((await refresh(sap, tokens.refresh_token)).json.error).toBe('invalid_grant')
  })

  it('never shows a token in ledger, log or counters', async () => {
    const tokens = await signIn(sap)
    await occ(sap, 'GET', '/users/current', { token: tokens.access_token })
    const next = await refresh(sap, tokens.refresh_token)
    const shown = JSON.stringify([sap.ledger(), sap.requests(), sap.stats()])
    for (const token of [tokens.access_token, tokens.refresh_token, next.json.access_token, next.json.refresh_token]) {
      expect(shown).not.toContain(token)
    }
    const [first, second] = sap.ledger().grants
    expect(second?.usedRefreshToken).toBe(first?.newRefreshToken)
  })

  it('resets shop, tokens, counters, faults and logs', async () => {
    const tokens = await signIn(sap)
    await occ(sap, 'POST', '/users/current/addresses', { token: tokens.access_token, body: { firstName: 'A', lastName: 'B', line1: 'C', town: 'D', postalCode: 'E', country: { isocode: 'DE' } } })
    sap.faults({ target: 'token', status: 500 })
    await control('POST', '/reset')
    expect((await occ(sap, 'GET', '/users/current', { token: tokens.access_token })).status).toBe(401)
    const again = await signIn(sap)
    expect((await occ(sap, 'GET', '/users/current/addresses', { token: again.access_token })).body.addresses).toHaveLength(2)
    expect(sap.stats().token.total).toBe(1)
  })

  it('tells by HTTP, too, what customers were sent', async () => {
    const application = (await tokenRequest(sap, { grant_type: 'client_credentials' })).json.access_token
    await occ(sap, 'POST', '/passwordRestoreToken', { body: { loginId: JANE.username }, token: application })
    const { body } = await control('GET', `/sent-restore-token?user=${JANE.username}`)
    expect(body).toEqual({ token: sap.sentRestoreToken(JANE.username) })
    expect(body).toEqual({ token: expect.any(String) as string })
    const { tokenId } = (await occ(sap, 'POST', '/users/anonymous/verificationToken', { body: { loginId: JANE.username, password: JANE.password, purpose: 'LOGIN' }, token: application })).body as { tokenId: string }
    expect((await control('GET', `/sent-code?tokenId=${encodeURIComponent(tokenId)}`)).body).toEqual({ code: sap.sentCode(tokenId) })
    expect(await control('GET', '/sent-code?tokenId=another')).toEqual({ status: 200, body: { code: null } })
    expect((await control('GET', '/sent-restore-token?user=stranger@example.com')).body).toEqual({ token: null })
  })

  it('tells who started it of each mail, as it is sent', async () => {
    const mails: SentMail[] = []
    const other = await startSap({ onMail: mail => mails.push(mail) })
    try {
      for (const loginId of ['stranger@example.com', JANE.username]) await occ(other, 'POST', '/passwordRestoreToken', { body: { loginId } })
      const token = other.sentRestoreToken(JANE.username)!
      expect(mails).toEqual([{ to: JANE.username, restoreToken: token }])
      expect(mailText(mails[0]!, other.settings.passwordPath)).toContain(` /login/pw/change?token=${token}`)
      expect(mailText(mails[0]!, '/reset-password')).toContain(` /reset-password?token=${token}`)
      const { tokenId } = (await occ(other, 'POST', '/users/anonymous/verificationToken', { body: { loginId: JANE.username, password: JANE.password, purpose: 'LOGIN' } })).body as { tokenId: string }
      expect(mails[1]).toEqual({ to: JANE.username, code: other.sentCode(tokenId) })
      expect(mailText(mails[1]!, '/x')).toBe(`Mail to ${JANE.username}: the one-time code is ${other.sentCode(tokenId)}`)
    }
    finally {
      await other.close()
    }
  })

  it('shares nothing with a second one in the process', async () => {
    const other = await startSap({ generation: 'legacy' })
    try {
      const tokens = await signIn(sap)
      expect((await refresh(other, tokens.refresh_token)).json.error).toBe('invalid_grant')
      expect((await refresh(sap, tokens.refresh_token)).status).toBe(200)
    }
    finally {
      await other.close()
    }
  })
})

describe('optionsFromEnvironment', () => {
  it('reads every variable', () => {
    expect(optionsFromEnvironment({ SAP_PORT: '1234', SAP_GENERATION: 'legacy', SAP_ACCESS_TOKEN_TTL: '5', SAP_REFRESH_TOKEN_TTL: '60', SAP_ROTATE_REFRESH_TOKENS: 'false', SAP_CLOCK_SKEW: '0', SAP_REDIRECT_URIS: 'https://a.example/cb, https://b.example/cb' }))
      .toMatchObject({ port: 1234, generation: 'legacy', accessTokenTtl: 5, refreshTokenTtl: 60, rotateRefreshTokens: false, clockSkew: 0, redirectUris: ['https://a.example/cb', 'https://b.example/cb'] })
    expect(optionsFromEnvironment({}).port).toBe(9002)
  })

  it('reads none that a shop in the same environment has: with its `HOST` a server with known passwords would be open to the network', () => {
    const ofShop = { PORT: '3000', HOST: '0.0.0.0', NITRO_PORT: '3000', NITRO_HOST: '0.0.0.0', ALLOWED_ORIGINS: 'https://shop.example' }
    expect(optionsFromEnvironment(ofShop)).toEqual(optionsFromEnvironment({}))
  })

  it('names the variable that it cannot use', () => {
    for (const [name, value] of [['SAP_GENERATION', 'new'], ['SAP_ACCESS_TOKEN_TTL', 'five'], ['SAP_ROTATE_REFRESH_TOKENS', 'maybe'], ['SAP_PORT', '-1']] as const) {
      expect(() => optionsFromEnvironment({ [name]: value })).toThrow(name)
    }
  })
})

describe('variablesFromArguments', () => {
  it('has an option for each variable of the README', () => {
    const readme = readFileSync(new URL('../../../packages/stand-in/README.md', import.meta.url), 'utf8')
    const documented = [...readme.matchAll(/^\| (`[A-Z_`, ]+`) \|/gm)].flatMap(([, cell]) => [...cell!.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name!))
    const options = [...USAGE.matchAll(/--([a-z-]+) +([A-Z_]+)/g)].map(([, option, variable]) => [option!, variable!] as const)
    expect(options.map(([, variable]) => variable).sort()).toEqual(documented.sort())
    for (const [option, variable] of options) expect(variablesFromArguments([`--${option}`, 'x'])).toEqual({ [variable]: 'x' })
  })

  it('asks for help, and refuses what it does not know', () => {
    expect(variablesFromArguments([])).toEqual({})
    expect(variablesFromArguments(['--help'])).toBeUndefined()
    expect(() => variablesFromArguments(['--prot', '1'])).toThrow('--prot')
    expect(() => variablesFromArguments(['--port'])).toThrow('--port')
  })
})
