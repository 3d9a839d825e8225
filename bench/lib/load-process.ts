/** The process that {@link sendLoad} starts. */
import { readFileSync } from 'node:fs'
import process from 'node:process'
import autocannon from 'autocannon'
import type { Load, LoadResult } from './load.ts'

/** Enough to keep a server busy, few enough not to measure its queue. */
const CONNECTIONS = 32

/** What autocannon's clients have and its types do not name. */
interface Client {
  setRequests: (requests: object[]) => void
}

process.once('message', (message) => {
  const { seconds, cookies, ...load } = message as Load & { seconds: number }
  const lines = cookies === undefined ? [] : readFileSync(cookies, 'utf8').split('\n').filter(Boolean)
  let client = 0
  autocannon({
    ...load,
    connections: CONNECTIONS,
    duration: seconds,
    // Each connection has its own share of the sessions, so that each session is used once in turn.
    ...(lines.length === 0
      ? {}
      : {
          setupClient(it: unknown) {
            const first = client++
            const share = lines.filter((_, index) => index % CONNECTIONS === first % CONNECTIONS)
            ;(it as Client).setRequests(share.map(cookie => ({ method: load.method, body: load.body, headers: { ...load.headers, cookie } })))
          },
        }),
  }).then((result) => {
    const { errors, timeouts, non2xx, requests, duration, latency } = result
    const failed = errors + timeouts + non2xx
    const answer: LoadResult | { failure: string } = failed > 0
      ? { failure: `${failed} of ${requests.total} requests failed (${non2xx} with a status that is no success)` }
      : { requests: requests.total, duration, latency: { p50: latency.p50, p99: latency.p99 } }
    process.send?.(answer)
  }).catch((error: unknown) => process.send?.({ failure: String(error) }))
})
