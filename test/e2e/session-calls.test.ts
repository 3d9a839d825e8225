import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { startRecorder } from '../harness/recorder.ts'
import type { Recorder } from '../harness/recorder.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { useShop } from '../harness/shop.ts'

const LIMIT = 5

describe('many calls of one session', () => {
  let sap: RunningSap
  let occ: Recorder
  let app: RunningApp
  let client: Client
  let active: number
  let most: number

  beforeAll(async () => {
    sap = await startSap()
    occ = await startRecorder()
    const env = { ...sap.env, NUXT_SAPCC_API_URI: `${occ.url}/occ/v2`, NUXT_SAPCC_CART_MERGE_ON_SIGN_IN: 'false', NUXT_SAPCC_API_CALLS_PER_SESSION: String(LIMIT), NUXT_SAPCC_API_WAITING_CALLS_PER_SESSION: '300' }
    app = await startApp({ env })
    client = new Client(app.url)
    await client.signIn()
  })

  afterAll(async () => {
    await app?.stop()
    await occ?.stop()
    await sap?.stop()
  })

  beforeEach(() => {
    occ.reset()
    active = 0
    most = 0
    occ.answer(async (_, res) => {
      most = Math.max(most, ++active)
      await new Promise(resolve => setTimeout(resolve, 10))
      active--
      res.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })

  it.each([
    ['as operations', () => client.request('getUser', [{}])],
    ['through the proxy', () => client.fetch('/api/occ/electronics/users/current')],
  ])('reach SAP a few at a time, and all are answered: %s', async (_, call) => {
    const answers = await Promise.all(Array.from({ length: 200 }, call))
    expect(new Set(answers.map(answer => answer.status))).toEqual(new Set([200]))
    expect(occ.requests).toHaveLength(200)
    expect(most).toBe(LIMIT)
  })

  it('leave room for other sessions and visitors', async () => {
    let open!: () => void
    const closed = new Promise<void>(resolve => open = resolve)
    occ.answer(async (req, res) => {
      if (req.url?.includes('/users/current')) await closed
      res.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
    const stuck = Array.from({ length: LIMIT + 3 }, () => client.request('getUser', [{}]))
    expect((await new Client(app.url).request('getProduct', [{ productCode: '1' }])).status).toBe(200)
    const other = new Client(app.url)
    await other.signIn('john@example.com')
    expect((await other.request('getProduct', [{ productCode: '1' }])).status).toBe(200)
    open()
    expect(new Set((await Promise.all(stuck)).map(answer => answer.status))).toEqual(new Set([200]))
  })

  it('are refused with 429 when too many wait, and not sent', async () => {
    let open!: () => void
    const closed = new Promise<void>(resolve => open = resolve)
    occ.answer(async (_, res) => {
      await closed
      res.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
    let refused = 0
    const answers = Array.from({ length: LIMIT + 300 + 20 }, async () => {
      const response = await client.request('getUser', [{}])
      // All calls that may wait do: the others were refused.
      if (response.status === 429 && ++refused === 20) open()
      return response
    })
    const all = await Promise.all(answers)
    expect(all.filter(answer => answer.status === 200)).toHaveLength(LIMIT + 300)
    expect(occ.requests).toHaveLength(LIMIT + 300)
    const told = all.find(answer => answer.status === 429)!
    expect(told.headers.get('retry-after')).toBe('1')
    expect(await told.json()).toMatchObject({ data: { type: 'TooManyCallsError' } })
  })
})

describe('with the limits as they come', () => {
  const shop = useShop({ sap: { generation: 'legacy' } })

  it('answers two hundred calls at once whose token has expired', async () => {
    const client = new Client(shop.app.url)
    await client.signIn()
    await shop.sap.expireAccessTokens()
    const answers = await Promise.all(Array.from({ length: 200 }, () => client.fetch('/api/occ/electronics/users/current')))
    expect(new Set(answers.map(answer => answer.status))).toEqual(new Set([200]))
    expect(shop.sap.grants('refresh_token')).toBe(1)
  })
})
