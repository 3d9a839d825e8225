import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { useShop } from '../harness/shop.ts'
import { ADDRESS_HEADER, HostileLoad, LIMITS, OTHER_WAYS } from './hostile-load.ts'
import { Random } from './random.ts'

const requests = Number(process.env.SOAK_REQUESTS ?? 6000)
const seed = Number(process.env.SOAK_SEED ?? Math.floor(Math.random() * 2 ** 31))

/** What the process may keep of a request, on average: a leak of anything keeps more. Bytes. */
const PER_REQUEST = 100

/** How far one measurement may be off. Bytes. */
const NOISE = 4 * 1024 * 1024

interface Memory {
  heapUsed: number
  external: number
  resources: number
}

describe('a process under hostile load, with all limits on', () => {
  const shop = useShop({
    sap: { generation: 'legacy' },
    app: {
      env: {
        // Fast motion: what is kept for a while goes within the run.
        NUXT_SAPCC_SESSION_GRACE_PERIOD: '1',
        NUXT_SAPCC_API_TIMEOUT: '2000',
        NUXT_SAPCC_OAUTH_TIMEOUT: '2000',
        NUXT_SAPCC_SESSION_MIN_REFRESH_INTERVAL: '1',
        NUXT_SAPCC_SIGN_IN_WINDOW: '10',
        NUXT_SAPCC_SIGN_IN_ATTEMPTS_PER_USER: String(LIMITS.attemptsPerUser),
        NUXT_SAPCC_SIGN_IN_ATTEMPTS_PER_ADDRESS: String(LIMITS.attemptsPerAddress),
        NUXT_SAPCC_SIGN_IN_ADDRESS_HEADER: ADDRESS_HEADER,
        NUXT_SAPCC_API_ANONYMOUS_CALLS_PER_ADDRESS: String(LIMITS.anonymousCallsPerAddress),
        NUXT_SAPCC_API_CALLS_PER_SESSION: String(LIMITS.callsPerSession),
        NUXT_SAPCC_API_WAITING_CALLS_PER_SESSION: String(LIMITS.waitingCallsPerSession),
        NUXT_SAPCC_API_BODY_LIMIT: String(LIMITS.bodyLimit),
        NUXT_SAPCC_API_UPLOAD_LIMIT: String(LIMITS.uploadLimit),
        // So small that the first third of the requests fills it.
        NUXT_SAPCC_CACHE_ENABLED: 'true',
        NUXT_SAPCC_CACHE_MAX_ENTRIES: '50',
      },
    },
  })

  it(`keeps its memory flat through ${requests} requests and works afterwards (replay with --seed ${seed})`, async () => {
    const load = new HostileLoad(shop, new Random(seed))
    const measure = async (): Promise<Memory> => await (await fetch(`${shop.app.url}/api/memory`)).json() as Memory

    // Until everything is compiled, and the caches that have a size are full.
    await load.run(Math.ceil(requests / 3))
    await load.settle()
    const before = await measure()

    const rest = requests - Math.ceil(requests / 3)
    await load.run(rest)
    await load.settle()
    const after = await measure()

    const growth = after.heapUsed + after.external - before.heapUsed - before.external
    console.log(`${requests} requests (${load.summary()}; limits reached ${JSON.stringify(load.reached())}): ${(before.heapUsed / 2 ** 20).toFixed(1)} MB, then ${(after.heapUsed / 2 ** 20).toFixed(1)} MB`)
    expect(growth).toBeLessThan(NOISE + rest * PER_REQUEST)
    // Timers and sockets.
    expect(after.resources).toBeLessThan(before.resources + 50)
    expect(shop.app.logs()).not.toMatch(/unhandledRejection|uncaughtException|MaxListenersExceeded/)
    // Waiting calls are refused with calls that SAP works on.
    expect(Object.keys(load.reached()).sort()).toEqual([...Object.keys(LIMITS).filter(limit => limit !== 'waitingCallsPerSession'), ...Object.keys(OTHER_WAYS)].sort())

    const client = new Client(shop.app.url)
    await client.signIn('john@example.com')
    expect(await client.call('getUser', {})).toMatchObject({ uid: 'john@example.com' })
    const [refreshes, calls] = [shop.sap.grants('refresh_token'), shop.sap.stats().occ.total]
    for (let time = 0; time < 5; time++) {
      await client.call('refreshUserToken')
      await new Client(shop.app.url).call('getProduct', { productCode: '1934793' })
    }
    expect(shop.sap.grants('refresh_token') - refreshes, 'refreshes within session.minRefreshInterval').toBeLessThanOrEqual(1)
    expect(shop.sap.stats().occ.total - calls, 'requests for one answer of the public cache').toBeLessThanOrEqual(1)
  }, 60_000 + requests * 50)
})
