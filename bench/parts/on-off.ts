import { SESSIONS } from '../lib/part.ts'
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

/**
 * Values instead of promises. The module has plain async functions. While it had
 * functions that returned a value or a promise, these saved a call of `getCart`
 * about 60 promises: as many as come with the async functions that one of the
 * servers runs in addition here.
 */
const promises: Switch = {
  name: 'promises',
  label: '29 async functions fewer',
  on: { build: 'with-module' },
  off: { build: 'with-module', env: { BENCH_ASYNC_FUNCTIONS: '29' } },
}

/**
 * By the names that the results give them. The same code differs by a tenth and
 * more from process to process, so starts count for more than rounds.
 */
export const onOff: Readonly<Record<string, Part>> = {
  fastPathOne: part(fastPath, 'one', { starts: 4, rounds: 2, seconds: 1.5 }),
  fastPathCrowd: part(fastPath, 'crowd', { starts: 3, rounds: 3, seconds: 1.5 }),
  promisesOne: part(promises, 'one', { starts: 4, rounds: 2, seconds: 1.5 }),
  promisesCrowd: part(promises, 'crowd', { starts: 3, rounds: 3, seconds: 1.5 }),
}

function part(it: Switch, state: State, plan: Plan): Part {
  return {
    builds: [it.on.build, it.off.build],
    plan,
    start: context => startBoth(context, it, state),
    comparisons: (Object.keys(CALLS) as Call[]).map(call => comparison(it, state, call)),
  }
}

function comparison(it: Switch, state: State, call: Call): Comparison {
  return {
    name: `${it.name}.${state}.${call}`,
    label: `${it.label} on to off: ${CALLS[call]}, ${customers(state)}`,
    of: targetName(it, state, call, 'on'),
    to: targetName(it, state, call, 'off'),
    ...(state === 'crowd' && it.atLeast !== undefined ? { atLeast: it.atLeast, by: 'cpu' } : {}),
  }
}

function targetName({ name }: Switch, state: State, call: Call, position: 'on' | 'off'): string {
  return `${name}.${state}.${call}.${position}`
}

function customers(state: State): string {
  return state === 'one' ? 'one' : `${SESSIONS / 1000}k`
}

/** Starts both servers, each in a process of its own, and brings them into the same state. */
async function startBoth({ upstream, keep, writeCookies }: PartContext, it: Switch, state: State): Promise<Started> {
  const on = await keep(startShop(it.on.build, upstream, it.on.env))
  const off = await keep(startShop(it.off.build, upstream, it.off.env))
  const loads = { on: await loadsOf(on, state, writeCookies), off: await loadsOf(off, state, writeCookies) }
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

async function loadsOf(shop: BenchServer, state: State, writeCookies: PartContext['writeCookies']): Promise<Record<Call, Load>> {
  const urls = shopUrls(shop)
  if (state === 'one') {
    const [cookie = ''] = await signIn(shop.url, 1)
    return { getCart: { ...withCookie(CALL, cookie), url: urls.getCart }, rawProxy: { ...withCookie(READ, cookie), url: urls.rawProxy } }
  }
  const cookies = writeCookies(await gatherCrowd(shop.url, SESSIONS))
  return { getCart: { ...CALL, url: urls.getCart, cookies }, rawProxy: { ...READ, url: urls.rawProxy, cookies } }
}
