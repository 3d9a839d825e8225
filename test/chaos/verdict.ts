import { setTimeout as wait } from 'node:timers/promises'
import { SapccError } from '../../src/runtime/sdk/errors'
import type { SapccMethods } from '../../src/runtime/sdk/module-options'
import type { ChaosBrowser } from './browser.ts'
import type { Violation } from './check.ts'
import { describe, endingIn } from './errors.ts'
import type { Loss } from './exemptions.ts'
import type { ChaosSession } from './sessions.ts'
import type { Stage } from './stage.ts'

/** Seconds for what passes by itself: a back-off, or a process that still looks for Redis. */
const PATIENCE = 25

/** Seconds for the intent of a process that was killed in the middle of a refresh: no other process may send its token before. */
const PATIENCE_AFTER_KILLS = 75

/** The user for whom a browser's next page would be rendered. */
interface Identity {
  /** A user's name; `nobody` for a visitor who is not signed in; or the error of the call. */
  user: string
  isNobody: boolean
  /** Of the tokens that SAP was called with. */
  family: string | undefined
}

/** How a browser's session ended up. */
export interface Verdict {
  violations: Violation[]
  exempt: Loss | undefined
}

/** Once everything is mended: is the browser in the session that it should be in? Every process must give the same answer. */
export async function judgeBrowser(browser: ChaosBrowser, stage: Stage, lossOf: (session: ChaosSession) => Loss | undefined): Promise<Verdict> {
  browser.isCalm = true
  const tab = browser.openTab()
  const { session } = browser
  const loss = session && lossOf(session)
  for (let attempt = 0; ; attempt++) {
    const identity = await identify(browser, tab, stage)
    const violation = mismatch(browser, identity)
    if (violation !== undefined) return { violations: loss ? [] : [violation], exempt: loss }
    const { loggedIn } = await patiently(() => tab.getSession())
    if (loggedIn !== identity.isNobody) return { violations: [], exempt: undefined }
    // The end of a session that a sign-in has replaced may have been written between the two calls.
    if (attempt > 0 || !session?.mayBeOver()) return { violations: [`${browser.name}: calls know ${identity.user}, but getSession answers ${String(loggedIn)}`], exempt: undefined }
  }
}

function mismatch(browser: ChaosBrowser, { user, isNobody, family }: Identity): Violation | undefined {
  const { session, alternatives } = browser
  if (alternatives.some(it => it.user === user)) return undefined
  if (isNobody) return !session || session.mayBeOver() ? undefined : `${browser.name} lost ${String(session)}: ${user}`
  if (!session) return `${browser.name} is ${user}, though nobody signed in`
  if (session.isOver()) return `${browser.name} is ${user} though it left ${String(session)}`
  if (user !== session.user) return `${browser.name} should be in ${String(session)}: ${user}`
  const isOther = family !== undefined && session.family !== undefined && family !== session.family
  return isOther ? `${browser.name} should be in ${String(session)}, but is in another session of this customer` : undefined
}

async function identify(browser: ChaosBrowser, tab: SapccMethods, { setting, records }: Stage): Promise<Identity> {
  const patience = setting.disturbed().kill ? PATIENCE_AFTER_KILLS : PATIENCE
  for (let attempt = 0; ; attempt++) {
    try {
      const { uid = 'anonymous' } = await tab.getUser({})
      const family = setting.sap.requests('getUser').findLast(request => request.user === uid)?.family
      return { user: uid === 'anonymous' ? 'nobody' : uid, isNobody: uid === 'anonymous', family }
    }
    catch (error) {
      records.note(`${browser.name} afterwards: ${describe(error)}`)
      const isOver = endingIn(error) !== undefined
      const isPassing = error instanceof SapccError && (error.status === 503 || error.status === 401) && !isOver
      if (!isPassing || attempt >= patience) return { user: describe(error), isNobody: isOver, family: undefined }
      await wait(1000)
    }
  }
}

/** Repeats what a 503 kept from happening, for ten seconds. */
export async function patiently<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work()
    }
    catch (error) {
      if (!(error instanceof SapccError) || error.status !== 503 || attempt === 50) throw error
      await wait(200)
    }
  }
}
