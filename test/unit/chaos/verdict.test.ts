import { describe, expect, it } from 'vitest'
import type { ChaosBrowser } from '../../chaos/browser.ts'
import { ChaosSession } from '../../chaos/sessions.ts'
import type { Stage } from '../../chaos/stage.ts'
import { judgeBrowser } from '../../chaos/verdict.ts'

const stage = { setting: { disturbed: () => ({ kill: 0 }), sap: { requests: () => [] } }, records: { note: () => {} } } as unknown as Stage

/** @param calls who the customer is in each further call. @param sessions what `getSession` says each time. */
async function judge(calls: (string | undefined)[], sessions: boolean[], session = new ChaosSession('a session', 'jane')) {
  const tab = { getUser: async () => ({ uid: calls.shift() }), getSession: async () => ({ loggedIn: sessions.shift() }) }
  const browser = { name: 'browser 1', session, alternatives: [], openTab: () => tab } as unknown as ChaosBrowser
  return (await judgeBrowser(browser, stage, () => undefined)).violations
}

describe('the verdict on a browser', () => {
  const replaced = () => {
    const session = new ChaosSession('a session', 'jane')
    session.end('replaced by another sign-in')
    return session
  }

  it('sees that calls and getSession say different things', async () => {
    expect(await judge(['jane'], [true])).toEqual([])
    expect(await judge(['jane'], [false])).toEqual(['browser 1: calls know jane, but getSession answers false'])
  })

  it('asks once more where the session may just have ended', async () => {
    expect(await judge(['jane', undefined], [false, false], replaced())).toEqual([])
    expect(await judge(['jane', 'jane'], [false, false], replaced())).toEqual(['browser 1: calls know jane, but getSession answers false'])
  })
})
