import { performance } from 'node:perf_hooks'
import type { ChaosBrowser } from '../browser.ts'
import { Call, within } from '../call.ts'
import { mayBeCutOff } from '../check-sessions.ts'
import { customersIn } from '../customers.ts'
import type { Random } from '../random.ts'
import { checkRefusal } from '../refused-calls.ts'
import type { Stage } from '../stage.ts'

/** Something that happens in a round; `chance` is this occurrence's own. Never rejects: how it ended is recorded. */
export type Action = (browser: ChaosBrowser, chance: Random) => Promise<void>

/**
 * Does one thing in a browser; an error is judged as the shop's code would see it.
 *
 * @param done judges the outcome
 */
export async function attempt<Result>(stage: Stage, browser: ChaosBrowser, action: string, work: () => Promise<Result>, done: (call: Call, result: Result) => void = () => {}): Promise<Call> {
  const call = new Call()
  try {
    done(call, await within(call, work))
  }
  catch (error) {
    const { records, setting } = stage
    records.failed(action, browser, error, call)
    if (stage.hasLastingTokens) records.violations.push(...checkRefusal(error, browser, call, { expiries: setting.expiries(), refreshes: setting.refreshes(), grants: setting.sap.ledger().grants, outages: setting.outages() }))
  }
  return call
}

/** Whether an answer is about the customer that the call was meant for. */
export function judge({ records, setting }: Stage, browser: ChaosBrowser, call: Call, uid: unknown, where: string): void {
  if (uid === 'anonymous') {
    records.deny(browser, call, `${where} knew nobody`)
    return
  }
  const now = performance.now()
  // A process that cannot reach the storage does not know yet what another one has ended: the exception that docs/sessions.md names.
  const isMeant = call.meant !== undefined && (!call.meant.isOver(call.sentAt) || mayBeCutOff(setting.outages(), { from: call.sentAt ?? now, until: now }))
  if (isMeant && uid === call.meant?.user) return
  if ([...call.alternatives, ...browser.alternatives].some(({ user }) => user === uid)) return
  records.violations.push(`${browser.name}, in ${String(call.meant ?? 'no session')}, was shown ${String(uid)} by ${where}`)
}

/** As {@link judge}, for an answer that shows names. */
export function judgeNames(stage: Stage, browser: ChaosBrowser, call: Call, text: string, where: string): void {
  for (const user of customersIn(text)) judge(stage, browser, call, user, where)
}
