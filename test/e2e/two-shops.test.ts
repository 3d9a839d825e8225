import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { CookieJar } from '../harness/cookie-jar.ts'
import { navigation } from '../harness/redirect-login.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { freePort } from '../../scripts/lib/ports.ts'
import { startApp } from '../harness/server.ts'
import { shopCookies } from '../harness/shop-cookies.ts'

/** What distinguishes the two shops; a browser's cookies know no ports. */
interface Difference {
  title: string
  /** Of both shops. */
  paths: readonly [string, string]
  passwords: readonly [string, string]
  /** Whether both are reached at one origin, as behind a proxy. */
  isOneOrigin: boolean
}

const [ONE, OTHER] = ['the session password of the first shop, long', 'the session password of the second shop, long'] as const

const DIFFERENCES: readonly Difference[] = [
  { title: 'base paths, one password', paths: ['/b2c/', '/b2b/'], passwords: [ONE, ONE], isOneOrigin: true },
  { title: 'base paths, two passwords', paths: ['/b2c/', '/b2b/'], passwords: [ONE, OTHER], isOneOrigin: true },
  { title: 'a base path within the other one\'s', paths: ['/', '/b2b/'], passwords: [ONE, ONE], isOneOrigin: true },
  { title: 'ports, one password', paths: ['/', '/'], passwords: [ONE, ONE], isOneOrigin: false },
  { title: 'ports, two passwords', paths: ['/', '/'], passwords: [ONE, OTHER], isOneOrigin: false },
]

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

/** A browser's tab in one of the shops. */
class Tab extends Client {
  readonly #path: string

  constructor(url: string, path: string, jar: CookieJar) {
    super(url, jar)
    this.#path = path
  }

  override fetch(path: string, init = {}): Promise<Response> {
    return super.fetch(this.#path + path.slice(1), init)
  }

  /** The products in the visitor's cart. */
  async cart(): Promise<(string | undefined)[]> {
    const { entries = [] } = await this.call('getCart', {}) as { entries?: { product?: { code?: string } }[] }
    return entries.map(({ product }) => product?.code)
  }

  async add(code: string): Promise<void> {
    await this.call('createCartEntry', { orderEntry: { product: { code }, quantity: 1 } })
  }
}

describe.each(DIFFERENCES)('two shops on one host that differ by their $title', ({ paths, passwords, isOneOrigin }) => {
  let sap: RunningSap
  let jar: CookieJar
  let first: Tab
  let second: Tab

  beforeEach(async () => {
    sap = await startSap()
    stops.push(sap.stop)
    sap.giveCarts()
    jar = new CookieJar()
    const [one, other] = await Promise.all(paths.map(async (path, index) => {
      const port = await freePort()
      const app = await startApp({ port, env: {
        ...sap.env,
        NUXT_APP_BASE_URL: path,
        NUXT_SAPCC_SESSION_PASSWORD: passwords[index]!,
        NUXT_SAPCC_SESSION_MIN_REFRESH_INTERVAL: '0',
        NUXT_SAPCC_PUBLIC_URL: isOneOrigin ? 'http://127.0.0.1:3000' : `http://127.0.0.1:${port}`,
      } })
      stops.push(() => app.stop())
      return new Tab(app.url, path, jar)
    }))
    ;[first, second] = [one!, other!]
  })

  it('keep their sessions apart: signed in as two customers, refreshed, and signed out one by one', async () => {
    await first.signIn()
    expect(await second.call('getSession')).toEqual({ loggedIn: false })
    await second.signIn('john@example.com')
    const users = () => Promise.all([first, second].map(tab => tab.call('getUser', {})))
    expect(await users()).toMatchObject([{ uid: 'jane@example.com' }, { uid: 'john@example.com' }])
    sap.expireAccessTokens()
    for (const tab of [first, second, first]) await tab.call('refreshUserToken')
    expect(await users()).toMatchObject([{ uid: 'jane@example.com' }, { uid: 'john@example.com' }])
    await first.call('signUserOut')
    expect(await first.call('getSession')).toEqual({ loggedIn: false })
    expect(await second.call('getUser', {})).toMatchObject({ uid: 'john@example.com' })
  })

  it('keep their carts apart, also when the customer of one signs in', async () => {
    const [camera, other] = ['1934793', '300938'] as const
    await first.add(camera)
    await second.add(other)
    expect([await first.cart(), await second.cart()]).toEqual([[camera], [other]])
    expect(shopCookies(jar, 'cart')).toHaveLength(2)
    await first.signIn()
    expect(await second.cart()).toEqual([other])
    expect(shopCookies(jar, 'cart')).toHaveLength(1)
  })

  it('keep their pending logins apart: a sign-out gives up those of its own shop only', async () => {
    for (const tab of [first, second]) expect((await tab.fetch('/api/sapcc/auth/login?returnTo=/account', navigation)).status).toBe(302)
    const [one, other, ...further] = shopCookies(jar, 'login').map(([name]) => name)
    expect([one, other].every(Boolean), 'one login each').toBe(true)
    expect(further).toEqual([])
    await first.call('signUserOut')
    expect(shopCookies(jar, 'login')).toHaveLength(1)
    await second.call('signUserOut')
    expect(shopCookies(jar, 'login')).toEqual([])
  })
})
