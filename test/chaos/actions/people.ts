import { setTimeout as wait } from 'node:timers/promises'
import type { ChaosBrowser } from '../browser.ts'
import { Call, within } from '../call.ts'
import { PASSWORD, Turns } from '../customers.ts'
import { describe } from '../errors.ts'
import type { Random } from '../random.ts'
import { ChaosSession, confirm } from '../sessions.ts'
import type { Stage } from '../stage.ts'
import type { Action } from './attempt.ts'
import { trafficActions } from './traffic.ts'

/** Milliseconds until a password grant whose client has disconnected is in the ledger. */
const LATE_GRANT = 250

/** Customers who sign in and out while other things happen. */
export function peopleActions(stage: Stage) {
  const { records, setting } = stage
  const { sap } = setting
  const traffic = trafficActions(stage)
  const turns = new Turns()

  async function signIn(browser: ChaosBrowser, chance: Random): Promise<void> {
    const [tab, user] = [chance.pick(browser.tabs), chance.pick(stage.users)]
    await turns.take(user, () => signInAs(stage, browser, user, tab))
  }

  async function signOut(browser: ChaosBrowser, chance: Random): Promise<void> {
    const tab = chance.pick(browser.tabs)
    const call = new Call('sign-out')
    try {
      await within(call, () => tab.signUserOut())
      confirm(call.ending)
      if (call.meant && call.before) records.ghosts.push({ session: call.meant, jar: call.before })
    }
    catch (error) {
      records.note(`signOut of ${browser.name} failed: ${describe(error)}`)
    }
  }

  /** One of the changes, or one right after the other. */
  async function change(browser: ChaosBrowser, chance: Random): Promise<void> {
    const how = chance.weighted({ out: 3, in: 3, outAndIn: 2 })
    if (how !== 'in') await signOut(browser, chance)
    if (how !== 'out') await signIn(browser, chance)
  }

  return {
    signIn,
    signOut,
    /** Another tab signs out or in while a refresh is under way. */
    async changeDuringRefresh(browser, chance) {
      const [duration, moment] = [chance.integer(60, 400), chance.integer(0, 300)]
      const victim = chance.pick(['read', 'write', 'page', 'ownRoute', 'proxy', 'refresh'] as const)
      sap.faults({ target: 'token', grant: 'refresh_token', delayMs: duration, count: 1 })
      if (browser.session) sap.expireAccessTokens(browser.session.user)
      await Promise.all([traffic[victim](browser, chance), wait(moment).then(() => change(browser, chance))])
    },
    /** A call has refreshed and then waits for SAP, while another tab signs out or in. */
    async changeDuringCall(browser, chance) {
      const [duration, moment] = [chance.integer(100, 700), chance.integer(0, 600)]
      const victim = chance.pick(['read', 'write', 'page', 'ownRoute'] as const)
      const operationId = victim === 'write' ? 'createCartEntry' : 'getUser'
      if (browser.session) sap.expireAccessTokens(browser.session.user)
      sap.faults({ target: 'occ', operationId, delayMs: duration, count: chance.integer(1, 2) })
      await Promise.all([traffic[victim](browser, chance), wait(moment).then(() => change(browser, chance))])
    },
    /** SAP ends every token of one customer. */
    async revoke(_, chance) {
      const user = chance.pick(stage.users)
      for (const session of records.sessions.filter(it => it.user === user && !it.isOver())) {
        const ending = session.end('revoked')
        // Of a sign-in that is under way it is not known which came first.
        if (session.beganAt !== undefined) confirm(ending)
      }
      sap.revokeCustomer(user)
    },
    /** "Sign out everywhere else". */
    async endOthers(browser) {
      const call = new Call()
      const user = browser.session?.user
      const isDone = records.beginEndingOthers(user)
      const others = records.sessions.filter(it => it.user === user && it !== browser.session && !it.isOver())
      // A sign-in that is under way may come before the list of the customer's sessions or after it.
      const endings = others.map(session => ({ hasBegun: session.beganAt !== undefined, ending: session.end('ended from another session') }))
      try {
        const response = await within(call, () => browser.fetch('/api/my-sessions?end=others', { headers: { accept: 'application/json' } }))
        if (response.ok && !browser.session?.mayBeOver()) endings.forEach(({ hasBegun, ending }) => hasBegun && confirm(ending))
        await response.arrayBuffer()
        isDone()
      }
      catch (error) {
        // The server may go on with it, and may find sessions that begin until then.
        records.note(`endOthers of ${browser.name} failed: ${describe(error)}`)
      }
    },
  } satisfies Record<string, Action>
}

/** Signs in, and finds out at the stand-in which tokens the session began with. Repeated while it is answered 503, if asked for. */
export async function signInAs(stage: Stage, browser: ChaosBrowser, user: string, tab: ChaosBrowser['tabs'][number]): Promise<boolean> {
  const { records, setting: { sap } } = stage
  const session = new ChaosSession(`${stage.name}-session-${records.sessions.length}`, user)
  records.sessions.push(session)
  if (records.areOthersEnding(user)) session.end('ended from another session')
  const call = new Call('sign-in', session)
  const before = sap.ledger().grants.length
  const learn = (): boolean => {
    const grant = sap.ledger().grants.slice(before).findLast(entry => entry.user === user && entry.grant !== 'refresh_token' && entry.newRefreshToken !== undefined)
    session.family = grant?.family
    session.root = grant?.newRefreshToken
    return grant !== undefined
  }
  try {
    await within(call, () => tab.signUserIn({ username: user, password: PASSWORD }))
    learn()
    session.beganAt = performance.now()
    confirm(call.ending)
    records.note(`${browser.name} is in ${String(session)}`)
    return true
  }
  catch (error) {
    records.note(`signIn of ${browser.name} as ${user} failed: ${describe(error)}`)
    if (call.isLost) await wait(LATE_GRANT)
    const hasTokens = learn()
    // Also after an error the browser is in the old session or in the new one; it must not be signed out.
    if (!call.isLost && call.ending) call.meant?.withdraw(call.ending)
    if (hasTokens) browser.alternatives.push(session)
    return false
  }
}
