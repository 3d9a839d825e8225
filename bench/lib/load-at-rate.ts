import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { Pool } from 'undici'
import { quantile } from './quantile.ts'
import type { Load, LoadAnswer } from './load.ts'

/** Far more than a server that is half idle needs. */
const CONNECTIONS = 64

/** Milliseconds that the last responses may take. */
const PATIENCE = 10_000

/**
 * Sends requests at equal distances. It does not wait for responses: a server that stops for a moment gets the requests
 * of that moment all the same, and their latency counts.
 */
export async function sendAtRate({ url, method, body, headers, connections = CONNECTIONS }: Load, cookies: readonly string[], seconds: number, rate: number): Promise<LoadAnswer> {
  const { origin, pathname, search } = new URL(url)
  const pool = new Pool(origin, { connections, pipelining: 1 })
  const latencies: number[] = []
  const failures: string[] = []
  let sent = 0

  async function send(index: number): Promise<void> {
    const begun = performance.now()
    const cookie = cookies[index % cookies.length]
    const response = await pool.request({ path: pathname + search, method, body: body ?? null, headers: { ...headers, ...(cookie === undefined ? {} : { cookie }) } })
    await response.body.dump({ limit: Infinity })
    if (response.statusCode >= 300) throw new Error(`status ${response.statusCode}`)
    latencies.push(performance.now() - begun)
  }

  const begun = performance.now()
  const under = new Set<Promise<void>>()
  for (let passed = 0; passed < seconds; passed = (performance.now() - begun) / 1000) {
    while (sent < passed * rate) {
      const request: Promise<void> = send(sent++).catch((error: unknown) => void failures.push(String(error))).finally(() => under.delete(request))
      under.add(request)
    }
    await wait(1)
  }
  const duration = (performance.now() - begun) / 1000
  await Promise.race([Promise.all(under), wait(PATIENCE, undefined, { ref: false })])
  await pool.destroy()
  const failed = failures.length + under.size
  if (failed > 0) return { failure: `${failed} of ${sent} requests failed, the first with: ${failures[0] ?? 'no response'}` }
  return { requests: sent, duration, latency: { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) } }
}
