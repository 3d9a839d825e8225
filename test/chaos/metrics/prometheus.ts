import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from '../../../scripts/lib/ports.ts'
import { SCRAPE_INTERVAL, writeTargets } from './targets.ts'

/** A series of an answer: its labels, and a value for each step, `null` where there is none. */
export interface Series {
  labels: Record<string, string>
  values: (number | null)[]
}

/** Unix times in seconds, and the distance of two values. */
export interface Range { from: number, to: number, step: number }

/** A real Prometheus, which scrapes the servers of chaos runs. */
export interface Prometheus {
  version: string
  /** The file that says what to scrape; see `writeTargets`. */
  targets: string
  /** Evaluates an expression at each step of a range. @throws Error with Prometheus' own words when it refuses the expression. */
  query: (expression: string, range: Range) => Promise<Series[]>
  stop: () => Promise<void>
}

/** Starts it on a free port, with data that go when it stops. @param program path of the executable */
export async function startPrometheus(program: string): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'nuxt-sapcc-prometheus-'))
  const targets = join(folder, 'targets.json')
  writeTargets(targets, [])
  const config = join(folder, 'prometheus.json')
  // JSON is YAML.
  writeFileSync(config, JSON.stringify({
    global: { scrape_interval: `${SCRAPE_INTERVAL}s`, scrape_timeout: `${SCRAPE_INTERVAL}s` },
    scrape_configs: [{ job_name: 'chaos', file_sd_configs: [{ files: [targets], refresh_interval: '1s' }] }],
  }))
  const port = await freePort()
  const child = spawn(program, [
    `--config.file=${config}`, `--storage.tsdb.path=${join(folder, 'data')}`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=warn',
  ], { stdio: ['ignore', 'inherit', 'inherit'] })
  const ended = once(child, 'exit')

  const stop = async (): Promise<void> => {
    child.kill()
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  const ask = async (path: string): Promise<unknown> => {
    const answer = await (await fetch(`http://127.0.0.1:${port}/api/v1/${path}`)).json() as { status: string, data: unknown, error?: string }
    if (answer.status !== 'success') throw new Error(`Prometheus: ${answer.error}`)
    return answer.data
  }

  try {
    await untilReady(port)
    const { version } = await ask('status/buildinfo') as { version: string }
    return {
      version,
      targets,
      async query(expression, { from, to, step }) {
        const { result } = await ask(`query_range?${new URLSearchParams({ query: expression, start: String(from), end: String(to), step: String(step) })}`) as
          { result: { metric: Record<string, string>, values: [time: number, value: string][] }[] }
        return result.map(({ metric, values }) => ({ labels: metric, values: atEachStep(values, { from, to, step }) }))
      },
      stop,
    }
  }
  catch (error) {
    await stop()
    throw error
  }
}

/** Milliseconds that it may take to start. */
const PATIENCE = 30_000

async function untilReady(port: number): Promise<void> {
  for (const deadline = Date.now() + PATIENCE; ;) {
    const answer = await fetch(`http://127.0.0.1:${port}/-/ready`).catch(() => undefined)
    if (answer?.ok) return
    if (Date.now() > deadline) throw new Error(`Prometheus was not ready within ${PATIENCE} ms; see its output above`)
    await wait(100)
  }
}

/** Prometheus leaves out the steps without a value; `NaN` is a quantile of nothing. */
function atEachStep(values: readonly [time: number, value: string][], { from, to, step }: Range): (number | null)[] {
  const known = new Map(values.map(([time, value]) => [Math.round((time - from) / step), Number(value)]))
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => {
    const value = known.get(index)
    return value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(3))
  })
}
