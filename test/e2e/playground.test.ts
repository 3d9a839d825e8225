import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'

describe('the endpoint that the playground\'s backend adds', () => {
  let sap: RunningSap
  let app: RunningApp
  let client: Client

  beforeAll(async () => {
    sap = await startSap({ generation: 'jdk21' })
    app = await startApp({ fixture: 'playground', env: sap.env })
    client = new Client(app.url)
  })

  afterAll(async () => {
    await app?.stop()
    await sap?.stop()
  })

  beforeEach(() => sap.reset())

  it('is a method like any other', async () => {
    expect(await client.call('getProductBadges', { productCode: '300938' })).toEqual({ badges: expect.arrayContaining([{ code: 'free-delivery', name: 'Free delivery' }]) as unknown })
    expect(sap.requests('getProductBadges')).toMatchObject([{ method: 'GET', path: '/electronics/products/300938/badges' }])
    const response = await client.request('getProductBadges', [{}])
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ data: { type: 'MissingParameterError', subject: 'productCode' } })
  })

  it('shows on the product\'s page', async () => {
    const { html } = await client.page('/product/300938')
    expect(html).toContain('Free delivery')
  })

  it('leaves the page usable when it fails', async () => {
    sap.faults({ target: 'occ', operationId: 'getProductBadges', status: 500, body: '{}', count: 1 })
    const { response, html } = await client.page('/product/300938')
    expect(sap.requests().filter(({ path }) => path.endsWith('/badges'))).toMatchObject([{ status: 500 }])
    expect(response.status).toBe(200)
    expect(html).toContain('Photosmart E317')
    expect(html).toContain('Add to cart')
    expect(html).not.toContain('Free delivery')
    expect(html).not.toContain('role="alert"')
  })
})
