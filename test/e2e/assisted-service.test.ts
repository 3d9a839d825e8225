import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { freePort } from '../../scripts/lib/ports.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { useShop } from '../harness/shop.ts'
import { settledLogs } from '../harness/settled-logs.ts'

const AGENT = 'agent@example.com'
const PASSWORD = 'Password1!'
const JANE = 'a1b2c3d4-0000-4000-8000-000000000001'
const JOHN = 'a1b2c3d4-0000-4000-8000-000000000002'
const METHODS = ['signAgentIn', 'findCustomers', 'startEmulation', 'endEmulation', 'bindCartToCustomer']

interface Recorded { name: string, agent?: string, uid?: string, reason?: string, operation?: string }

describe.each([['legacy', 'cookie'], ['jdk21', 'storage']] as const)('assisted service (%s, sessions in %s)', (generation, store) => {
  let sap: RunningSap
  let app: RunningApp
  let agent: Client

  beforeAll(async () => {
    sap = await startSap({ generation })
    app = await startApp({ env: { ...sap.env, NUXT_SAPCC_ASSISTED_SERVICE_ENABLED: 'true', NUXT_SAPCC_API_ALLOW_USER_IDS: 'true', NUXT_SAPCC_SESSION_STORE: store } })
  })

  afterAll(async () => {
    await app?.stop()
    await sap?.stop()
  })

  beforeEach(async () => {
    sap.reset()
    agent = new Client(app.url)
    await hooks()
  })

  /** What listeners of the assisted service have heard since the last time. */
  async function hooks(name = ''): Promise<Recorded[]> {
    const all = await (await new Client(app.url).fetch('/api/hooks')).json() as Recorded[]
    return all.filter(recorded => recorded.name.startsWith('assisted-') && recorded.name.includes(name))
  }

  async function signIn(): Promise<void> {
    await agent.call('signAgentIn', { username: AGENT, password: PASSWORD })
  }

  async function actFor(customerId: string): Promise<void> {
    await signIn()
    await agent.call('startEmulation', { customerId })
  }

  const errorOf = async (response: Promise<Response>) => {
    const { status, ...answer } = await response.then(async from => ({ status: from.status, body: await from.json() as { data: { type: string } } }))
    return [status, answer.body.data.type]
  }

  it('shows customers to an agent, and makes every call the customer\'s that the agent acts for, with the agent\'s token', async () => {
    await signIn()
    expect(await agent.call('getSession')).toMatchObject({ loggedIn: true, assisted: { agent: AGENT } })
    expect(await agent.call('findCustomers', { query: 'doe' })).toMatchObject({ entries: [{ customerId: JANE, uid: 'jane@example.com' }] })
    const before = await agent.call('getSession') as { sessionKey: string }
    const started = await agent.call('startEmulation', { customerId: JANE }) as { sessionKey: string }
    expect(started).toMatchObject({ agent: AGENT, customer: { customerId: JANE, uid: 'jane@example.com', name: 'Jane Doe' } })
    // The app takes it for another person, whose data it loads anew.
    expect(started.sessionKey).not.toBe(before.sessionKey)
    expect(await agent.call('getSession')).toMatchObject({ sessionKey: started.sessionKey, assisted: { agent: AGENT, customer: { uid: 'jane@example.com' } } })

    expect(await agent.call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
    expect(await agent.call('getUser', { userId: 'current' })).toMatchObject({ uid: 'jane@example.com' })
    await agent.call('getProduct', { productCode: '325234' })
    const [user, , product] = [...sap.requests('getUser').slice(-2), sap.requests('getProduct').at(-1)!].map(({ path, user, headers }) => ({ path, user, header: headers['sap-commerce-cloud-user-id'] }))
    expect(user).toEqual({ path: `/electronics/users/${JANE}`, user: AGENT, header: JANE })
    expect(product).toEqual({ path: '/electronics/products/325234', user: AGENT, header: JANE })
    expect(sap.requests().filter(({ path }) => path.includes('/users/current'))).toEqual([])
  })

  it('is the customer\'s at the raw proxy, in the shop\'s own routes and while rendering', async () => {
    await actFor(JANE)
    const proxied = await agent.fetch('/api/occ/electronics/users/current/orders?pageSize=1')
    expect(await proxied.json()).toMatchObject({ pagination: { totalResults: 3 } })
    expect(sap.requests('getUserOrderHistory').at(-1)).toMatchObject({ path: `/electronics/users/${JANE}/orders`, query: { pageSize: '1' }, user: AGENT, headers: { 'sap-commerce-cloud-user-id': JANE } })
    expect(await (await agent.fetch('/api/me')).json()).toEqual({ name: 'Jane Doe' })
    expect((await agent.page('/account')).html).toContain('Jane Doe')
  })

  it('puts things into the customer\'s cart, which begins with the first one', async () => {
    await actFor(JOHN)
    await agent.call('createCartEntry', { orderEntry: { product: { code: '325234' }, quantity: 1 } })
    expect(await agent.call('getCart', { fields: 'FULL' })).toMatchObject({ totalItems: 1, user: { uid: 'john@example.com' } })
    const john = new Client(app.url)
    await john.signIn('john@example.com')
    expect(await john.call('getCart', {})).toMatchObject({ totalItems: 1 })
  })

  it('leaves the visitor\'s cart of the browser alone at the agent\'s sign-in, and gives it to the customer when asked to', async () => {
    await agent.call('createCartEntry', { orderEntry: { product: { code: '325234' }, quantity: 2 } })
    await signIn()
    expect(await errorOf(agent.request('bindCartToCustomer', [{}]))).toEqual([400, 'NoEmulationError'])
    await agent.call('startEmulation', { customerId: JANE })
    await agent.call('bindCartToCustomer')
    expect(sap.requests().find(({ path }) => path.endsWith('/bind-cart'))).toMatchObject({ method: 'POST', status: 200, user: AGENT, query: { baseSite: 'electronics' } })
    expect(await agent.call('getCart', {})).toMatchObject({ totalItems: 1, totalUnitCount: 2 })
    expect(await errorOf(agent.request('bindCartToCustomer', [{}]))).toEqual([400, 'CartError'])
    expect(await hooks('cart')).toEqual([{ name: 'assisted-cart-bound', agent: AGENT, uid: 'jane@example.com' }])
  })

  it('tells listeners who acts for whom, what is called, and how it ends', async () => {
    await actFor(JANE)
    await agent.call('getAddresses', {})
    await agent.call('startEmulation', { customerId: JOHN })
    await agent.call('signUserOut')
    const told = await hooks()
    expect(told.filter(({ name }) => name !== 'assisted-call')).toEqual([
      { name: 'assisted-started', agent: AGENT, uid: 'jane@example.com' },
      { name: 'assisted-ended', agent: AGENT, uid: 'jane@example.com', reason: 'switched' },
      { name: 'assisted-started', agent: AGENT, uid: 'john@example.com' },
      { name: 'assisted-ended', agent: AGENT, uid: 'john@example.com', reason: 'signed-out' },
    ])
    expect(told.filter(({ name }) => name === 'assisted-call')).toEqual([{ name: 'assisted-call', operation: 'getAddresses', method: 'GET', uid: 'jane@example.com' }])
  })

  it('tells listeners also when another session takes the place of the agent\'s', async () => {
    await actFor(JANE)
    await hooks()
    await agent.signIn('john@example.com')
    expect(await hooks('ended')).toEqual([{ name: 'assisted-ended', agent: AGENT, uid: 'jane@example.com', reason: 'replaced' }])
  })

  it('reaches no other customer, also where calls may name other users', async () => {
    await expect.poll(() => app.logs()).toContain('NUXT_SAPCC_API_ALLOW_USER_IDS has no effect')
    await actFor(JANE)
    for (const userId of [JOHN, 'john@example.com', 'Current']) expect(await errorOf(agent.request('getUser', [{ userId }])), userId).toEqual([400, 'ForbiddenParameterError'])
    for (const user of [JOHN, 'Current', 'cur%72ent']) expect((await agent.fetch(`/api/occ/electronics/users/${user}/orders`)).status, user).toBe(400)
    expect(sap.requests().filter(({ path }) => path.includes(JOHN) || path.includes('/users/current'))).toEqual([])
  })

  it('does not reach the customer\'s password, nor their sessions', async () => {
    await actFor(JANE)
    expect(await errorOf(agent.request('changeUserPassword', [{ replacePasswordInput: { old: PASSWORD, new: 'Another1!' } }]))).toEqual([403, 'NotForAgentsError'])
    expect(sap.requests('changeUserPassword')).toEqual([])
    if (store === 'storage') expect((await agent.fetch('/api/my-sessions?end=others')).status).toBe(403)
  })

  it('binds no cart to another customer when a call is repeated after a refresh', async () => {
    await agent.call('createCartEntry', { orderEntry: { product: { code: '325234' }, quantity: 1 } })
    await actFor(JANE)
    sap.expireAccessTokens()
    const refused = await agent.request('bindCartToCustomer', [{}])
    expect(refused.status).toBe(401)
    await agent.call('refreshUserToken')
    await agent.call('startEmulation', { customerId: JOHN })
    const repeated = agent.request('bindCartToCustomer', [{}], { headers: { 'sapcc-call-session': refused.headers.get('sapcc-call-session')! } })
    expect(await errorOf(repeated)).toEqual([409, 'SessionChangedError'])
    expect(sap.requests().filter(({ path, status }) => path.endsWith('/bind-cart') && status === 200)).toEqual([])
  })

  it('ends with the end of the emulation, and with the agent\'s sign-out, also for the next customer in the browser', async () => {
    await actFor(JANE)
    expect(await agent.call('endEmulation')).toMatchObject({ agent: AGENT })
    expect((await agent.request('getUser', [{}])).status).toBe(403)
    await agent.call('startEmulation', { customerId: JANE })
    await agent.call('signUserOut')
    await agent.signIn('john@example.com')
    expect(await agent.call('getSession')).not.toHaveProperty('assisted')
    expect(await agent.call('getUser', {})).toMatchObject({ uid: 'john@example.com' })
  })

  it('is nothing that a customer can begin', async () => {
    const [customer, phone] = [new Client(app.url), new Client(app.url)]
    await phone.signIn('john@example.com')
    expect(await errorOf(customer.request('signAgentIn', [{ username: 'john@example.com', password: PASSWORD }]))).toEqual([403, 'NotAnAgentError'])
    expect(await customer.call('getSession')).toEqual({ loggedIn: false })
    // The legacy generation has answered with the tokens of the phone's session.
    expect(await phone.call('getUser', {})).toMatchObject({ uid: 'john@example.com' })
    await customer.signIn('john@example.com')
    for (const [method, args] of [['findCustomers', [{ query: '' }]], ['startEmulation', [{ customerId: JANE }]], ['bindCartToCustomer', [{ cartId: 'x' }]]] as const) {
      expect(await errorOf(customer.request(method, args)), method).toEqual([403, 'NotAnAgentError'])
    }
    expect(await customer.call('getUser', {})).toMatchObject({ uid: 'john@example.com' })
    expect(await errorOf(new Client(app.url).request('startEmulation', [{ customerId: JANE }]))).toEqual([401, 'NoSessionError'])
  })

  it('does not take an agent\'s choice over to another session, whatever cookies a browser sends', async () => {
    await actFor(JANE)
    const [name, value] = Object.entries(agent.jar.snapshot()).find(([cookie]) => cookie.endsWith('-assisted'))!
    const customer = new Client(app.url)
    await customer.signIn('john@example.com')
    customer.jar.set(`${name}=${value}; Path=/; Secure; HttpOnly`, app.url)
    expect(await customer.call('getSession')).not.toHaveProperty('assisted')
    expect(await customer.call('getUser', {})).toMatchObject({ uid: 'john@example.com' })
    expect(sap.requests('getUser').at(-1)).toMatchObject({ user: 'john@example.com' })
    expect(sap.requests('getUser').at(-1)!.headers).not.toHaveProperty('sap-commerce-cloud-user-id')
  })

  it('is no attempt less at a password', async () => {
    for (let count = 0; count < 10; count++) expect((await agent.request('signAgentIn', [{ username: 'guessed@example.com', password: `wrong ${count}` }])).status).toBe(401)
    expect((await agent.request('signAgentIn', [{ username: 'guessed@example.com', password: PASSWORD }])).status).toBe(429)
  })

  it('wants the id of a customer', async () => {
    await signIn()
    for (const args of [{}, { customerId: '' }, { customerId: 'current' }, { customerId: ' Anonymous' }, { customerId: 'x'.repeat(300) }, { customerId: 7 }, undefined, { customerId: 'unknown@example.com' }]) {
      expect((await agent.request('startEmulation', [args])).status, JSON.stringify(args)).toBe(400)
    }
  })

  it('goes on when the agent\'s token is renewed', async () => {
    await actFor(JANE)
    await agent.call('refreshUserToken')
    expect(await agent.call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
  })
})

describe('a shop without assisted service', () => {
  const shop = useShop()

  it('has none of its methods, and sends no customer\'s id', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    for (const method of METHODS) expect((await client.request(method, [{ customerId: JOHN, username: AGENT, password: PASSWORD }])).status, method).toBe(404)
    await client.call('getUser', {})
    expect(shop.sap.requests('getUser').at(-1)).toMatchObject({ path: '/electronics/users/current' })
    expect(shop.sap.requests('getUser').at(-1)!.headers).not.toHaveProperty('sap-commerce-cloud-user-id')
  })
})

describe('when the time of acting for a customer is over', () => {
  it('nothing goes to the agent\'s own account until the agent chooses again, and listeners are told', async () => {
    const sap = await startSap()
    const app = await startApp({ env: { ...sap.env, NUXT_SAPCC_ASSISTED_SERVICE_ENABLED: 'true', NUXT_SAPCC_ASSISTED_SERVICE_MAX_AGE: '1' } })
    try {
      const agent = new Client(app.url)
      await agent.call('signAgentIn', { username: AGENT, password: PASSWORD })
      await agent.call('startEmulation', { customerId: JANE })
      await new Promise(resolve => setTimeout(resolve, 1100))
      const before = sap.requests().length
      for (const [method, args] of [['createCartEntry', { orderEntry: { product: { code: '325234' }, quantity: 1 } }], ['createAddress', { address: {} }], ['getUser', {}]] as const) {
        const refused = await agent.request(method, [args])
        expect([refused.status, (await refused.json() as { data: { type: string } }).data.type], method).toEqual([409, 'EmulationExpiredError'])
      }
      expect((await agent.fetch('/api/occ/electronics/users/current/orders')).status).toBe(409)
      expect(sap.requests().slice(before)).toEqual([])
      expect(await agent.call('getSession')).toMatchObject({ assisted: { agent: AGENT, expired: { customerId: JANE } } })
      const told = await (await new Client(app.url).fetch('/api/hooks')).json() as Recorded[]
      expect(told.filter(({ name }) => name === 'assisted-ended')).toEqual([{ name: 'assisted-ended', agent: AGENT, uid: 'jane@example.com', reason: 'expired' }])
      await agent.call('startEmulation', { customerId: JANE })
      expect(await agent.call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
    }
    finally {
      await app.stop()
      await sap.stop()
    }
  })
})

describe('a shop with one origin for agents', () => {
  it('has the methods there only, and no client can name that origin: its proxy proves it', async () => {
    const port = await freePort()
    const [shop, agents] = [`http://127.0.0.1:${port}`, `http://localhost:${port}`]
    const secret = 'a secret that only the proxy of the agents knows'
    const sap = await startSap()
    const app = await startApp({ port, env: { ...sap.env, NUXT_SAPCC_PUBLIC_URL: JSON.stringify([shop, agents]), NUXT_SAPCC_ASSISTED_SERVICE_ENABLED: 'true', NUXT_SAPCC_ASSISTED_SERVICE_ORIGIN: agents, NUXT_SAPCC_ASSISTED_SERVICE_PROXY_SECRET: secret } })
    const signIn = async (url: string, headers: Record<string, string> = {}) => (await new Client(url).request('signAgentIn', [{ username: AGENT, password: PASSWORD }], { headers })).status
    try {
      expect(await signIn(agents, { 'sapcc-proxy-secret': secret })).toBe(200)
      expect(await signIn(agents)).toBe(404)
      expect(await signIn(agents, { 'sapcc-proxy-secret': 'guessed' })).toBe(404)
      expect(await signIn(shop, { 'sapcc-proxy-secret': secret })).toBe(404)
      expect(await signIn(shop, { 'x-forwarded-host': `localhost:${port}` })).toBe(404)
      expect(sap.requests().filter(({ headers }) => 'sapcc-proxy-secret' in headers)).toEqual([])
    }
    finally {
      await app.stop()
      await sap.stop()
    }
  })

  it.each([
    ['http://localhost:3000', 200],
    ['https://agents.example.com', 500],
  ])('needs no secret where the server has that origin alone, and does not start with another one: %s', async (origin, status) => {
    const sap = await startSap()
    const app = await startApp({ env: { ...sap.env, NUXT_SAPCC_PUBLIC_URL: 'http://localhost:3000', NUXT_SAPCC_ASSISTED_SERVICE_ENABLED: 'true', NUXT_SAPCC_ASSISTED_SERVICE_ORIGIN: origin } })
    try {
      expect((await new Client(app.url).request('signAgentIn', [{ username: AGENT, password: PASSWORD }])).status).toBe(status)
      expect((await settledLogs(app)).includes('NUXT_SAPCC_ASSISTED_SERVICE_ORIGIN is not in NUXT_SAPCC_PUBLIC_URL')).toBe(status === 500)
    }
    finally {
      await app.stop()
      await sap.stop()
    }
  })
})
