import { SESSIONS, crowdSize, inRounds } from '../lib/part.ts'
import type { Part, PartContext } from '../lib/part.ts'
import type { Plan, Started, Target } from '../lib/measure.ts'
import type { Comparison } from '../lib/ratios.ts'
import type { Load } from '../lib/load.ts'
import type { BenchServer } from '../lib/servers.ts'
import { gatherCrowd, signIn } from '../lib/sessions.ts'
import { CALL, READ, shopUrls, startShop, withCookie } from '../lib/shop.ts'
import type { BuildName } from '../lib/shop.ts'

/** What a speed trick that makes the code harder to read has to bring with a crowd; one that brings less is removed. */
const WORTH_IT = 1.1

/** One customer signed in, or thousands, a tenth of them refreshed. */
type State = 'one' | 'crowd'

/** Two servers that differ in one thing. */
interface Switch {
  name: string
  label: string
  on: { build: BuildName, env?: Record<string, string> }
  off: { build: BuildName, env?: Record<string, string> }
  /** By CPU time with a crowd. */
  atLeast?: number
}

const CALLS = { getCart: 'getCart', rawProxy: 'raw proxy' } as const
type Call = keyof typeof CALLS

/** Answering before Nitro. */
const fastPath: Switch = {
  name: 'fastPath',
  label: 'fast path',
  on: { build: 'with-module' },
  off: { build: 'without-fast-path' },
  atLeast: WORTH_IT,
}

/** The memory of what session cookies contain. The sessions of a crowd come in turn, each again after a second or two. */
const openedCookies: Switch = {
  name: 'openedCookies',
  label: 'memory of opened cookies',
  on: { build: 'with-module' },
  off: { build: 'without-opened-cookies' },
  atLeast: WORTH_IT,
}

/** Nitro's functions of events changed so that V8 takes them for short-lived. One customer alone makes no difference. */
const shortLivedEvents: Switch = {
  name: 'shortLivedEvents',
  label: 'short-lived events',
  on: { build: 'with-module' },
  off: { build: 'with-long-lived-events' },
  atLeast: WORTH_IT,
}

/** Traces and metrics with OpenTelemetry's SDK. Without the option nothing of OpenTelemetry is in the build. */
const telemetry: Switch = {
  name: 'telemetry',
  label: 'telemetry',
  on: { build: 'with-telemetry' },
  off: { build: 'with-module' },
}

/** The same in a shop that has not set up OpenTelemetry's SDK. */
const idleTelemetry: Switch = {
  name: 'idleTelemetry',
  label: 'telemetry without an SDK',
  on: { build: 'with-telemetry', env: { BENCH_WITHOUT_TELEMETRY_SDK: '1' } },
  off: { build: 'with-module' },
}

/**
 * Values instead of promises. The module has plain async functions. While it had
 * functions that returned a value or a promise, these saved a call of `getCart`
 * about 60 promises: as many as come with the async functions that one of the
 * servers runs in addition here.
 */
const promises: Switch = {
  name: 'promises',
  label: '29 async functions fewer',
  on: { build: 'with-async-functions' },
  off: { build: 'with-async-functions', env: { BENCH_ASYNC_FUNCTIONS: '29' } },
}

/** Starts count for more than rounds, because the same code differs by a tenth and more from process to process. */
const PLANS: Readonly<Record<State, Plan>> = {
  one: { starts: 2, rounds: 4, seconds: 1, warmUp: 1.5 },
  crowd: { starts: 2, rounds: 5, seconds: 1, warmUp: 1.5 },
}

/** By the names that the results give them. */
export const onOff: Readonly<Record<string, Part>> = {
  fastPathOne: part(fastPath, 'one'),
  fastPathCrowd: part(fastPath, 'crowd'),
  openedCookiesOne: part(openedCookies, 'one'),
  openedCookiesCrowd: part(openedCookies, 'crowd'),
  shortLivedEventsCrowd: part(shortLivedEvents, 'crowd'),
  telemetryOne: part(telemetry, 'one'),
  telemetryCrowd: part(telemetry, 'crowd'),
}

/** The same for what is decided, or of little interest. */
export const onOffOnDemand: Readonly<Record<string, Part>> = {
  idleTelemetryOne: { ...part(idleTelemetry, 'one'), isOnDemand: true },
  idleTelemetryCrowd: { ...part(idleTelemetry, 'crowd'), isOnDemand: true },
  promisesOne: { ...part(promises, 'one'), isOnDemand: true },
  promisesCrowd: { ...part(promises, 'crowd'), isOnDemand: true },
}

function part(it: Switch, state: State): Part {
  return inRounds({
    builds: [it.on.build, it.off.build],
    plan: PLANS[state],
    start: context => startBoth(context, it, state),
    comparisons: (Object.keys(CALLS) as Call[]).map(call => comparison(it, state, call)),
  })
}

function comparison(it: Switch, state: State, call: Call): Comparison {
  return {
    name: `${it.name}.${state}.${call}`,
    label: `${it.label} on to off: ${CALLS[call]}, ${customers(state)}`,
    of: targetName(it, state, call, 'on'),
    to: targetName(it, state, call, 'off'),
    ...(state === 'crowd' && it.atLeast !== undefined ? { goal: { atLeast: it.atLeast }, by: 'cpu' } : {}),
  }
}

function targetName({ name }: Switch, state: State, call: Call, position: 'on' | 'off'): string {
  return `${name}.${state}.${call}.${position}`
}

function customers(state: State): string {
  return state === 'one' ? 'one' : `${SESSIONS / 1000}k`
}

/** Starts both servers, each in a process of its own, and brings them into the same state. */
async function startBoth(context: PartContext, it: Switch, state: State): Promise<Started> {
  const { upstream, keep } = context
  const on = await keep(startShop(it.on.build, upstream, it.on.env))
  const off = await keep(startShop(it.off.build, upstream, it.off.env))
  const loads = { on: await loadsOf(context, on, state), off: await loadsOf(context, off, state) }
  const target = (call: Call, position: 'on' | 'off'): Target => ({
    name: targetName(it, state, call, position),
    label: `${CALLS[call]}, ${it.label} ${position}, ${customers(state)}`,
    server: position === 'on' ? on : off,
    load: loads[position][call],
  })
  return {
    // The two servers are measured directly one after the other.
    targets: (Object.keys(CALLS) as Call[]).flatMap(call => [target(call, 'on'), target(call, 'off')]),
    stop: async () => void await Promise.all([on, off].map(server => server.stop())),
  }
}

async function loadsOf(context: PartContext, shop: BenchServer, state: State): Promise<Record<Call, Load>> {
  const urls = shopUrls(shop)
  if (state === 'one') {
    const [cookie = ''] = await signIn(shop.url, 1)
    return { getCart: { ...withCookie(CALL, cookie), url: urls.getCart }, rawProxy: { ...withCookie(READ, cookie), url: urls.rawProxy } }
  }
  const cookies = context.writeCookies(await gatherCrowd(shop.url, crowdSize(context)))
  return { getCart: { ...CALL, url: urls.getCart, cookies }, rawProxy: { ...READ, url: urls.rawProxy, cookies } }
}
