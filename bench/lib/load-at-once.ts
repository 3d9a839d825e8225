import { performance } from 'node:perf_hooks'
import autocannon from 'autocannon'
import { quantile } from './quantile.ts'
import type { Load, LoadAnswer } from './load.ts'

const CONNECTIONS = 32

/** Milliseconds between two looks at the clock: with autocannon's second, a load of 1.5 s would take 2. */
const SAMPLE = 100

/** What autocannon's clients have and its types do not name. */
interface Client {
  setRequests: (requests: object[]) => void
}

/** Sends as many requests as the connections can: each sends its next one when it has a response. */
export async function sendAtOnce({ url, method, body, headers, connections = CONNECTIONS }: Load, cookies: readonly string[], seconds: number): Promise<LoadAnswer> {
  let client = 0
  const latencies: number[] = []
  let begun = performance.now()
  const running = autocannon({
    url,
    method,
    body,
    headers,
    connections,
    duration: seconds,
    // Not in the types.
    ...{ sampleInt: SAMPLE },
    // Each connection has its own share of the sessions, so that each session is used once in turn.
    ...(cookies.length === 0
      ? {}
      : {
          setupClient(it: unknown) {
            const first = client++
            const share = cookies.filter((_, index) => index % connections === first % connections)
            ;(it as Client).setRequests(share.map(cookie => ({ method, body, headers: { ...headers, cookie } })))
          },
        }),
  })
  // Its own duration contains the time it takes to prepare thousands of requests with a cookie each.
  running.once('start', () => begun = performance.now())
  // Autocannon's own table has whole milliseconds.
  running.on('response', (_client, _status, _bytes, milliseconds) => latencies.push(milliseconds))
  const { errors, timeouts, non2xx, requests } = await running
  const duration = (performance.now() - begun) / 1000
  const failed = errors + timeouts + non2xx
  if (failed > 0) return { failure: `${failed} of ${requests.total} requests failed (${non2xx} with a status that is no success)` }
  return { requests: requests.total, duration, latency: { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) } }
}
