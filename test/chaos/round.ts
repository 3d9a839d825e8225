import { setTimeout as wait } from 'node:timers/promises'
import { TokenRefreshUnavailableError } from '../../src/runtime/core/errors'
import type { SapStandIn } from '../sap/index.ts'
import { ChaosBrowser } from './browser.ts'
import type { Weather } from './browser.ts'
import { checkRefreshTokens, checkWrites, lostRotations } from './check.ts'
import type { ClientWrite, Violation } from './check.ts'
import type { Random } from './random.ts'

/** Where a round takes place. */
export interface Scene {
  sap: SapStandIn
  /** The shop's server processes, behind a load balancer without affinity. */
  servers: readonly string[]
  /** Called now and then in the middle of a round, e.g. to restart a process. */
  disturb?: (random: Random) => Promise<void>
}

/** What came of a round. */
export interface RoundResult {
  violations: Violation[]
  calls: number
  refreshes: number
  /** Sessions that ended because a rotation's answer reached no process: exempt, and counted. */
  exempt: number
}

const USERS = ['jane@example.com', 'john@example.com'] as const

const WEATHERS: Readonly<Record<'fair' | 'rough', Weather>> = {
  fair: { late: 0.1, lost: 0, aborted: 0 },
  rough: { late: 0.3, lost: 0.15, aborted: 0.08 },
}

/** Random interleavings of everything a few browsers can do, on a bad day of the authorization server's. */
export async function playRound(scene: Scene, random: Random, name: string): Promise<RoundResult> {
  const { sap } = scene
  sap.reset()
  const violations: Violation[] = []
  const writes: ClientWrite[] = []
  let calls = 0

  const browsers = Array.from({ length: random.integer(1, 3) }, () => new ChaosBrowser({
    user: random.pick(USERS),
    tabs: random.integer(1, 3),
    servers: () => random.pick(scene.servers),
    random: random.fork(),
    weather: WEATHERS[random.pick(['fair', 'rough'] as const)],
  }))
  const carts = new Map<ChaosBrowser, string>()
  for (const browser of browsers) {
    browser.calm = true
    await browser.tabs[0]!.signUserIn({ username: browser.user, password: 'Password1!' })
    const cart = await browser.tabs[0]!.createCart({})
    carts.set(browser, cart.code ?? '')
    browser.calm = false
  }

  const actions: Record<string, (browser: ChaosBrowser, chance: Random) => Promise<void>> = {
    async read(browser, chance) {
      const user = await chance.pick(browser.tabs).getUser({})
      if (isStranger(user.uid, browser)) violations.push(`${browser.user} was shown ${user.uid}`)
    },
    async write(browser, chance) {
      const write = { comment: `${name}-${writes.length}`, acknowledged: false }
      writes.push(write)
      const orderEntry = { product: { code: '1934793' }, quantity: 1, comment: write.comment }
      await chance.pick(browser.tabs).createCartEntry({ cartId: carts.get(browser), orderEntry } as never)
      write.acknowledged = true
    },
    async page(browser, chance) {
      const response = await browser.fetch(chance.pick(['/account', '/account-refreshing']), { headers: { accept: 'text/html' } })
      const html = await response.text()
      const stranger = browser.user.startsWith('jane') ? 'John' : 'Jane'
      if (html.includes(`>${stranger} `)) violations.push(`${browser.user} was shown a page of ${stranger}`)
    },
    async proxy(browser) {
      const response = await browser.fetch('/api/occ/electronics/users/current', { headers: { accept: 'application/json' } })
      const text = await response.text()
      // SAP's bad answers pass through the proxy as they are.
      if (!response.ok) return
      const user = JSON.parse(text) as { uid?: string }
      if (isStranger(user.uid, browser)) violations.push(`${browser.user} was shown ${user.uid} by the proxy`)
    },
    async refresh(browser, chance) {
      await chance.pick(browser.tabs).refreshUserToken()
    },
    async expire() {
      sap.expireAccessTokens()
    },
    async outage(_, chance) {
      const count = chance.integer(1, 3)
      const status = chance.pick([429, 500, 503])
      sap.faults(chance.pick([
        { target: 'token', status, count },
        { target: 'token', status: 200, body: '<html>busy</html>', count },
        { target: 'token', drop: 'before', count },
        { target: 'token', delayMs: chance.integer(20, 150), count },
      ] as const))
    },
    async brokenSap(_, chance) {
      sap.faults(chance.pick([
        { target: 'occ', status: 500, count: 1 },
        { target: 'occ', drop: 'before', count: 1 },
        { target: 'occ', drop: 'after', count: 1 },
        { target: 'occ', delayMs: chance.integer(20, 150), count: 2 },
      ] as const))
    },
    async lostRotation() {
      sap.faults({ target: 'token', grant: 'refresh_token', drop: 'after', count: 1 })
    },
    async disturb(_, chance) {
      await scene.disturb?.(chance)
    },
  }
  const weights = { read: 30, write: 12, page: 8, proxy: 6, refresh: 4, expire: 10, outage: 4, brokenSap: 2, lostRotation: random.chance(0.1) ? 1 : 0, disturb: scene.disturb ? 2 : 0 }

  const running: Promise<void>[] = []
  for (let step = random.integer(15, 45); step > 0; step--) {
    const [action, browser, chance] = [random.weighted(weights), random.pick(browsers), random.fork()]
    calls++
    running.push(actions[action]!(browser, chance).catch(error => expectKnown(error, action, violations)))
    if (random.chance(0.5)) await wait(random.integer(0, 40))
  }
  await Promise.all(running)
  for (const browser of browsers) await browser.settle()

  // Everything is mended: whoever signed in is still there.
  sap.clearFaults()
  let exempt = 0
  for (const browser of browsers) {
    browser.calm = true
    const outcome = await afterwards(browser)
    if (outcome === browser.user) continue
    if (lostRotations(sap.ledger().grants, browser.user) > 0) exempt++
    else violations.push(`${browser.user} lost the session: ${outcome}`)
  }

  const { grants, writes: executed } = sap.ledger()
  violations.push(...checkRefreshTokens(grants), ...checkWrites(writes, executed))
  return { violations, calls, refreshes: grants.filter(entry => entry.grant === 'refresh_token' && entry.outcome === 'success').length, exempt }
}

/** Whether data is another customer's. A session that was lost shows as nobody's, and is looked for at the end. */
function isStranger(uid: string | undefined, browser: ChaosBrowser): boolean {
  return uid !== browser.user && uid !== 'anonymous'
}

/** Who the browser's next page would be for. The back-off after an outage may cost it a second. */
async function afterwards(browser: ChaosBrowser): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    try {
      return (await browser.openTab().getUser({})).uid ?? 'nobody'
    }
    catch (error) {
      if (!(error instanceof TokenRefreshUnavailableError) || attempt === 3) return String(error)
      await wait(1000)
    }
  }
}

/** On a bad day calls fail; but with an error that tells why, never with a defect. */
function expectKnown(error: unknown, action: string, violations: Violation[]): void {
  const { name, status } = error as { name?: string, status?: number }
  if (name === 'AbortError' || name === 'TimeoutError') return
  if (typeof status === 'number' && status !== 500) return
  // SAP's own 500 passes through.
  if (status === 500 && (error as { data?: { type?: string } }).data?.type !== 'InternalError') return
  violations.push(`${action} failed with ${String(error)}`)
}
