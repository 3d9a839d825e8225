import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { useShop } from '../harness/shop.ts'
import { settledLogs } from '../harness/settled-logs.ts'

const JANE = 'jane@example.com'
const RIGHT = 'Password1!'

describe.each(['legacy', 'jdk21'] as const)('too many sign-ins (%s)', (generation) => {
  const shop = useShop({ sap: { generation } })
  let app: RunningApp

  beforeEach(async () => {
    await shop.sap.reset()
  })
  afterEach(() => app?.stop())

  /** Each test has a process, and with it counts, of its own. */
  async function start(env: Record<string, string> = {}): Promise<void> {
    app = await startApp({ env: { ...shop.sap.env, NUXT_SAPCC_OAUTH_PKCE_SUPPORTED: String(generation === 'jdk21'), NUXT_SAPCC_SIGN_IN_ATTEMPTS_PER_USER: '3', ...env } })
  }

  function attempt(username: string, password: string, headers: Record<string, string> = {}): Promise<Response> {
    return new Client(app.url).request('signUserIn', [{ username, password }], { headers })
  }

  async function fail(username: string, times: number, headers?: Record<string, string>): Promise<void> {
    for (let count = 0; count < times; count++) expect((await attempt(username, `wrong ${count}`, headers)).status).toBe(401)
  }

  /** The parts of an answer that could distinguish users. */
  async function visible(response: Response): Promise<unknown> {
    const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'date' && name !== 'retry-after'))
    return { status: response.status, headers, body: (await response.text()).replace(/"retryAfter":\d+/, '') }
  }

  it('are refused for one user name with 429 and Retry-After, also with the right password, and others go on', async () => {
    await start()
    await fail(JANE, 3)
    const refused = await attempt(` ${JANE.toUpperCase()}`, RIGHT)
    expect(refused.status).toBe(429)
    const retryAfter = Number(refused.headers.get('retry-after'))
    expect(retryAfter).toBeGreaterThan(800)
    expect(retryAfter).toBeLessThanOrEqual(900)
    expect(refused.headers.get('cache-control')).toBe('no-store')
    expect(refused.headers.getSetCookie()).toEqual([])
    expect(await refused.json()).toMatchObject({ name: 'SapccError', status: 429, data: { type: 'TooManySignInsError', retryAfter: expect.any(Number) } })
    expect((await attempt('john@example.com', RIGHT)).status).toBe(200)
    expect(await settledLogs(app)).not.toContain(JANE)
  })

  it('are no way to guess the password of a session: changing it is an attempt, and others go on', async () => {
    await start()
    const client = new Client(app.url)
    await client.signIn()
    const change = (oldPassword: string) => client.request('changeUserPassword', [{ userId: 'current', replacePasswordInput: { oldPassword, newPassword: 'Another1!' } }])
    for (let count = 0; count < 3; count++) expect((await change(`wrong ${count}`)).status).toBe(400)
    const refused = await change(RIGHT)
    expect([refused.status, await refused.json()]).toMatchObject([429, { data: { type: 'TooManySignInsError' } }])
    expect((await client.request('replaceUserPassword', [{ userId: 'current', old: RIGHT, new: 'Another1!' }])).status).toBe(429)
    // The session itself goes on, and another one of the same customer may change it.
    expect((await client.request('getUser', [{}])).status).toBe(200)
    const other = new Client(app.url)
    await other.signIn()
    expect((await other.request('changeUserPassword', [{ userId: 'current', replacePasswordInput: { oldPassword: RIGHT, newPassword: RIGHT } }])).ok).toBe(true)
  })

  it('send one customer a few links only', async () => {
    await start()
    const client = new Client(app.url)
    const ask = (loginId: string) => client.request('sendPasswordRestoreToken', [{ passwordRestoreTokenInput: { loginId } }])
    for (let count = 0; count < 3; count++) expect((await ask(JANE)).ok).toBe(true)
    expect((await ask(JANE.toUpperCase())).status).toBe(429)
    expect((await client.request('doRestorePassword', [{ userId: JANE }])).status).toBe(429)
    expect((await ask('john@example.com')).ok).toBe(true)
    // The customer can sign in.
    expect((await attempt(JANE, RIGHT)).status).toBe(200)
  })

  it('cannot be made under a second spelling of the name, which SAP would read as the same', async () => {
    await start()
    await fail(JANE, 3)
    for (const character of ['\0', '\x01', '\x08', '\x0E', '\x1F', '\x7F']) {
      const answer = await attempt(JANE + character, RIGHT)
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({ data: { type: 'InvalidParameterError', subject: 'username' } })
    }
    expect((await attempt(`  ${JANE} `, RIGHT)).status).toBe(429)
  })

  it('do not tell whether there is such a user', async () => {
    await start()
    for (let count = 0; count < 5; count++) {
      const known = await visible(await attempt(JANE, 'wrong'))
      expect(known).toEqual(await visible(await attempt('nobody@example.com', 'wrong')))
      expect(known).toMatchObject({ status: count < 3 ? 401 : 429 })
    }
  })

  it('are counted also when they come at once', async () => {
    await start()
    const answers = await Promise.all(Array.from({ length: 20 }, (_, count) => attempt(JANE, `wrong ${count}`)))
    const statuses = answers.map(answer => answer.status)
    expect(statuses.filter(status => status === 401)).toHaveLength(3)
    expect(statuses.filter(status => status === 429)).toHaveLength(17)
  })

  it('are no sign-ins of one customer on many devices at once', async () => {
    await start()
    const answers = await Promise.all(Array.from({ length: 20 }, () => attempt(JANE, RIGHT)))
    expect(new Set(answers.map(answer => answer.status))).toEqual(new Set([200]))
  })

  it('are forgotten after a success, and outages are none', async () => {
    await start()
    await fail(JANE, 2)
    expect((await attempt(JANE, RIGHT)).status).toBe(200)
    await fail(JANE, 2)
    await shop.sap.faults({ target: generation === 'legacy' ? 'token' : 'login', status: 503 })
    for (let count = 0; count < 5; count++) expect((await attempt(JANE, RIGHT)).status).toBeGreaterThanOrEqual(500)
    await shop.sap.clearFaults()
    expect((await attempt(JANE, RIGHT)).status).toBe(200)
  })

  it('are refused for one address, whatever the user names and successes in between', async () => {
    await start({ NUXT_SAPCC_SIGN_IN_ATTEMPTS_PER_ADDRESS: '4' })
    for (let user = 0; user < 4; user++) {
      await fail(`user-${user}@example.com`, 1)
      if (user < 3) expect((await attempt(JANE, RIGHT)).status).toBe(200)
    }
    expect((await attempt(JANE, RIGHT)).status).toBe(429)
  })

  it('take the address behind a proxy from the header that is configured', async () => {
    await start({ NUXT_SAPCC_SIGN_IN_ATTEMPTS_PER_ADDRESS: '2', NUXT_SAPCC_SIGN_IN_ADDRESS_HEADER: 'X-Forwarded-For' })
    // The first entry is what the client itself claims.
    await fail('a@example.com', 2, { 'x-forwarded-for': '198.51.100.66, 203.0.113.1' })
    expect((await attempt(JANE, RIGHT, { 'x-forwarded-for': '198.51.100.77, 203.0.113.1' })).status).toBe(429)
    expect((await attempt(JANE, RIGHT, { 'x-forwarded-for': '203.0.113.1, 203.0.113.2' })).status).toBe(200)
  })

  it('are counted by user name only behind a proxy that is not configured, with a hint to the operator', async () => {
    await start({ NUXT_SAPCC_SIGN_IN_ATTEMPTS_PER_ADDRESS: '2' })
    for (let user = 0; user < 4; user++) await fail(`user-${user}@example.com`, 1, { 'x-forwarded-for': '203.0.113.1' })
    expect((await attempt(JANE, RIGHT, { 'x-forwarded-for': '203.0.113.1' })).status).toBe(200)
    expect((await settledLogs(app)).split('NUXT_SAPCC_SIGN_IN_ADDRESS_HEADER')).toHaveLength(2)
    await fail(JANE, 3, { 'x-forwarded-for': '203.0.113.1' })
    expect((await attempt(JANE, RIGHT, { 'x-forwarded-for': '203.0.113.9' })).status).toBe(429)
  })

  it('are refused in the shop\'s own routes, too', async () => {
    await start()
    await fail(JANE, 3)
    const response = await new Client(app.url).fetch('/api/sign-in', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username: JANE, password: RIGHT }) })
    expect(response.status).toBe(429)
    expect(await response.json()).toMatchObject({ data: { type: 'TooManySignInsError' } })
  })

  it('are not counted when that is switched off', async () => {
    await start({ NUXT_SAPCC_SIGN_IN_ATTEMPTS_PER_USER: '0', NUXT_SAPCC_SIGN_IN_ATTEMPTS_PER_ADDRESS: '0' })
    await fail(JANE, 12)
    expect((await attempt(JANE, RIGHT)).status).toBe(200)
  })
})

describe('too many calls of visitors who are not signed in', () => {
  const shop = useShop({ app: { env: { NUXT_SAPCC_API_ANONYMOUS_CALLS_PER_ADDRESS: '4' } } })

  it('are refused with 429 and Retry-After, by methods and the raw proxy together; customers and pages go on', async () => {
    const visitor = new Client(shop.app.url)
    const customer = new Client(shop.app.url)
    await customer.signIn()
    const read = () => visitor.request('getProduct', [{ productCode: '325234' }])
    const proxied = () => visitor.fetch('/api/occ/electronics/products/325234')
    for (const call of [read, proxied, read, proxied]) expect((await call()).status).toBe(200)
    for (const call of [read, proxied]) {
      const refused = await call()
      expect([refused.status, await refused.json()]).toMatchObject([429, { data: { type: 'TooManyCallsError' } }])
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    expect((await customer.request('getUser', [{}])).status).toBe(200)
    expect((await customer.request('getProduct', [{ productCode: '325234' }])).status).toBe(200)
    expect((await visitor.page('/product')).response.status).toBe(200)
    expect((await visitor.request('getSession')).status).toBe(200)
  })
})
