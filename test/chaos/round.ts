import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { createActions } from './actions/index.ts'
import { signInAs } from './actions/people.ts'
import { ChaosBrowser } from './browser.ts'
import type { Weather } from './browser.ts'
import { checkOverlaps, checkRefreshTokens, checkWrites } from './check.ts'
import type { TokenFacts, Violation } from './check.ts'
import { checkEnded, untilCaughtUp } from './check-sessions.ts'
import { pickCustomers } from './customers.ts'
import { lossOf, sharedFamilies, unguardedFamilies } from './exemptions.ts'
import type { Loss } from './exemptions.ts'
import { checkGhosts } from './ghosts.ts'
import { KINDS, weightsFor } from './kinds.ts'
import type { KindName, RoundKind } from './kinds.ts'
import type { Random } from './random.ts'
import type { ChaosSession } from './sessions.ts'
import type { Setting } from './setting.ts'
import { Records } from './stage.ts'
import type { Stage } from './stage.ts'
import { judgeBrowser } from './verdict.ts'

/** The result of a round. */
export interface RoundResult {
  violations: Violation[]
  actions: number
  sessions: number
  /** Successful ones. */
  refreshes: number
  /** Sessions that ended and could not be saved. */
  exempt: Partial<Record<Loss, number>>
  /** Every action, to understand a violation by. */
  trace: readonly string[]
}

/** Milliseconds from the refresh for a revocation to the revocation: twice what a process waits for a lock at most (`DEFAULT_LOCK_WAIT`), for a machine that has other things to do. */
const REVOKED_WITHIN = 30_000

const WEATHERS: Readonly<Record<'fair' | 'rough', Weather>> = {
  fair: { late: 0.1, lost: 0, aborted: 0 },
  rough: { late: 0.3, lost: 0.15, aborted: 0.08 },
}

/** Random interleavings of everything that a few browsers can do, while SAP and the shop's own processes fail. */
export async function playRound(setting: Setting, random: Random, name: string, kindName: KindName): Promise<RoundResult> {
  const kind: RoundKind = KINDS[kindName]
  setting.reset()
  setting.sap.giveCarts()
  if (kind.sharedTokens) setting.sap.changeTokens({ sharedTokens: true, rotateRefreshTokens: random.chance(0.6) })

  const users = pickCustomers(random, random.integer(...kind.customers))
  const records = new Records(setting.possible.has('kill') || setting.possible.has('terminate'))
  const hasLastingTokens = setting.options.sap?.accessTokenTtl === undefined && (!kind.sharedTokens || setting.options.store === 'storage')
  const stage: Stage = { setting, name, records, hasLastingTokens, users, browsers: openBrowsers(setting, random, kind) }
  for (const browser of stage.browsers) {
    await begin(browser, random.pick(users), stage)
  }
  const actions = await act(stage, kind, random)
  return { ...await judge(stage), actions, trace: records.trace }
}

function openBrowsers(setting: Setting, random: Random, { browsers: [from, to] }: RoundKind): ChaosBrowser[] {
  // Its own: how many requests are sent depends on timing, which must not shift everything else.
  const balancer = random.fork()
  return Array.from({ length: random.integer(from, to) }, (_, index) => new ChaosBrowser({
    name: `browser ${index + 1}`,
    tabs: random.integer(1, 3),
    destination: () => balancer.pick(setting.destinations()),
    random: random.fork(),
    weather: WEATHERS[random.pick(['fair', 'rough'] as const)],
  }))
}

/** Every browser begins the round in a session; a process that is not connected to Redis yet refuses the sign-in with an error. */
async function begin(browser: ChaosBrowser, user: string, stage: Stage): Promise<void> {
  const [tab] = browser.tabs
  for (let attempt = 0; !await signInAs(stage, browser, user, tab!); attempt++) {
    if (attempt === 50) throw new Error(`${user} could not sign in:\n${stage.records.trace.join('\n')}`)
    await wait(200)
  }
  browser.alternatives = []
  browser.isCalm = false
}

