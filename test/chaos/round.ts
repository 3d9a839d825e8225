import { setTimeout as wait } from 'node:timers/promises'
import { SapccError } from '../../src/runtime/sdk/errors'
import { createActions } from './actions.ts'
import { ChaosBrowser } from './browser.ts'
import type { Weather } from './browser.ts'
import { checkOverlaps, checkRefreshTokens, checkWrites, unsavable } from './check.ts'
import type { Loss, Violation } from './check.ts'
import type { Random } from './random.ts'
import type { Setting } from './setting.ts'
import { Records, describe, endingIn } from './stage.ts'
import type { Stage } from './stage.ts'

/** What came of a round. */
export interface RoundResult {
  violations: Violation[]
  actions: number
  sessions: number
  /** Successful ones. */
  refreshes: number
  /** Sessions that ended in a way that nobody can save. */
  exempt: Record<Loss, number>
  /** Every action, for whoever has to understand a violation. */
  trace: readonly string[]
}

const USERS = ['jane@example.com', 'john@example.com'] as const

const WEATHERS: Readonly<Record<'fair' | 'rough', Weather>> = {
  fair: { late: 0.1, lost: 0, aborted: 0 },
  rough: { late: 0.3, lost: 0.15, aborted: 0.08 },
}

/** Random interleavings of everything a few browsers can do, on a bad day of SAP's, and of the shop's own. */
export async function playRound(setting: Setting, random: Random, name: string): Promise<RoundResult> {
  setting.reset()
  const stage: Stage = { setting, name, records: new Records(setting.disturb !== undefined) }
  const browsers = openBrowsers(setting, random)
  const roots = new Map<ChaosBrowser, string>()
  for (const browser of browsers) roots.set(browser, await signIn(browser, stage))

  const actions = await act(stage, browsers, random)

  // Everything is mended: whoever signed in is still there.
  setting.sap.clearFaults()
  const { violations, denials, writes, trace } = stage.records
  const exempt = { dropped: 0, killed: 0 }
  for (const browser of browsers) {
    const lossOf = () => unsavable(setting.sap.ledger().grants, roots.get(browser) ?? '', setting.orphans())
    const outcome = await afterwards(browser, stage.records, lossOf)
    const loss = lossOf()
    if (outcome !== browser.user) {
      if (loss) exempt[loss]++
      else violations.push(`${browser.name} lost the session: ${outcome}`)
    }
    if (!loss) violations.push(...denials.filter(denial => denial.browser === browser).map(({ reason }) => `${browser.name} was told that its living session is over: ${reason}`))
  }

  const { grants, writes: executed } = setting.sap.ledger()
  violations.push(...checkRefreshTokens(grants, setting.orphans()), ...checkOverlaps(setting.refreshes()), ...checkWrites(writes, executed))
  const refreshes = grants.filter(entry => entry.grant === 'refresh_token' && entry.outcome === 'success').length
  return { violations, actions, sessions: browsers.length, refreshes, exempt, trace }
}

function openBrowsers(setting: Setting, random: Random): ChaosBrowser[] {
  // Its own: how many requests are sent depends on timing, which must not shift everything else.
  const balancer = random.fork()
  return Array.from({ length: random.integer(1, 3) }, (_, index) => new ChaosBrowser({
    name: `browser ${index + 1}`,
    user: random.pick(USERS),
    tabs: random.integer(1, 3),
    servers: () => balancer.pick(setting.servers()),
    random: random.fork(),
    weather: WEATHERS[random.pick(['fair', 'rough'] as const)],
  }))
}

/** @returns the hash of the refresh token that the session begins with */
async function signIn(browser: ChaosBrowser, { setting, records }: Stage): Promise<string> {
  const [tab] = browser.tabs
  // A process that still looks for Redis, killed in the round before, signs nobody in and says so.
  await patiently(() => tab!.signUserIn({ username: browser.user, password: 'Password1!' }))
  const root = setting.sap.ledger().grants.findLast(entry => entry.user === browser.user && entry.newRefreshToken !== undefined)?.newRefreshToken
  if (root === undefined) throw new Error(`${browser.user} signed in without a refresh token`)
  const { code } = await patiently(() => tab!.createCart({}))
  if (code === undefined) throw new Error(`${browser.user} got no cart`)
  records.carts.set(browser, code)
  browser.isCalm = false
  return root
}

/** Repeats what a 503 kept from happening, for ten seconds. */
async function patiently<Result>(work: () => Promise<Result>): Promise<Result> {
  for (const deadline = Date.now() + 10_000; ;) {
    try {
      return await work()
    }
    catch (error) {
      if (!(error instanceof SapccError) || error.status !== 503 || Date.now() > deadline) throw error
      await wait(200)
    }
  }
}

/** Some dozens of actions, most of them before the ones before have ended. */
async function act(stage: Stage, browsers: readonly ChaosBrowser[], random: Random): Promise<number> {
  const { setting, records } = stage
  const actions = createActions(stage)
  const kills = setting.disturb ? 1 : 0
  const weights = {
    read: 30, write: 12, page: 8, proxy: 6, refresh: 4,
    expire: 10, storm: 2, expireDuringRendering: 3,
    outage: 4, brokenSap: 2, lostRotation: random.chance(0.1) ? 1 : 0,
    kill: kills, killDuringRefresh: 3 * kills,
  } satisfies Record<keyof typeof actions, number>

  const running: Promise<void>[] = []
  const count = random.integer(15, 45)
  for (let step = 0; step < count; step++) {
    const [action, browser, chance] = [random.weighted(weights), random.pick(browsers), random.fork()]
    records.note(`${action} of ${browser.name}`)
    running.push(actions[action](browser, chance).catch(error => records.failed(action, browser, error)))
    if (random.chance(0.5)) await wait(random.integer(0, 40))
  }
  await Promise.all(running)
  for (const browser of browsers) await browser.settle()
  return count
}

/** Longer than the intent of a process that was killed, which blocks for a minute. Seconds. */
const PATIENCE = 75

/**
 * Who the browser's next page would be for, once an outage that it may still
 * meet is over: a back-off, or a process that still looks for Redis and goes on
 * with tokens that others have renewed. What has ended does not come back.
 */
async function afterwards(browser: ChaosBrowser, records: Records, lossOf: () => Loss | undefined): Promise<string> {
  browser.isCalm = true
  for (let attempt = 0; ; attempt++) {
    try {
      return (await browser.openTab().getUser({})).uid ?? 'nobody'
    }
    catch (error) {
      records.note(`${browser.name} afterwards: ${describe(error)}`)
      const isPassing = error instanceof SapccError && (error.status === 503 || error.status === 401) && endingIn(error) === undefined
      // What only a killed process knew does not come back: there is no need to wait for its intent to end.
      if (!isPassing || attempt === PATIENCE || lossOf()) return describe(error)
      await wait(1000)
    }
  }
}
