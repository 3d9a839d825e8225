import { readFileSync } from 'node:fs'
import { metrics } from '@opentelemetry/api'
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { meterHooks } from '../../../src/runtime/server/telemetry/metrics'
import { freePort } from '../../../scripts/lib/ports'
import type { SapccServerHooks } from '../../../src/runtime/server/hooks'

interface Dashboard { panels: { title: string, targets: { expr: string }[] }[] }

const { panels } = JSON.parse(readFileSync(new URL('../../../docs/grafana-dashboard.json', import.meta.url), 'utf8')) as Dashboard
const expressions = panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr })))

let exporter: PrometheusExporter
/** What Prometheus reads: names of series, and the labels of each. */
const series = new Map<string, Set<string>>()

beforeAll(async () => {
  const port = await freePort()
  exporter = new PrometheusExporter({ port, host: '127.0.0.1', preventServerStart: true })
  await exporter.startServer()
  // The exporter has a copy of the SDK of its own, whose classes are others to TypeScript.
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [exporter as never] }))

  const listeners: { [Name in keyof SapccServerHooks]?: (context: never) => unknown } = {}
  meterHooks((name, listener) => void Object.assign(listeners, { [name]: listener }))
  const tell = <Name extends keyof SapccServerHooks>(name: Name, context: Partial<Parameters<SapccServerHooks[Name]>[0]>) => listeners[name]!(context as never)
  const call = { target: 'occ', operation: 'getCart', template: '/{baseSiteId}/carts', method: 'GET', host: 'sap.example', attempt: 1, headers: {}, duration: 20 } as const
  tell('sapcc:call:after', { ...call, status: 200 })
  tell('sapcc:call:after', { ...call, status: 503 })
  tell('sapcc:call:after', { ...call, errorType: 'UpstreamTimeoutError' })
  tell('sapcc:session:created', {})
  tell('sapcc:session:ended', { reason: 'password-changed' })
  tell('sapcc:measured', { name: 'refresh', outcome: 'renewed', duration: 30 })
  tell('sapcc:measured', { name: 'refresh-wait', outcome: 'answered', duration: 30 })
  tell('sapcc:measured', { name: 'sign-in', kind: 'password', outcome: 'succeeded' })
  tell('sapcc:measured', { name: 'queue-wait', queue: 'cart', outcome: 'entered', waiting: 3, duration: 30 })
  tell('sapcc:measured', { name: 'lock-wait', outcome: 'acquired', duration: 30 })
  tell('sapcc:measured', { name: 'storage-error' })
  tell('sapcc:measured', { name: 'cache', operation: 'getProduct', template: '/{baseSiteId}/products/{productCode}', outcome: 'hit', duration: 0 })

  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  for (const [, name, labels = ''] of text.matchAll(/^(sapcc_\w+)(?:\{(.*)\})? \S+/gm)) {
    const known = series.get(name!) ?? new Set()
    for (const [, label] of labels.matchAll(/(\w+)="/g)) known.add(label!)
    series.set(name!, known)
  }
})

afterAll(async () => {
  metrics.disable()
  await exporter?.shutdown()
})

describe('the metrics at an endpoint for Prometheus', () => {
  it('are all there, with their attributes as labels', () => {
    expect([...series.keys()].filter(name => !/_(?:bucket|sum)$/.test(name)).sort()).toEqual([
      'sapcc_cache_answers_total', 'sapcc_call_duration_count', 'sapcc_lock_wait_duration_count', 'sapcc_queue_length_count', 'sapcc_queue_wait_duration_count', 'sapcc_refresh_duration_count',
      'sapcc_refresh_wait_duration_count', 'sapcc_session_begun_total', 'sapcc_session_ended_total', 'sapcc_sign_in_attempts_total', 'sapcc_storage_errors_total',
    ])
    expect([...series.get('sapcc_cache_answers_total')!]).toEqual(expect.arrayContaining(['sapcc_operation', 'sapcc_cache']))
    expect([...series.get('sapcc_call_duration_count')!]).toEqual(expect.arrayContaining(['sapcc_target', 'sapcc_operation', 'http_response_status_code', 'error_type']))
  })
})

describe('the dashboard in the docs', () => {
  /** Names of series in an expression, which stand as texts or as patterns of them. */
  const namesIn = (expr: string) => [...expr.matchAll(/__name__=~"([^"]+)"/g)].map(([, pattern]) => new RegExp(`^(?:${pattern!})$`))

  it.each(expressions)('$title asks for series and labels that there are: $expr', ({ expr }) => {
    const names = namesIn(expr)
    expect(names).toHaveLength(1)
    const found = [...series].filter(([name]) => names[0]!.test(name))
    expect(found).toHaveLength(1)
    const labels = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list]) => list!.split(', ')).filter(label => label !== 'le')
    const [[, known]] = found as [[string, Set<string>]]
    expect(labels.filter(label => !known.has(label))).toEqual([])
    // A collector gives the unit to a name, the exporter of the SDK does not.
    if (expr.includes('(_seconds)?')) expect(names[0]!.test(found[0]![0].replace(/_(?=[^_]+$)/, '_seconds_'))).toBe(true)
  })

  it('shows every metric', () => {
    const patterns = expressions.flatMap(({ expr }) => namesIn(expr))
    const shown = (metric: string) => [...series.keys()].some(name => name.startsWith(metric) && patterns.some(pattern => pattern.test(name)))
    const all = [...series.keys()].map(name => name.replace(/_(?:bucket|sum|count|total)$/, ''))
    expect([...new Set(all)].filter(metric => !shown(metric))).toEqual([])
  })
})
