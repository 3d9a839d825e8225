import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildFolder } from '../../scripts/lib/apps.ts'
import { metricsEnvironment } from '../chaos/metrics/targets.ts'
import { Client } from '../harness/client.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { freePort } from '../../scripts/lib/ports.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'

interface Span {
  name: string
  kind: number
  attributes: Record<string, string | number>
  status: number
  parent?: string
  traceId: string
  id: string
}

interface Metric {
  name: string
  unit: string
  points: { attributes: Record<string, string | number>, value: number | { count: number, sum: number } }[]
}

const CLIENT = 2
const ERROR = 2
const PAGE = { traceId: '0af7651916cd43dd8448eb211c80319c', id: 'b7ad6b7169203331' }

describe('telemetry, with OpenTelemetry\'s SDK in the shop', () => {
  let sap: RunningSap
  let app: RunningApp
  let client: Client
  const telemetry = async () => await (await fetch(`${app.url}/api/telemetry`)).json() as { spans: Span[], metrics: Metric[] }

  beforeAll(async () => {
    sap = await startSap()
    app = await startApp({ fixture: 'secrets', env: { ...sap.env, NUXT_PUBLIC_SAPCC_SSR_REFRESH_ENABLED: 'true' } })
  })
  afterAll(async () => {
    await app?.stop()
    await sap?.stop()
  })
  beforeEach(async () => {
    client = new Client(app.url)
    await client.signIn()
    await telemetry()
  })

  it('continues the trace of a page through its ten calls and the refresh', async () => {
    sap.expireAccessTokens()
    const { html } = await client.page('/ten-calls', { headers: { traceparent: `00-${PAGE.traceId}-${PAGE.id}-01` } })
    expect(html).toMatch(/<p id="count">\s*10\s*<\/p>/)
    const { spans } = await telemetry()
    expect(new Set(spans.map(({ traceId, parent, kind }) => [traceId, parent, kind].join()))).toEqual(new Set([[PAGE.traceId, PAGE.id, CLIENT].join()]))
    const of = (name: string) => spans.filter(span => span.name === name)
    const calls = of('GET /{baseSiteId}/users/{userId}')
    expect(calls.map(({ attributes }) => attributes['http.response.status_code']).sort()).toEqual([...Array.from({ length: 10 }, () => 200), ...calls.slice(10).map(() => 401)])
    expect(calls.length).toBeGreaterThan(10)
    const { hostname, port } = new URL(sap.env.NUXT_SAPCC_API_URI!)
    const common = { 'http.request.method': 'GET', 'server.address': hostname, 'server.port': Number(port), 'url.template': '/{baseSiteId}/users/{userId}', 'sapcc.operation': 'getUser', 'sapcc.target': 'occ' }
    expect(calls.find(({ status }) => status === ERROR)!.attributes).toEqual({ ...common, 'http.response.status_code': 401, 'error.type': '401' })
    expect(calls.find(({ status }) => status !== ERROR)!.attributes).toEqual({ ...common, 'http.response.status_code': 200 })
    expect(of('POST token').map(({ attributes }) => attributes)).toEqual([expect.objectContaining({ 'sapcc.target': 'authorization-server', 'sapcc.grant_type': 'refresh_token', 'http.response.status_code': 200 })])
    expect(new Set(spans.map(({ id }) => id)).size).toBe(spans.length)
  })

  it('counts the attempt of a call that the server sends again', async () => {
    sap.expireAccessTokens()
    expect((await client.fetch('/api/sapcc/getUser?body=[]')).status).toBe(200)
    const { spans } = await telemetry()
    expect(spans.filter(({ attributes }) => attributes['sapcc.operation'] === 'getUser').map(({ attributes }) => [attributes['http.response.status_code'], attributes['http.request.resend_count'] ?? 0])).toEqual([[401, 0], [200, 1]])
  })

  it('has metrics of calls, refreshes, sessions and sign-ins', async () => {
    sap.expireAccessTokens()
    await client.fetch('/api/sapcc/getUser?body=[]')
    await client.request('signUserIn', [{ username: 'jane@example.com', password: 'wrong' }])
    await client.call('signUserOut')
    const { metrics } = await telemetry()
    const find = (name: string, attributes: Record<string, string>) => metrics.find(metric => metric.name === name)?.points.find(point => Object.entries(attributes).every(([key, value]) => point.attributes[key] === value))?.value
    const countOf = (name: string, attributes: Record<string, string> = {}) => {
      const value = find(name, attributes)
      return typeof value === 'object' ? value.count : value
    }
    expect(countOf('sapcc.call.duration', { 'sapcc.operation': 'getUser' })).toBeGreaterThan(0)
    expect(countOf('sapcc.refresh.duration', { 'sapcc.outcome': 'renewed' })).toBeGreaterThan(0)
    expect(countOf('sapcc.refresh.wait.duration', { 'sapcc.outcome': 'answered' })).toBeGreaterThan(0)
    expect(countOf('sapcc.session.begun')).toBeGreaterThan(0)
    expect(countOf('sapcc.session.ended', { 'sapcc.reason': 'signed-out' })).toBe(1)
    expect(countOf('sapcc.sign_in.attempts', { 'sapcc.kind': 'password', 'sapcc.outcome': 'succeeded' })).toBeGreaterThan(0)
    expect(countOf('sapcc.sign_in.attempts', { 'sapcc.kind': 'password', 'sapcc.outcome': 'failed' })).toBe(1)
    expect(countOf('sapcc.lock.wait.duration', { 'sapcc.outcome': 'acquired' })).toBeGreaterThan(0)
    expect(metrics.filter(({ name }) => name.endsWith('.duration')).every(({ unit }) => unit === 's')).toBe(true)
    const { sum } = find('sapcc.call.duration', { 'sapcc.operation': 'getUser' }) as { sum: number }
    expect(sum).toBeGreaterThan(0)
    expect(sum).toBeLessThan(5)
  })

  it('has no name and no id of a customer in any attribute', async () => {
    // The sign-in's spans, too, and addresses that name the cart.
    await client.signIn()
    const { code } = await client.call('createCart', {}) as { code: string }
    await client.call('getCart', { cartId: code })
    await client.fetch(`/api/occ/electronics/users/current/carts/${code}`)
    const told = await telemetry()
    expect(told.spans.map(({ name }) => name)).toEqual(expect.arrayContaining(['POST token', 'GET /{baseSiteId}/users/{userId}/carts/{cartId}']))
    const text = JSON.stringify(told)
    for (const secret of ['jane', 'Password1', 'Bearer', code]) expect(text).not.toContain(secret)
  })
})

describe('OpenTelemetry\'s SDK, set up by a file that runs before the server', () => {
  it('has the metrics at an endpoint for Prometheus', async () => {
    const sap = await startSap()
    const port = await freePort()
    const app = await startApp({ fixture: 'layered', env: { ...sap.env, ...metricsEnvironment(port) } })
    try {
      await new Client(app.url).signIn()
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
      expect(text).toMatch(/^sapcc_session_begun_total\{.*\} 1$/m)
      expect(text).toMatch(/^sapcc_call_duration_bucket\{.*sapcc_grant_type="password".*\} 1$/m)
    }
    finally {
      await app.stop()
      await sap.stop()
    }
  })
})

describe('a build without telemetry', () => {
  it('has nothing of OpenTelemetry in it', () => {
    const bundle = readFileSync(join(buildFolder('shop'), 'output', 'server', 'chunks', 'nitro', 'nitro.mjs'), 'utf8')
    expect(bundle).toContain('sapcc:call:before')
    expect(bundle).not.toMatch(/opentelemetry|sapcc\.refresh\.duration/)
  })
})
