import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { CookieJar } from '../harness/cookie-jar.ts'
import { setShopCookies, shopCookie, shopCookies } from '../harness/shop-cookies.ts'
import { startRedis } from '../harness/redis.ts'
import type { RunningRedis } from '../harness/redis.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { freePort } from '../../scripts/lib/ports.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { useShop } from '../harness/shop.ts'

const OLD = 'the session password of the last year, long enough'
const NEW = 'the session password of the next year, long enough'

describe.each(['cookie', 'storage'] as const)('a new session password, sessions in %s', (store) => {
  let sap: RunningSap
  let redis: RunningRedis | undefined
  let app: RunningApp | undefined
  let port: number

  beforeAll(async () => {
    sap = await startSap()
    if (store === 'storage') redis = await startRedis()
    port = await freePort()
  })

  afterAll(async () => {
    await app?.stop()
    await redis?.dispose()
    await sap?.stop()
  })

  /** The same shop after a deployment. */
  async function deploy(...passwords: string[]): Promise<string> {
    await app?.stop()
    const env = { ...sap.env, NUXT_SAPCC_SESSION_STORE: store, NUXT_SAPCC_SESSION_PASSWORD: passwords.length > 1 ? JSON.stringify(passwords) : passwords[0]!, ...(redis ? { SHOP_REDIS_URL: redis.url } : {}) }
    app = await startApp({ port, env })
    return app.url
  }

  it('signs no customer out, and seals from then on', async () => {
    const url = await deploy(OLD)
    const [jane, john] = [new Client(url), new Client(url)]
    await jane.signIn()
    await john.signIn('john@example.com')

    await deploy(NEW, OLD)
    expect(await jane.call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
    expect(await john.call('getUser', {})).toMatchObject({ uid: 'john@example.com' })
    await jane.call('refreshUserToken')

    // The old password is removed: sessions that were renewed meanwhile stay, the others end.
    await deploy(NEW)
    expect(await jane.call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
    const left = await john.request('getSession')
    expect(left.status).toBe(200)
    expect(await left.json()).toEqual({ loggedIn: false })

    await deploy(OLD)
    expect(await jane.call('getSession')).toEqual({ loggedIn: false })
  })
})

it('a shop that moves its sessions to the server signs everybody out once', async () => {
  const sap = await startSap()
  const port = await freePort()
  const deploy = (store: string) => startApp({ port, env: { ...sap.env, NUXT_SAPCC_SESSION_STORE: store } })
  let app = await deploy('cookie')
  try {
    const client = new Client(app.url)
    await client.signIn()
    await app.stop()
    app = await deploy('storage')
    expect(await client.call('getSession')).toEqual({ loggedIn: false })
    await client.signIn()
    expect(await client.call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
  }
  finally {
    await app.stop()
    await sap.stop()
  }
})

describe.each(['cookie', 'storage'] as const)('a cookie without a valid session, sessions in %s', (store) => {
  const shop = useShop({ app: { env: { NUXT_SAPCC_SESSION_STORE: store } } })
  let client: Client
  let value: string
  let SESSION: string
  let pointer: Record<string, string>

  beforeEach(async () => {
    client = new Client(shop.app.url)
    await client.signIn()
    ;({ name: SESSION, value } = shopCookie(client.jar, 'content')!)
    pointer = Object.fromEntries(shopCookies(client.jar, 'pointer'))
  })

  /** A browser that is in the customer's session by its pointer, with these cookies. */
  function withCookies(cookies: Record<string, string>): Client {
    const jar = new CookieJar()
    for (const [name, text] of Object.entries({ ...pointer, ...cookies })) jar.set(`${name}=${text}; Path=/; Secure; HttpOnly`, shop.app.url)
    return new Client(shop.app.url, jar)
  }

  async function expectNobody(cookies: Record<string, string>): Promise<void> {
    const session = await withCookies(cookies).request('getSession')
    expect(session.status).toBe(200)
    expect(await session.json()).toEqual({ loggedIn: false })
    // SAP's answer for a visitor who is not signed in.
    const [user, strangers] = await Promise.all([withCookies(cookies), new Client(shop.app.url)].map(visitor => visitor.request('getUser', [{}])))
    expect(user!.status).toBe(strangers!.status)
    expect(await user!.text()).toBe(await strangers!.text())
    expect((await withCookies(cookies).fetch('/api/occ/electronics/users/current')).status).toBe(401)
    expect((await withCookies(cookies).request('refreshUserToken')).status).toBe(401)
    expect((await withCookies(cookies).request('signUserOut')).status).toBe(204)
    const { response, html } = await withCookies(cookies).page('/account')
    expect(response.status).toBe(200)
    expect(html).toMatch(/id="logged-in">\s*false/)
  }

  it('because it was changed or cut off', async () => {
    const middle = Math.floor(value.length / 2)
    const changed = value.slice(0, middle) + (value[middle] === 'A' ? 'B' : 'A') + value.slice(middle + 1)
    for (const text of [changed, value.slice(0, -10), value.slice(10), `${value}AAAA`, value.slice(0, 2)]) await expectNobody({ [SESSION]: text })
    expect(await withCookies({ [SESSION]: value }).call('getSession')).toMatchObject({ loggedIn: true })
  })

  it('because it is another shop\'s', async () => {
    const other = await startApp({ env: { ...shop.sap.env, NUXT_SAPCC_SESSION_STORE: store, NUXT_SAPCC_SESSION_PASSWORD: OLD } })
    try {
      const stranger = new Client(other.url)
      await stranger.signIn()
      await expectNobody({ [SESSION]: shopCookie(stranger.jar, 'content')!.value })
    }
    finally {
      await other.stop()
    }
  })

  it('because it was made for something else', async () => {
    const response = await client.fetch('/api/sapcc/auth/login', { redirect: 'manual' })
    const login = /=([^;]+)/.exec(setShopCookies(response, 'login').join())?.[1]
    expect(login).toBeTruthy()
    await expectNobody({ [SESSION]: login! })
  })

  it('because it is far too long', async () => {
    const chunk = 'A'.repeat(3800)
    await expectNobody({ [SESSION]: `1.${chunk.slice(2)}`, [`${SESSION}.1`]: chunk, [`${SESSION}.2`]: chunk })
    await expectNobody({ [SESSION]: value + chunk.slice(value.length), [`${SESSION}.1`]: chunk })
  })

  it('unlike one with a further piece that was never part of it', async () => {
    const visitor = withCookies({ [SESSION]: value, [`${SESSION}.1`]: 'A'.repeat(100) })
    expect(await visitor.call('getSession')).toMatchObject({ loggedIn: true })
    await visitor.call('refreshUserToken')
    expect(await visitor.call('getSession')).toMatchObject({ loggedIn: true })
    // Nothing of it is left to be read with a longer value; an id never becomes longer, and a refresh writes no cookie for it.
    if (store === 'cookie') expect(visitor.jar.get(`${SESSION}.1`)).toBeUndefined()
  })

  it('because its session has ended', async () => {
    const stolen = { [SESSION]: value }
    await client.call('signUserOut')
    await expectNobody(stolen)
  })
})

describe('logins that are begun and never ended', () => {
  const shop = useShop()

  it('do not fill the browser\'s cookies', async () => {
    const client = new Client(shop.app.url)
    for (let count = 0; count < 20; count++) {
      const response = await client.fetch(`/api/sapcc/auth/login?returnTo=/${'x'.repeat(1000)}`, { redirect: 'manual' })
      expect(response.status).toBe(302)
    }
    const pending = shopCookies(client.jar, 'login')
    expect(pending).toHaveLength(4)
  })
})
