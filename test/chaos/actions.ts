import { setTimeout as wait } from 'node:timers/promises'
import { isRecord } from '../../src/runtime/sdk/errors'
import type { ChaosBrowser } from './browser.ts'
import type { Random } from './random.ts'
import type { Stage } from './stage.ts'
import { faultOfSap, outageOfAuthorizationServer } from './faults.ts'

/** Something that happens in a round; `chance` is this occurrence's own. */
export type Action = (browser: ChaosBrowser, chance: Random) => Promise<void>

/** What a browser does, and what breaks. Each rejects as the shop's code would see it. */
export function createActions({ setting, records, name }: Stage) {
  const { sap } = setting
  const { violations } = records

  /** Whether an answer is about the browser's own customer; one that is about nobody is looked at in the end. */
  function see(browser: ChaosBrowser, uid: unknown, where: string): void {
    if (uid === 'anonymous') records.denials.push({ browser, reason: `${where} knew nobody` })
    else if (uid !== browser.user) violations.push(`${browser.user} was shown ${String(uid)} by ${where}`)
  }

  const actions = {
    async read(browser, chance) {
      see(browser, (await chance.pick(browser.tabs).getUser({})).uid, 'a call')
    },
    async write(browser, chance) {
      const write = { comment: `${name}-${records.writes.length}`, user: browser.user, acknowledged: false }
      records.writes.push(write)
      const orderEntry = { product: { code: '1934793' }, quantity: 1, comment: write.comment }
      await chance.pick(browser.tabs).createCartEntry({ cartId: records.carts.get(browser) ?? '', orderEntry })
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
      const user: unknown = JSON.parse(text)
      see(browser, isRecord(user) ? user.uid : undefined, 'the proxy')
    },
    async refresh(browser, chance) {
      await chance.pick(browser.tabs).refreshUserToken()
    },
    async expire() {
      sap.expireAccessTokens()
    },
    async storm(browser, chance) {
      sap.expireAccessTokens(browser.user)
      const calls = Array.from({ length: chance.integer(10, 25) }, () => chance.pick(['read', 'read', 'read', 'proxy', 'page'] as const))
      const outcomes = await Promise.allSettled(calls.map(call => actions[call](browser, chance)))
      for (const outcome of outcomes) if (outcome.status === 'rejected') records.failed('storm', browser, outcome.reason)
    },
    async expireDuringRendering(browser, chance) {
      sap.faults({ target: 'occ', operationId: 'getUser', delayMs: chance.integer(20, 120), count: 1 })
      const page = actions.page(browser, chance)
      const expiry = wait(chance.integer(0, 60)).then(() => sap.expireAccessTokens(browser.user))
      await Promise.all([page, expiry])
    },
    async outage(_, chance) {
      sap.faults(outageOfAuthorizationServer(chance))
    },
    async brokenSap(_, chance) {
      sap.faults(faultOfSap(chance))
    },
    async lostRotation() {
      sap.faults({ target: 'token', grant: 'refresh_token', drop: 'after', count: 1 })
    },
    async kill(_, chance) {
      await setting.disturb?.(chance)
    },
    /** In the middle of a refresh, where it hurts. */
    async killDuringRefresh(browser, chance) {
      const [duration, moment] = [chance.integer(20, 150), chance.integer(0, 160)]
      sap.faults({ target: 'token', grant: 'refresh_token', delayMs: duration, count: 1 })
      sap.expireAccessTokens(browser.user)
      const work = [
        actions.read(browser, chance),
        setting.aim().then(() => wait(moment)).then(() => setting.disturb?.(chance)),
      ]
      // A call that fails does not end the round before what was killed is there again.
      await Promise.allSettled(work)
      await Promise.all(work)
    },
  } satisfies Record<string, Action>
  return actions
}

/** The name of an action. */
export type ActionName = keyof ReturnType<typeof createActions>
