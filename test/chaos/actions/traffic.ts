import { isRecord } from '../../../src/runtime/sdk/errors'
import { ENDINGS } from '../errors.ts'
import type { Stage } from '../stage.ts'
import { attempt, judge, judgeNames } from './attempt.ts'
import type { Action } from './attempt.ts'

const asJson = { headers: { accept: 'application/json' } }

/** What customers do all day. */
export function trafficActions(stage: Stage) {
  const { records, setting: { sap } } = stage

  const actions = {
    async read(browser, chance) {
      const tab = chance.pick(browser.tabs)
      await attempt(stage, browser, 'read', () => tab.getUser({}), (call, { uid }) => judge(stage, browser, call, uid, 'a call'))
    },
    async write(browser, chance) {
      const tab = chance.pick(browser.tabs)
      // The cart of a customer who has signed out is not written to any more.
      if (!browser.session || browser.session.isOver()) return
      const write = { comment: `${stage.name}-${records.writes.length}`, session: browser.session, acknowledged: false }
      records.writes.push(write)
      const orderEntry = { product: { code: '1934793' }, quantity: 1, comment: write.comment }
      // Every customer has a cart with this id: executed for another customer, the write would succeed.
      const call = await attempt(stage, browser, 'write', () => tab.createCartEntry({ cartId: 'current', orderEntry }), () => {
        write.acknowledged = true
      })
      write.session = call.meant ?? write.session
    },
    async page(browser, chance) {
      const path = chance.pick(['/account', '/account-refreshing'])
      await attempt(stage, browser, 'page', () => browser.fetch(path, { headers: { accept: 'text/html' } }).then(response => response.text()), (call, html) => {
        judgeNames(stage, browser, call, html, 'a page')
        if (valueOf(html, 'logged-in') === 'false' && valueOf(html, 'ready') === 'true') records.deny(browser, call, 'a page knew nobody')
      })
    },
    async proxy(browser) {
      await attempt(stage, browser, 'proxy', () => textOf(browser.fetch('/api/occ/electronics/users/current', asJson)), (call, { ok, text }) => {
        // SAP's bad answers pass through the proxy as they are.
        if (!ok) return
        const user: unknown = JSON.parse(text)
        judge(stage, browser, call, isRecord(user) ? user.uid : undefined, 'the proxy')
      })
    },
    async ownRoute(browser) {
      await attempt(stage, browser, 'ownRoute', () => textOf(browser.fetch('/api/me', asJson)), (call, { ok, text }) => {
        judgeNames(stage, browser, call, text, 'the shop\'s own route')
        const type = ok ? undefined : errorTypeIn(text)
        if (type !== undefined && ENDINGS.has(type)) records.deny(browser, call, `the shop's own route of ${browser.name} answered ${type}`)
      })
    },
    async refresh(browser, chance) {
      const tab = chance.pick(browser.tabs)
      await attempt(stage, browser, 'refresh', () => tab.refreshUserToken())
    },
    async storm(browser, chance) {
      expire(browser.session?.user)
      const calls = Array.from({ length: chance.integer(10, 25) }, () => chance.pick(['read', 'read', 'read', 'proxy', 'page'] as const))
      await Promise.all(calls.map(call => actions[call](browser, chance)))
    },
  } satisfies Record<string, Action>

  function expire(user: string | undefined): void {
    if (user !== undefined) sap.expireAccessTokens(user)
  }

  return actions
}

async function textOf(pending: Promise<Response>): Promise<{ ok: boolean, text: string }> {
  const response = await pending
  return { ok: response.ok, text: await response.text() }
}

function errorTypeIn(text: string): string | undefined {
  try {
    const answer: unknown = JSON.parse(text)
    const data = isRecord(answer) ? answer.data : undefined
    return isRecord(data) && typeof data.type === 'string' ? data.type : undefined
  }
  catch {
    return undefined
  }
}

/** The text of an element of the shop's pages. */
function valueOf(html: string, id: string): string | undefined {
  return new RegExp(`<p id="${id}"[^>]*>([^<]*)<`).exec(html)?.[1]?.trim()
}
