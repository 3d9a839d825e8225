/**
 * `npm run bench`: measures the module against its neighbours, all in one run on one machine, and writes
 * `bench/results.json` and `bench/chart.svg`. `npm run bench -- --quick` takes a minute and writes nothing.
 * Ends with 1 when a goal is missed.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, cpus } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { MAX_BUNDLE, measureBundle } from '../scripts/lib/bundle-size.ts'
import { root, runOrThrow, step } from '../scripts/lib/run.ts'
import { drawChart } from './lib/chart.ts'
import { measure, quantile } from './lib/measure.ts'
import type { Measurement, Plan, Started } from './lib/measure.ts'
import { printResults } from './lib/print.ts'
import { CART_PATH } from './servers/listen.ts'
import { signIn } from './lib/sessions.ts'
import { startNuxt, startServer } from './lib/servers.ts'
import type { BenchServer } from './lib/servers.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const buildDir = join(root, '.cache', 'builds', 'bench')
const isQuick = process.argv.includes('--quick')
const PLAN: Plan = isQuick ? { starts: 1, rounds: 2, seconds: 2 } : { starts: 4, rounds: 4, seconds: 2 }
/** Ten thousand sign-ins take long: one start, and as many rounds. */
const CROWD_PLAN: Plan = { ...PLAN, starts: 1, rounds: PLAN.starts * PLAN.rounds }
const SESSIONS = 10_000
const GET_CART = '/api/sapcc/getCart'
const CALL = { method: 'POST', body: '[{}]', headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' } } as const

/** What the ratios have to be, and of what to what. */
const GOALS = [
  { name: 'vsAlokai', label: 'getCart to Alokai\'s middleware', of: 'getCart', to: 'alokai', atLeast: 40 },
  { name: 'vsProxyRequest', label: 'getCart to h3 proxyRequest', of: 'getCart', to: 'proxyRequest', atLeast: 2.5 },
  { name: 'vsBare', label: 'getCart to a bare undici handler', of: 'getCart', to: 'barePost', atLeast: 0.8 },
  { name: 'rawProxyVsProxyRequest', label: 'raw proxy to h3 proxyRequest', of: 'rawProxy', to: 'proxyRequest', atLeast: 2.5 },
  { name: 'rawProxyVsBare', label: 'raw proxy to a bare undici handler', of: 'rawProxy', to: 'bare', atLeast: 0.8 },
  { name: 'manySessions', label: '10,000 sessions to one', of: 'manySessions', to: 'oneSession', atLeast: 0.9 },
] as const

if (!existsSync(join(here, 'node_modules', '@vue-storefront', 'middleware'))) {
  step('Installing what is only measured against')
  await runOrThrow('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here })
}

step('Building')
const withModule = join(buildDir, 'with-module')
const withoutModule = join(buildDir, 'without-module')
await build(withModule)
await build(withoutModule, { BENCH_WITHOUT_MODULE: '1' })
const bundle = measureBundle(withModule, withoutModule)

const files = mkdtempSync(join(tmpdir(), 'nuxt-sapcc-bench-'))
const servers: BenchServer[] = []
try {
  step('Measuring')
  const upstream = await keep(startServer('upstream'))
  // Two processes of the same shop: after thousands of sign-ins V8 arranges memory for what lives long, and every call pays for it.
  const measurements = { ...await measure(() => startNeighbours(upstream.url), PLAN), ...await measure(() => startCrowd(upstream.url), CROWD_PLAN) }
  const ratios = GOALS.map(goal => ({ ...goal, ...ratioOf(measurements, goal.of, goal.to) }))
  const results = {
    measuredAt: new Date().toISOString(),
    machine: { node: process.version, platform: `${process.platform} ${process.arch}`, cpus: cpus().length, model: cpus()[0]?.model ?? 'unknown' },
    plan: { neighbours: PLAN, crowd: CROWD_PLAN, answerBytes: 3 * 1024, sessions: SESSIONS },
    measurements,
    ratios: ratios.map(({ name, label, atLeast, ratio, quartiles, cpuRatio }) => ({ name, label, atLeast, ratio, quartiles, ...(cpuRatio === undefined ? {} : { cpuRatio }), isReached: ratio >= atLeast })),
    bundle: { ...bundle, atMost: MAX_BUNDLE, isReached: bundle.added <= MAX_BUNDLE },
  }
  printResults(results)
  if (![...results.ratios, results.bundle].every(({ isReached }) => isReached)) process.exitCode = 1
  if (!isQuick) {
    writeFileSync(join(here, 'results.json'), `${JSON.stringify(results, undefined, 2)}\n`)
    writeFileSync(join(here, 'chart.svg'), drawChart(['getCart', 'rawProxy', 'barePost', 'bare', 'proxyRequest', 'alokai'].map(name => measurements[name]!)))
  }
}
finally {
  await Promise.all(servers.map(server => server.stop()))
  rmSync(files, { recursive: true, force: true })
}

/** @returns what is being started, to be stopped when all is over at the latest. */
async function keep(starting: Promise<BenchServer>): Promise<BenchServer> {
  const server = await starting
  servers.push(server)
  return server
}

/** The shop with one customer, and everybody it is compared with. */
async function startNeighbours(upstream: string): Promise<Started> {
  const shop = await keep(startShop(upstream))
  // Nitro's own routes in a process of their own: what V8 learns from them is not the module's to pay for or to gain from.
  const nitro = await keep(startShop(upstream))
  const bare = await keep(startServer('undici', upstream))
  const proxyRequest = await keep(startServer('h3-proxy', upstream))
  const alokai = await keep(startServer('alokai', upstream))
  const [cookie = ''] = await signIn(shop.url, 1)
  // Everybody gets the same cookie to parse, whoever needs it.
  const calls = { ...CALL, headers: { ...CALL.headers, cookie } }
  const reads = { method: 'GET', headers: { 'sec-fetch-site': 'same-origin', cookie } } as const
  return {
    targets: [
      { name: 'getCart', label: 'POST /api/sapcc/getCart', server: shop, load: { ...calls, url: `${shop.url}${GET_CART}` } },
      { name: 'rawProxy', label: 'GET /api/occ/**', server: shop, load: { ...reads, url: `${shop.url}/api/occ${CART_PATH.replace('/occ/v2', '')}` } },
      // Each asked as the module's route is.
      { name: 'barePost', label: 'bare undici, by POST', server: bare, load: { ...calls, url: bare.url } },
      { name: 'bare', label: 'bare undici, by GET', server: bare, load: { ...reads, url: bare.url } },
      { name: 'bareInNitro', label: 'the same behind Nitro', server: nitro, load: { ...reads, url: `${nitro.url}/api/plain` } },
      { name: 'emptyRoute', label: 'an empty route of Nitro', server: nitro, load: { ...reads, url: `${nitro.url}/api/empty` } },
      { name: 'proxyRequest', label: 'h3 proxyRequest', server: proxyRequest, load: { ...reads, url: proxyRequest.url } },
      { name: 'alokai', label: 'Alokai middleware', server: alokai, load: { ...calls, url: `${alokai.url}/sapcc/getCart` } },
    ],
    stop: async () => void await Promise.all([shop, nitro, bare, proxyRequest, alokai].map(server => server.stop())),
  }
}

/** A shop with thousands of customers: asked by one of them, and by all in turn. */
async function startCrowd(upstream: string): Promise<Started> {
  const shop = await keep(startShop(upstream))
  const cookies = await signIn(shop.url, SESSIONS)
  const many = join(files, 'many')
  const one = join(files, 'one')
  writeFileSync(many, cookies.join('\n'))
  writeFileSync(one, cookies.map(() => cookies[0]).join('\n'))
  const calls = { ...CALL, url: `${shop.url}${GET_CART}` }
  return {
    targets: [
      { name: 'oneSession', label: `getCart, one of ${SESSIONS} sessions`, server: shop, load: { ...calls, cookies: one } },
      { name: 'manySessions', label: `getCart, ${SESSIONS} sessions`, server: shop, load: { ...calls, cookies: many } },
    ],
    stop: () => shop.stop(),
  }
}

function startShop(upstream: string): Promise<BenchServer> {
  return startNuxt(join(withModule, 'output', 'server', 'index.mjs'), {
    NUXT_SAPCC_API_URI: `${upstream}/occ/v2`,
    NUXT_SAPCC_API_BASE_SITE_ID: 'electronics',
    NUXT_SAPCC_OAUTH_URI: `${upstream}/authorizationserver`,
    NUXT_SAPCC_OAUTH_CLIENT_ID: 'bench',
    NUXT_SAPCC_OAUTH_CLIENT_SECRET: 'a client secret for measurements',
    NUXT_SAPCC_OAUTH_PKCE_SUPPORTED: 'false',
    NUXT_SAPCC_SESSION_PASSWORD: 'a session password for measurements',
  })
}

async function build(folder: string, env: Record<string, string> = {}): Promise<void> {
  rmSync(folder, { recursive: true, force: true })
  await runOrThrow('node', [join(root, 'scripts', 'build-app.ts'), join(here, 'app'), folder], {
    env: { NODE_ENV: 'production', NUXT_TELEMETRY_DISABLED: '1', CONSOLA_LEVEL: '2', ...env },
  })
}

/** The median of the rounds' own ratios: what disturbs a round disturbs both of them. CPU time leaves out who had to wait for whom. */
function ratioOf(measurements: Record<string, Measurement>, of: string, to: string): { ratio: number, quartiles: [number, number], cpuRatio?: number } {
  const [ours, theirs] = [measurements[of]!, measurements[to]!]
  const ratios = ours.rounds.map((rate, index) => rate / theirs.rounds[index]!)
  const [lower, middle, upper] = [0.25, 0.5, 0.75].map(share => round(quantile(ratios, share))) as [number, number, number]
  const byRequests = { ratio: middle, quartiles: [lower, upper] as [number, number] }
  return ours.cpuPerRequest === undefined || theirs.cpuPerRequest === undefined ? byRequests : { ...byRequests, cpuRatio: round(theirs.cpuPerRequest / ours.cpuPerRequest) }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
