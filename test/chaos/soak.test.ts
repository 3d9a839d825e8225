import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { useShop } from '../harness/shop.ts'
import { HostileLoad } from './hostile-load.ts'
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

describe('a process under hostile load', () => {
  const shop = useShop({
    sap: { generation: 'legacy' },
    app: {
      env: {
        // Fast motion: what is kept for a while goes within the run.
        NUXT_SAPCC_SESSION_GRACE_PERIOD: '1',
        NUXT_SAPCC_API_TIMEOUT: '2000',
        NUXT_SAPCC_OAUTH_TIMEOUT: '2000',
        // All clients have the same address here.
        NUXT_SAPCC_SIGN_IN_ATTEMPTS_PER_ADDRESS: '0',
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
    console.log(`${requests} requests (${load.summary()}): ${(before.heapUsed / 2 ** 20).toFixed(1)} MB, then ${(after.heapUsed / 2 ** 20).toFixed(1)} MB`)
    expect(growth).toBeLessThan(NOISE + rest * PER_REQUEST)
    // Timers and sockets.
    expect(after.resources).toBeLessThan(before.resources + 50)
    expect(shop.app.logs()).not.toMatch(/unhandledRejection|uncaughtException|MaxListenersExceeded/)

    const client = new Client(shop.app.url)
    await client.signIn('john@example.com')
    expect(await client.call('getUser', {})).toMatchObject({ uid: 'john@example.com' })
  }, 60_000 + requests * 50)
})
