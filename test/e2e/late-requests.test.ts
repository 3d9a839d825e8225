import { ReadableStream } from 'node:stream/web'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { startRedis } from '../harness/redis.ts'
import type { RunningRedis } from '../harness/redis.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { ONE_SHOP, startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { setShopCookies, shopCookies } from '../harness/shop-cookies.ts'

/** Seconds. */
const ACCESS_TOKEN_TTL = 3

/**
 * Seconds for which the server knows what has replaced old tokens. It is 120 in a shop, where a request is late after 130;
 * nothing else depends on how long a request was on its way, so here it is late after 1.3.
 */
const GRACE_PERIOD = 1

const ADDRESS = { firstName: 'Jane', lastName: 'Doe', line1: 'Sent long ago', town: 'London', postalCode: 'SW1', country: { isocode: 'GB' } }

interface Upload {
  path: string
  /** What SAP says of a token that it does not take any more. */
  refusal: object
  /** Whether SAP gets the start of it before the rest has arrived. */
  isPassedOn?: true
  /** What arrives first, and the rest. */
  body: readonly [start: string, rest: string]
}

const REFUSED_METHOD = { data: { type: expect.stringMatching(/^(?:InvalidTokenError|UnauthorizedError|SpentTokenError)$/) } }
const REFUSED_IN_OCC = { errors: [REFUSED_METHOD.data] }

function cut(text: string): Upload['body'] {
  return [text.slice(0, -20), text.slice(-20)]
}

/** White space that JSON may end with: more than the proxy keeps to repeat a request after a 401. */
const LARGE = ' '.repeat(200_000)

const UPLOADS: readonly (readonly [title: string, upload: Upload])[] = [
  ['a method', { path: '/api/sapcc/createAddress', refusal: REFUSED_METHOD, body: cut(JSON.stringify([{ address: ADDRESS }])) }],
  ['the raw proxy, by a small body', { path: '/api/occ/electronics/users/current/addresses', refusal: REFUSED_IN_OCC, isPassedOn: true, body: cut(JSON.stringify(ADDRESS)) }],
  ['the raw proxy, by a body that is too large to be sent again', { path: '/api/occ/electronics/users/current/addresses', refusal: REFUSED_IN_OCC, isPassedOn: true, body: cut(JSON.stringify(ADDRESS) + LARGE) }],
]

interface Browser {
  browser: Client
  /** Sends with the cookies of the sign-in, as requests do that left before the refresh. */
  late: Client
}

const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

/** Begins to send a request with the browser's present cookies. Its response is not stored. @returns sends the rest. */
function begin(client: Client, { path, body: [start, rest] }: Upload): () => Promise<Response> {
  const finished = Promise.withResolvers<undefined>()
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async start(stream) {
      stream.enqueue(encoder.encode(start))
      await finished.promise
      stream.enqueue(encoder.encode(rest))
      stream.close()
    },
  })
  const response = client.fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body, duplex: 'half', apply: false } as RequestInit)
  return async () => {
    finished.resolve(undefined)
    return await response
  }
}

