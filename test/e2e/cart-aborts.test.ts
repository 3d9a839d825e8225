import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Client } from '../harness/client'
import { ONE_SHOP, startApp } from '../harness/server'
import type { RunningApp } from '../harness/server'

const CART = '5790b780-a108-4ed1-a21b-b9a3f2875632'

/** Milliseconds that SAP needs for a change to the quantity 2. */
const SLOW = 1000

describe('a change to a cart whose client disconnects', () => {
  let app: RunningApp
  /** Begin and end of each change, as SAP executes it. */
  const changes: string[] = []
  const begun = Promise.withResolvers<undefined>()

  // Like Tomcat: goes on with what it has received, also when its client has disconnected.
  const occ = createServer((req, res) => {
    const body: Buffer[] = []
    req.on('data', (chunk: Buffer) => void body.push(chunk))
    req.on('end', async () => {
      const { quantity } = JSON.parse(Buffer.concat(body).toString()) as { quantity: number }
      changes.push(`${quantity} begins`)
      begun.resolve(undefined)
      await wait(quantity === 2 ? SLOW : 0)
      changes.push(`${quantity} ends`)
      res.writeHead(200, { 'content-type': 'application/json' })
      res.end('{"statusCode":"success"}')
    })
  })

  beforeAll(async () => {
    await new Promise<void>(resolve => void occ.listen(0, '127.0.0.1', resolve))
    const { port } = occ.address() as AddressInfo
    app = await startApp({ env: {
      ...ONE_SHOP,
      NUXT_SAPCC_API_URI: `http://127.0.0.1:${port}/occ/v2`,
      NUXT_SAPCC_API_BASE_SITE_ID: 'electronics',
      NUXT_SAPCC_OAUTH_URI: `http://127.0.0.1:${port}/authorizationserver`,
      NUXT_SAPCC_OAUTH_CLIENT_ID: 'storefront',
    } })
  })

  afterAll(async () => {
    await app?.stop()
    occ.closeAllConnections()
    occ.close()
  })

  it('keeps its turn until SAP has executed it', async () => {
    const client = new Client(app.url)
    const change = async (quantity: number, signal?: AbortSignal) => await client.fetch('/api/sapcc/updateCartEntry', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ cartId: CART, entryNumber: 0, orderEntry: { quantity } }]),
      ...(signal ? { signal } : {}),
    })
    const leaving = new AbortController()
    const first = change(2, leaving.signal).catch((error: unknown) => error)
    await begun.promise
    leaving.abort()
    expect(await first).toMatchObject({ name: 'AbortError' })
    expect((await change(3)).status).toBe(200)
    expect(changes).toEqual(['2 begins', '2 ends', '3 begins', '3 ends'])
  })
})
