import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { useShop } from '../harness/shop.ts'

const JANE = 'jane@example.com'
const CREDENTIALS = { username: JANE, password: 'Password1!' }

describe.each(['legacy', 'jdk21'] as const)('an isolated base site (%s)', (generation) => {
  const shop = useShop({ sap: { generation, isolatedSites: ['electronics'] } })
  let app: RunningApp
  let client: Client

  beforeEach(() => shop.sap.reset())
  afterEach(() => app?.stop())

  async function start(isolatedBaseSites: string): Promise<void> {
    app = await startApp({ env: { ...shop.sap.env, NUXT_SAPCC_SIGN_IN_ATTEMPTS_PER_USER: '3', NUXT_SAPCC_API_ISOLATED_BASE_SITES: isolatedBaseSites } })
    client = new Client(app.url)
  }

  const attempt = (credentials: object) => client.request('signUserIn', [credentials]).then(response => response.status)

  it.each(['["electronics"]', 'electronics', 'auto'])('takes customers by their e-mail address: %s', async (setting) => {
    await start(setting)
    expect(await attempt(CREDENTIALS)).toBe(200)
    expect(await client.call('getUser', {})).toMatchObject({ uid: JANE })
    // A customer who types the whole name is not asked for another one.
    expect(await attempt({ ...CREDENTIALS, username: `${JANE}|electronics` })).toBe(200)
  })

  it('takes them by their whole name only where it is not known to be one', async () => {
    await start('["apparel"]')
    expect(await attempt(CREDENTIALS)).toBe(401)
    expect(await attempt({ ...CREDENTIALS, username: `${JANE}|electronics` })).toBe(200)
  })

  it('asks SAP once for all', async () => {
    await start('auto')
    await Promise.all([attempt(CREDENTIALS), attempt(CREDENTIALS)])
    expect(await attempt(CREDENTIALS)).toBe(200)
    expect(shop.sap.requests('getBaseSites')).toHaveLength(1)
    expect(shop.sap.requests('getBaseSites')[0]!.query.fields).toBe('baseSites(uid,isolated)')
  })

  it('signs no customer in and counts no failure while SAP does not say; and asks SAP again', async () => {
    await start('auto')
    shop.sap.faults({ target: 'occ', status: 503, operationId: 'getBaseSites', count: 4 })
    for (let count = 0; count < 4; count++) expect(await attempt(CREDENTIALS)).toBe(503)
    expect(await attempt(CREDENTIALS)).toBe(200)
  })

  it('is none for a SAP that does not know the field', async () => {
    await start('auto')
    shop.sap.faults({ target: 'occ', status: 400, body: { errors: [{ type: 'ConversionError', message: 'Incorrect field:\'isolated\'' }] }, operationId: 'getBaseSites', count: 1 })
    expect(await attempt(CREDENTIALS)).toBe(401)
  })

  it('counts wrong passwords together, whichever name they are for', async () => {
    await start('auto')
    for (const username of [JANE, `${JANE}|electronics`, JANE]) expect(await attempt({ username, password: 'wrong' })).toBe(401)
    expect(await attempt({ ...CREDENTIALS, username: `${JANE}|electronics` })).toBe(429)
  })

  it('takes one-time codes as they are', async () => {
    await start('auto')
    const { tokenId } = await client.call('createVerificationToken', { createVerificationTokenInput: { purpose: 'LOGIN', loginId: JANE, password: CREDENTIALS.password } }) as { tokenId: string }
    expect(await attempt({ tokenId, tokenCode: shop.sap.sentCode(tokenId) })).toBe(200)
  })
})
