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
import { measure, median } from './lib/measure.ts'
import type { Measurement, Plan, Target } from './lib/measure.ts'
import { printResults } from './lib/print.ts'
import { CART_PATH } from './servers/listen.ts'
import { signIn } from './lib/sessions.ts'
import { startNuxt, startServer } from './lib/servers.ts'
import type { BenchServer } from './lib/servers.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const buildDir = join(root, '.cache', 'builds', 'bench')
const isQuick = process.argv.includes('--quick')
const PLAN: Plan = isQuick ? { rounds: 2, seconds: 2 } : { rounds: 9, seconds: 2 }
const SESSIONS = 10_000

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
  step('Signing in')
  const upstream = await keep(startServer('upstream'))
  const startShop = () => keep(startNuxt(join(withModule, 'output', 'server', 'index.mjs'), {
    NUXT_SAPCC_API_URI: `${upstream.url}/occ/v2`,
    NUXT_SAPCC_API_BASE_SITE_ID: 'electronics',
    NUXT_SAPCC_OAUTH_URI: `${upstream.url}/authorizationserver`,
    NUXT_SAPCC_OAUTH_CLIENT_ID: 'bench',
    NUXT_SAPCC_OAUTH_CLIENT_SECRET: 'a client secret for measurements',
    NUXT_SAPCC_OAUTH_PKCE_SUPPORTED: 'false',
    NUXT_SAPCC_SESSION_PASSWORD: 'a session password for measurements',
  }))
  // Two processes of the same shop: after thousands of sign-ins V8 arranges memory for what lives long, and every call pays for it.
  const shop = await startShop()
  const [cookie = ''] = await signIn(shop.url, 1)
  const crowdedShop = await startShop()
  const cookies = await signIn(crowdedShop.url, SESSIONS)
  const many = join(files, 'many')
  const one = join(files, 'one')
  writeFileSync(many, cookies.join('\n'))
  writeFileSync(one, cookies.map(() => cookies[0]).join('\n'))

  step('Measuring')
  const call = { method: 'POST', body: '[{}]', headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' } } as const
  const getCart = { ...call, url: `${shop.url}/api/sapcc/getCart` }
  const ofCrowd = { ...call, url: `${crowdedShop.url}/api/sapcc/getCart` }
  // Everybody gets the same cookie to parse, whoever needs it.
  const signedIn = { ...call.headers, cookie }
  const reads = { method: 'GET', headers: { 'sec-fetch-site': 'same-origin', cookie } } as const
  const bare = await keep(startServer('undici', upstream.url))
  const proxyRequest = await keep(startServer('h3-proxy', upstream.url))
  const alokai = await keep(startServer('alokai', upstream.url))
  const targets: Target[] = [
    { name: 'getCart', label: 'POST /api/sapcc/getCart', server: shop, load: { ...getCart, headers: signedIn } },
    { name: 'rawProxy', label: 'GET /api/occ/**', server: shop, load: { ...reads, url: `${shop.url}/api/occ${CART_PATH.replace('/occ/v2', '')}` } },
    // Asked as the module's routes are: a body to read costs every server something.
    { name: 'barePost', label: 'bare undici, by POST', server: bare, load: { ...call, url: bare.url, headers: signedIn } },
    { name: 'bare', label: 'bare undici, by GET', server: bare, load: { ...reads, url: bare.url } },
    { name: 'bareInNitro', label: 'the same behind Nitro', server: shop, load: { ...reads, url: `${shop.url}/api/plain` } },
    { name: 'emptyRoute', label: 'an empty route of Nitro', server: shop, load: { ...reads, url: `${shop.url}/api/empty` } },
    { name: 'proxyRequest', label: 'h3 proxyRequest', server: proxyRequest, load: { ...reads, url: proxyRequest.url } },
    { name: 'alokai', label: 'Alokai middleware', server: alokai, load: { ...call, url: `${alokai.url}/sapcc/getCart`, headers: signedIn } },
  ]
  const sessions: Target[] = [
    { name: 'oneSession', label: `getCart, one of ${SESSIONS} sessions`, server: crowdedShop, load: { ...ofCrowd, cookies: one } },
    { name: 'manySessions', label: `getCart, ${SESSIONS} sessions`, server: crowdedShop, load: { ...ofCrowd, cookies: many } },
  ]
  const measurements = { ...await measure(targets, PLAN), ...await measure(sessions, PLAN) }
  const ratios = GOALS.map(goal => ({ ...goal, ...ratioOf(measurements, goal.of, goal.to) }))
  const results = {
    measuredAt: new Date().toISOString(),
    machine: { node: process.version, platform: `${process.platform} ${process.arch}`, cpus: cpus().length, model: cpus()[0]?.model ?? 'unknown' },
    plan: { ...PLAN, answerBytes: 3 * 1024, sessions: SESSIONS },
    measurements,
    ratios: ratios.map(({ name, label, atLeast, ratio, cpuRatio }) => ({ name, label, atLeast, ratio, ...(cpuRatio === undefined ? {} : { cpuRatio }), isReached: ratio >= atLeast })),
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

async function keep(starting: Promise<BenchServer>): Promise<BenchServer> {
  const server = await starting
  servers.push(server)
  return server
}

async function build(folder: string, env: Record<string, string> = {}): Promise<void> {
  rmSync(folder, { recursive: true, force: true })
  await runOrThrow('node', [join(root, 'scripts', 'build-app.ts'), join(here, 'app'), folder], {
    env: { NODE_ENV: 'production', NUXT_TELEMETRY_DISABLED: '1', CONSOLA_LEVEL: '2', ...env },
  })
}

/** The median of the rounds' own ratios: what disturbs a round disturbs both of them. CPU time leaves out who had to wait for whom. */
function ratioOf(measurements: Record<string, Measurement>, of: string, to: string): { ratio: number, cpuRatio?: number } {
  const [ours, theirs] = [measurements[of]!, measurements[to]!]
  const ratio = round(median(ours.rounds.map((rate, index) => rate / theirs.rounds[index]!)))
  return ours.cpuPerRequest === undefined || theirs.cpuPerRequest === undefined ? { ratio } : { ratio, cpuRatio: round(theirs.cpuPerRequest / ours.cpuPerRequest) }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