describe.each([
  ['the process that has renewed them', 1],
  ['another process with the same Redis', 2],
] as const)('a request that comes with forgotten tokens, to %s', (_title, processes) => {
  let sap: RunningSap
  let redis: RunningRedis | undefined
  let apps: RunningApp[] = []

  beforeAll(async () => {
    sap = await startSap({ accessTokenTtl: ACCESS_TOKEN_TTL })
    if (processes > 1) redis = await startRedis()
    const env = {
      ...ONE_SHOP,
      ...sap.env,
      NUXT_SAPCC_SESSION_GRACE_PERIOD: String(GRACE_PERIOD),
      NUXT_SAPCC_SESSION_MIN_REFRESH_INTERVAL: '0',
      NUXT_SAPCC_SESSION_REFRESH_MARGIN: '0',
      ...(redis ? { SHOP_REDIS_URL: redis.url } : {}),
    }
    apps = await Promise.all(Array.from({ length: processes }, () => startApp({ env })))
  })
  beforeEach(() => sap.reset())
  afterAll(async () => {
    await Promise.all(apps.map(app => app.stop()))
    await redis?.dispose()
    await sap?.stop()
  })

  async function signIn(): Promise<Browser> {
    const browser = new Client(apps[0]!.url)
    await browser.signIn()
    return { browser, late: new Client(apps.at(-1)!.url, browser.jar.clone()) }
  }

  /** SAP takes the first access token no more, the browser gets the next one, and the server forgets what has replaced the first. */
  async function renewAndForget({ browser }: Browser): Promise<void> {
    sap.expireAccessTokens()
    await browser.call('refreshUserToken')
    await wait(GRACE_PERIOD * 1000 + 300)
  }

  /** The late request was refused, and has changed nothing. */
  async function expectRefused(response: Response, { refusal }: Upload, { browser, late }: Browser): Promise<void> {
    expect([response.status, await response.json()]).toMatchObject([401, refusal])
    // What the SDK does after a 401, with the same cookie.
    const refresh = await late.request('refreshUserToken', [], { apply: false })
    expect([refresh.status, await refresh.json()]).toMatchObject([401, { data: { type: expect.stringMatching(/^(?:SpentTokenError|NoSessionError)$/) } }])
    const sessionOf = () => (['pointer', 'content'] as const).map(kind => shopCookies(browser.jar, kind))
    const before = sessionOf()
    for (const arriving of [response, refresh]) {
      for (const kind of ['pointer', 'content'] as const) expect(setShopCookies(arriving, kind)).toEqual([])
      // At most that the state of the late request is over.
      for (const line of setShopCookies(arriving, 'mark')) expect(line).toMatch(/^[^=]+=0;/)
      browser.jar.apply(arriving, browser.url)
    }
    expect(sessionOf()).toEqual(before)
    for (const { url } of apps) {
      const tab = new Client(url, browser.jar)
      await tab.call('refreshUserToken')
      expect(await tab.call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
    }
    const { addresses } = await browser.call('getAddresses', {}) as { addresses?: { line1: string }[] }
    expect(addresses?.map(({ line1 }) => line1) ?? []).not.toContain(ADDRESS.line1)
    expect(sap.stats().token.byGrant.refresh_token).toEqual({ success: 1 + apps.length, invalid_grant: 0, error: 0, faulted: 0 })
  }

  describe.each(UPLOADS)('%s', (_name, upload) => {
    it('is refused after a slow upload, and the browser\'s newer cookie stays', async () => {
      const tabs = await signIn()
      // SAP looks at the token when the upload is over.
      if (upload.isPassedOn) sap.faults({ target: 'occ', operationId: 'createAddress', delayMs: 2500 })
      const finish = begin(tabs.late, upload)
      if (upload.isPassedOn) await expect.poll(() => sap.requests().filter(({ method }) => method === 'POST')).toHaveLength(1)
      await renewAndForget(tabs)
      const response = await finish()
      sap.clearFaults()
      await expectRefused(response, upload, tabs)
    })

    it('is refused when it arrives late as a whole, and the browser\'s newer cookie stays', async () => {
      const tabs = await signIn()
      await renewAndForget(tabs)
      await expectRefused(await begin(tabs.late, upload)(), upload, tabs)
    })

    it('is refused when its access token has expired meanwhile, and the browser\'s newer cookie stays', async () => {
      const tabs = await signIn()
      const signedInAt = performance.now()
      await renewAndForget(tabs)
      await wait(ACCESS_TOKEN_TTL * 1000 - (performance.now() - signedInAt))
      // The server refuses it by itself: without a token SAP would take it for a visitor's.
      await expectRefused(await begin(tabs.late, upload)(), { ...upload, refusal: REFUSED_METHOD }, tabs)
      expect(sap.requests().filter(({ method }) => method === 'POST')).toEqual([])
    })
  })

  it('is refused when it would change a cart, which visitors have, too', async () => {
    const tabs = await signIn()
    const { browser, late } = tabs
    const signedInAt = performance.now()
    await renewAndForget(tabs)
    await wait(ACCESS_TOKEN_TTL * 1000 - (performance.now() - signedInAt))
    const response = await late.request('createCartEntry', [{ orderEntry: { product: { code: '23355' }, quantity: 2 } }], { apply: false })
    expect(response.status).toBe(401)
    expect(setShopCookies(response, 'cart')).toEqual([])
    expect(sap.ledger().writes).toEqual([])
    browser.jar.apply(response, browser.url)
    await browser.call('refreshUserToken')
    expect(await browser.call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
    // A browser without a newer cookie is a visitor from then on, and not locked out.
    late.jar.apply(response, late.url)
    expect((await late.request('createCartEntry', [{ orderEntry: { product: { code: '23355' }, quantity: 2 } }])).status).toBe(200)
  })
})