/** Some dozens of actions, most of them before the ones before have ended. */
async function act(stage: Stage, kind: RoundKind, random: Random): Promise<number> {
  const { records, browsers } = stage
  const actions: Record<string, (browser: ChaosBrowser, chance: Random) => Promise<void>> = createActions(stage)
  const weights = weightsFor(kind, stage.setting, random)
  const running: Promise<void>[] = []
  const count = random.integer(15, 45)
  for (let step = 0; step < count; step++) {
    const [action, browser, chance] = [random.weighted(weights), random.pick(browsers), random.fork()]
    records.note(`${action} of ${browser.name}, in ${String(browser.session ?? 'no session')}`)
    running.push(actions[action]!(browser, chance).finally(() => records.note(`${action} of ${browser.name} is done`)))
    if (random.chance(0.5)) await wait(random.integer(0, kind.pause))
  }
  await Promise.all(running)
  for (const browser of browsers) await browser.settle()
  return count
}

/** All faults are over: customers who are signed in must still be so, and those who signed out must not. */
async function judge(stage: Stage): Promise<Omit<RoundResult, 'actions' | 'trace'>> {
  const { setting, records, browsers } = stage
  const { sap, options } = setting
  sap.clearFaults()
  await setting.settle()
  await wait(untilCaughtUp(setting.outages(), performance.now()))
  const violations = [...records.violations]
  const exempt: Partial<Record<Loss, number>> = {}
  const loss = (session: ChaosSession): Loss | undefined =>
    lossOf(session, { grants: sap.ledger().grants, orphans: setting.orphans(), sessions: records.sessions, setting: options })

  for (const browser of browsers) {
    const verdict = await judgeBrowser(browser, stage, loss)
    violations.push(...verdict.violations)
    if (verdict.exempt) exempt[verdict.exempt] = (exempt[verdict.exempt] ?? 0) + 1
  }
  for (const { session, reason } of records.denials) {
    if (!loss(session)) violations.push(`${String(session)} was taken for over while it lived: ${reason}`)
  }
  violations.push(...await checkGhosts(records.ghosts, () => setting.destinations()[0]!.origin))

  const lateTokensExpire = options.store === 'cookie' && options.sap?.generation !== 'jdk21'
  const endedWrongly = await untilRevoked((waiting) => {
    const { grants, revocations } = sap.ledger()
    const toRevoke = new Set([...waiting, ...revocations.map(({ token }) => token)])
    return checkEnded(records.sessions, setting.refreshes(), grants, { toRevoke, outages: setting.outages(), lateTokensExpire })
  }, () => setting.tokensToRevoke())
  // Shows whether the session lives on, or its tokens were not revoked.
  if (endedWrongly.length > 0) records.note(`refresh tokens in the storage: ${(await setting.storedTokens()).join(', ')}`)
  const { grants, writes } = sap.ledger()
  const facts: TokenFacts = { orphans: setting.orphans(), unnotedRefusals: setting.unnotedRefusals(), unguarded: unguardedFamilies(records.sessions, options), shared: sharedFamilies(records.sessions) }
  violations.push(
    ...setting.violations(),
    ...checkRefreshTokens(grants, facts),
    ...checkOverlaps(setting.refreshes(), grants, facts),
    ...endedWrongly,
    ...checkWrites(records.writes, writes, session => session.mayBeOver() || loss(session) !== undefined),
  )
  const refreshes = grants.filter(entry => entry.grant === 'refresh_token' && entry.outcome === 'success').length
  return { violations: counted(violations), sessions: records.sessions.length, refreshes, exempt }
}

/** A refresh that was made to revoke tokens is recognised by its revocation: it follows a moment later, or waits in the storage as long as another session may have the same tokens. */
async function untilRevoked(check: (waiting: ReadonlySet<string>) => Violation[], waiting: () => Promise<ReadonlySet<string>>): Promise<Violation[]> {
  const deadline = performance.now() + REVOKED_WITHIN
  for (;;) {
    const violations = check(new Set())
    if (violations.length === 0) return violations
    if (performance.now() > deadline) return check(await waiting())
    await wait(100)
  }
}

/** Each once, with how often it was seen: a session that is lost early is missed by every call after that. */
function counted(violations: readonly Violation[]): Violation[] {
  return [...Map.groupBy(violations, violation => violation)].map(([violation, { length }]) => length > 1 ? `${violation} (${length} times)` : violation)
}
