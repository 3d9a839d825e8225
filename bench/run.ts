/**
 * `npm run bench`: measures the module against its neighbours, all in one run on one machine, and writes
 * `bench/results.json` and `bench/chart.svg`. `npm run bench -- --only on-off` measures some (`neighbours`, `nitro`, `crowd`,
 * `on-off`, or one part of it) and replaces only their rows. With `--quick` it takes little time and writes nothing.
 * Ends with 1 when a goal is missed.
 */
import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, cpus } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { MAX_BUNDLE, measureBundle } from '../scripts/lib/bundle-size.ts'
import { runOrThrow, step } from '../scripts/lib/run.ts'
import { drawChart } from './lib/chart.ts'
import { measure } from './lib/measure.ts'
import { QUICK_PLAN, SESSIONS } from './lib/part.ts'
import type { Part, PartContext } from './lib/part.ts'
import { printResults } from './lib/print.ts'
import { compare } from './lib/ratios.ts'
import { noResults, replaceRows } from './lib/results.ts'
import type { Results } from './lib/results.ts'
import { startServer } from './lib/servers.ts'
import type { BenchServer } from './lib/servers.ts'
import { buildFolder, buildShop } from './lib/shop.ts'
import { crowd } from './parts/crowd.ts'
import { neighbours } from './parts/neighbours.ts'
import { nitro } from './parts/nitro.ts'
import { onOff } from './parts/on-off.ts'

/** What `--only` takes, each with its parts by the name that the results give them. */
const PARTS: Readonly<Record<string, Readonly<Record<string, Part>>>> = {
  'neighbours': { neighbours },
  'nitro': { nitro },
  'crowd': { crowd },
  'on-off': onOff,
}

const all: Readonly<Record<string, Part>> = Object.assign({}, ...Object.values(PARTS))

const here = fileURLToPath(new URL('.', import.meta.url))
const { values: { quick: isQuick, only } } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } })
const parts = partsOf(only)

if ('neighbours' in parts && !existsSync(join(here, 'node_modules', '@vue-storefront', 'middleware'))) {
  step('Installing what is only measured against')
  await runOrThrow('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here })
}

step('Building')
for (const name of new Set(Object.values(parts).flatMap(({ builds }) => builds))) await buildShop(name)

const files = mkdtempSync(join(tmpdir(), 'nuxt-sapcc-bench-'))
const servers: BenchServer[] = []
try {
  const results = await measureParts()
  printResults(results)
  if (![...results.ratios, ...(results.bundle ? [results.bundle] : [])].every(({ isReached = true }) => isReached)) process.exitCode = 1
  if (!isQuick) write(results)
}
finally {
  await Promise.all(servers.map(server => server.stop()))
  rmSync(files, { recursive: true, force: true })
}

function partsOf(name: string | undefined): Readonly<Record<string, Part>> {
  if (name === undefined) return all
  const found = PARTS[name] ?? (all[name] && { [name]: all[name] })
  if (!found) throw new Error(`--only takes one of ${Object.keys({ ...PARTS, ...all }).join(', ')}`)
  return found
}

async function measureParts(): Promise<Results> {
  const upstream = await keep(startServer('upstream'))
  const context: PartContext = { upstream: upstream.url, keep, writeCookies }
  const results = noResults({ node: process.version, platform: `${process.platform} ${process.arch}`, cpus: cpus().length, model: cpus()[0]?.model ?? 'unknown' }, SESSIONS)
  for (const [name, part] of Object.entries(parts)) {
    step(`Measuring ${name}`)
    const plan = isQuick ? QUICK_PLAN : part.plan
    const measurements = await measure(() => part.start(context), plan)
    results.plan[name] = { ...plan, measuredAt: new Date().toISOString() }
    Object.assign(results.measurements, measurements)
    results.ratios.push(...part.comparisons.map(comparison => compare(measurements, comparison)))
  }
  if (only === undefined) {
    const bundle = await measureBundle(buildFolder('with-module'), buildFolder('without-module'))
    results.bundle = { ...bundle, atMost: MAX_BUNDLE, isReached: bundle.added <= MAX_BUNDLE }
  }
  return results
}

function write(results: Results): void {
  const path = join(here, 'results.json')
  const written = only === undefined ? results : replaceRows(JSON.parse(readFileSync(path, 'utf8')) as Results, results)
  writeFileSync(path, `${JSON.stringify(written, undefined, 2)}\n`)
  if ('neighbours' in parts) writeFileSync(join(here, 'chart.svg'), drawChart(['getCart', 'rawProxy', 'barePost', 'bare', 'proxyRequest', 'alokai'].map(name => results.measurements[name]!)))
}

/** @returns what is being started; stopped at the end at the latest. */
async function keep(starting: Promise<BenchServer>): Promise<BenchServer> {
  const server = await starting
  servers.push(server)
  return server
}

function writeCookies(cookies: readonly string[]): string {
  const path = join(files, randomUUID())
  writeFileSync(path, cookies.join('\n'))
  return path
}
