import { QUICK_PLAN, crowdSize } from '../lib/part.ts'
import type { Part, PartContext, PartResult } from '../lib/part.ts'
import { measureTargets, summaries } from '../lib/measure.ts'
import type { Plan, Samples, Target } from '../lib/measure.ts'
import { compare } from '../lib/ratios.ts'
import type { Comparison } from '../lib/ratios.ts'
import { startServer } from '../lib/servers.ts'
import { gatherCrowd, signIn } from '../lib/sessions.ts'
import { CALL, READ, shopUrls, startShop, withCookie } from '../lib/shop.ts'

const COMPARISONS: readonly Comparison[] = [
  { name: 'crowdVsBare', label: 'getCart, 10k customers, to bare undici', of: 'manySessions', to: 'crowdBarePost', goal: { atLeast: 0.8 } },
  { name: 'crowdRawProxyVsBare', label: 'raw proxy, 10k customers, to bare undici', of: 'manySessionsRawProxy', to: 'crowdBare', goal: { atLeast: 0.8 } },
  { name: 'crowdVsOne', label: 'getCart, 10k customers to one', of: 'manySessions', to: 'oneCustomer', goal: { atLeast: 0.9 } },
  { name: 'manySessions', label: '10,000 sessions to one of them', of: 'manySessions', to: 'oneSession', goal: { atLeast: 0.9 } },
]

/** By name, of the servers at half load. */
const HALF_LOAD: readonly Comparison[] = [
  { name: 'latencyOne', label: 'p99 at half load, one customer, to bare undici', of: 'halfOneCustomer', to: 'halfBare', quantity: 'p99', goal: { atMost: 1.5 } },
  { name: 'latencyCrowd', label: 'p99 at half load, 10k customers, to bare undici', of: 'halfManySessions', to: 'halfBare', quantity: 'p99', goal: { atMost: 1.5 } },
]

/**
 * A shop in the state of every real one: a process that has signed in thousands of customers and refreshed a tenth of
 * them. V8 allocates differently there, and every call pays for it. Compared with the bare handler, and with a process
 * of the same shop that knows one customer; at full load, and at half of what the slowest of them can do.
 */
export const crowd: Part = {
  builds: ['with-module'],
  run,
}

// Ten thousand sign-ins take long: one start, and as many rounds.
const PLAN: Plan = { starts: 1, rounds: 10, seconds: 1 }
const HALF_LOAD_PLAN: Plan = { starts: 1, rounds: 8, seconds: 2, warmUp: 1 }

async function run(context: PartContext): Promise<PartResult> {
  const { loads, isQuick, part } = context
  const targets = await start(context)
  const plan = isQuick ? QUICK_PLAN : PLAN
  const taken: Samples = new Map()
  await measureTargets(loads, Object.values(targets), plan, taken)
  const atOnce = summaries(taken)
  const slowest = Math.min(...['manySessions', 'oneCustomer', 'crowdBarePost'].map(name => atOnce[name]!.requestsPerSecond))
  const rate = Math.floor(slowest / 2)
  const half = (target: Target, name: string): Target => ({ ...target, name, label: `${target.label}, ${rate} a second`, load: { ...target.load, rate } })
  const halfTaken: Samples = new Map()
  await measureTargets(loads, [half(targets.oneCustomer, 'halfOneCustomer'), half(targets.crowdBarePost, 'halfBare'), half(targets.manySessions, 'halfManySessions')], isQuick ? QUICK_PLAN : HALF_LOAD_PLAN, halfTaken)
  const measurements = { ...atOnce, ...summaries(halfTaken) }
  return { measurements, plan, rows: [...COMPARISONS, ...HALF_LOAD].map(comparison => compare(measurements, comparison, part)) }
}

async function start(context: PartContext) {
  const { upstream, keep, writeCookies } = context
  const shop = await keep(startShop('with-module', upstream))
  const quietShop = await keep(startShop('with-module', upstream))
  const bare = await keep(startServer('undici', upstream))
  const sessions = await gatherCrowd(shop.url, crowdSize(context))
  const [cookie = ''] = await signIn(quietShop.url, 1)
  const cookies = writeCookies(sessions)
  const urls = shopUrls(shop)
  return {
    oneSession: { name: 'oneSession', label: `getCart, one of ${sessions.length} sessions`, server: shop, load: { ...CALL, url: urls.getCart, cookies: writeCookies(sessions.map(() => sessions[0] ?? '')) } },
    oneCustomer: { name: 'oneCustomer', label: 'getCart, one customer', server: quietShop, load: { ...withCookie(CALL, cookie), url: shopUrls(quietShop).getCart } },
    manySessions: { name: 'manySessions', label: `getCart, ${sessions.length} sessions`, server: shop, load: { ...CALL, url: urls.getCart, cookies } },
    // The bare handler gets the same cookies, whether it needs them or not.
    crowdBarePost: { name: 'crowdBarePost', label: `bare undici, by POST, ${sessions.length} cookies`, server: bare, load: { ...CALL, url: bare.url, cookies } },
    crowdBare: { name: 'crowdBare', label: `bare undici, by GET, ${sessions.length} cookies`, server: bare, load: { ...READ, url: bare.url, cookies } },
    manySessionsRawProxy: { name: 'manySessionsRawProxy', label: `raw proxy, ${sessions.length} sessions`, server: shop, load: { ...READ, url: urls.rawProxy, cookies } },
  } as const satisfies Record<string, Target>
}
