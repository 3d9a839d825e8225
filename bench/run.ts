/**
 * `npm run bench`: measures the module against its neighbours and its goals, all in one run on one machine, and writes
 * `bench/results.json` after each part; at the end a line of `bench/history.jsonl`, the numbers of docs/performance.md and
 * `docs/pictures/performance.svg`. `npm run bench -- --only calls,pages` measures some parts and replaces only their rows; `--help` lists
 * them. With `--quick` it takes little time and writes nothing. A part that fails is named, and the others still run. Ends
 * with 1 when a part failed or a goal is missed.
 */
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { root, run, step } from '../scripts/lib/run.ts'
import { historyLine, parseHistory, regressions } from './lib/history.ts'
import { startLoads } from './lib/loads.ts'
import type { Measurement } from './lib/measure.ts'
import type { Part, PartContext } from './lib/part.ts'
import { printRegressions, printResults } from './lib/print.ts'
import { noResults, withPart } from './lib/results.ts'
import type { Results } from './lib/results.ts'
import type { Row } from './lib/rows.ts'
import { startServer } from './lib/servers.ts'
import type { BenchServer } from './lib/servers.ts'
import { buildShop } from './lib/shop.ts'
import type { BuildName } from './lib/shop.ts'
import { RESULTS, readResults, writeDocuments } from './lib/write-documents.ts'
import { allParts, partsOf, usage } from './parts/index.ts'

const HISTORY = join(root, 'bench', 'history.jsonl')
const MACHINE = { node: process.version, platform: `${process.platform} ${process.arch}`, cpus: cpus().length, model: cpus()[0]?.model ?? 'unknown' }

const { values: { quick: isQuick, only, help } } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' }, help: { type: 'boolean', default: false } } })
if (help) {
  console.log(usage())
  process.exit(0)
}
const parts = partsOf(only)

/** Set by a signal: no further part begins, and what runs fails because its processes are ended. */
let isEnded = false
const files = mkdtempSync(join(tmpdir(), 'nuxt-sapcc-bench-'))
const loads = startLoads()
const servers = new Set<BenchServer>()
const buildTimes = new Map<BuildName, number>()
const failures: { name: string, error: unknown }[] = []

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    console.error(`\nEnded by ${signal}; what was measured is kept.`)
    isEnded = true
    loads.stop()
    void stopServers()
  })
}

const begun = Date.now()
const failed = await buildAll()
const { rows, measurements } = await measureParts(failed)
printResults(measurements, rows)
if (rows.length > 0) keepHistory(rows)
for (const { name, error } of failures) console.error(`\nFailed: ${name}: ${error instanceof Error ? error.stack : String(error)}`)
console.log(`\n${Object.keys(parts).length - failures.length} of ${Object.keys(parts).length} parts measured in ${((Date.now() - begun) / 60_000).toFixed(1)} minutes.`)
process.exitCode = isEnded || failures.length > 0 || rows.some(({ isReached }) => isReached === false) ? 1 : 0

/** Builds what the parts need. @returns what could not be built. */
async function buildAll(): Promise<Map<BuildName, unknown>> {
  const lost = new Map<BuildName, unknown>()
  if (Object.values(parts).some(({ needsNeighbours }) => needsNeighbours) && !existsSync(join(root, 'bench', 'node_modules', '@vue-storefront', 'middleware'))) {
    step('Installing what is only measured against')
    // Parts that need it say so when it is missing.
    await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: join(root, 'bench') })
  }
  for (const name of new Set(Object.values(parts).flatMap(({ builds }) => builds))) {
    if (isEnded) break
    step(`Building ${name}`)
    try {
      const time = await buildShop(name)
      if (time !== undefined) buildTimes.set(name, time)
    }
    catch (error) {
      lost.set(name, error)
    }
  }
  return lost
}

async function measureParts(lost: ReadonlyMap<BuildName, unknown>): Promise<{ rows: Row[], measurements: Record<string, Measurement> }> {
  const rows: Row[] = []
  const measurements: Record<string, Measurement> = {}
  for (const [name, part] of Object.entries(parts)) {
    if (isEnded) {
      failures.push({ name, error: 'not measured' })
      continue
    }
    step(`Measuring ${name}`)
    const since = Date.now()
    try {
      const missing = part.builds.find(build => lost.has(build))
      if (missing) throw new Error(`${missing} could not be built`, { cause: lost.get(missing) })
      const { rows: found, measurements: taken = {}, plan } = await measurePart(name, part)
      rows.push(...found)
      Object.assign(measurements, taken)
      if (!isQuick) writeResults(withPart(existsSync(RESULTS) ? readResults() : noResults(), { part: name, measured: { measuredAt: new Date().toISOString(), machine: MACHINE, ...(plan ? { plan } : {}) }, rows: found, measurements: taken }, Object.keys(allParts)))
      console.log(`${Math.round((Date.now() - since) / 1000)} s`)
    }
    catch (error) {
      console.error(error)
      failures.push({ name, error })
    }
    finally {
      await stopServers()
      // The next part gets a process of its own, and this part's cookies are of no use to it.
      loads.stop()
      rmSync(files, { recursive: true, force: true })
    }
  }
  return { rows, measurements }
}

async function measurePart(name: string, part: Part) {
  const upstream = await keep(startServer('upstream'))
  const context: PartContext = { part: name, upstream: upstream.url, loads, isQuick, keep, writeCookies, buildTime: build => buildTimes.get(build) }
  return await part.run(context)
}

function writeResults(results: Results): void {
  writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`)
  writeDocuments(results)
}

/** Says what is worse than at the last run, and keeps this run's numbers. */
function keepHistory(found: readonly Row[]): void {
  const history = existsSync(HISTORY) ? parseHistory(readFileSync(HISTORY, 'utf8')) : []
  printRegressions(regressions(found, history))
  if (!isQuick) appendFileSync(HISTORY, `${JSON.stringify(historyLine(found, new Date().toISOString(), commit()))}\n`)
}

function commit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
  try {
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', '--', 'src') === '' ? '' : '+'}`
  }
  catch {
    return 'unknown'
  }
}

/** @returns what is being started; stopped at the end of the part at the latest. */
async function keep(starting: Promise<BenchServer>): Promise<BenchServer> {
  const server = await starting
  servers.add(server)
  // It was started while everything was being ended.
  if (isEnded) await server.stop()
  return server
}

async function stopServers(): Promise<void> {
  const running = [...servers]
  servers.clear()
  await Promise.all(running.map(server => server.stop()))
}

function writeCookies(cookies: readonly string[]): string {
  mkdirSync(files, { recursive: true })
  const path = join(files, randomUUID())
  writeFileSync(path, cookies.join('\n'))
  return path
}
