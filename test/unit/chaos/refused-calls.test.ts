import { performance } from 'node:perf_hooks'
import { describe, expect, it } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { Call } from '../../chaos/call.ts'
import type { Span } from '../../chaos/check-sessions.ts'
import { checkRefusal } from '../../chaos/refused-calls.ts'
import type { RefusalFacts } from '../../chaos/refused-calls.ts'
import { ChaosSession } from '../../chaos/sessions.ts'

const refused = new SapccError('refused', { status: 401, data: { type: 'InvalidTokenError' } })

describe('the check of refused calls', () => {
  const login = { time: '', grant: 'password', outcome: 'success', delivered: true, newRefreshToken: 'R0', family: 'A' } as const
  const now = performance.now()
  const facts = (given: Partial<RefusalFacts> = {}): RefusalFacts => ({ expiries: [{ user: 'jane', at: now - 20 }], refreshes: [], grants: [login], outages: [], ...given })

  /** A sign-in of the session's family, or of one with the same tokens. @param ago milliseconds */
  const issued = (ago: number, newAccessToken: string) => ({ ...login, family: 'A', time: new Date(performance.timeOrigin + now - ago).toISOString(), newAccessToken })

  function call(change: (session: ChaosSession) => void = () => {}): Call {
    const meant = Object.assign(new ChaosSession('a session', 'jane'), { family: 'A', beganAt: 0 })
    change(meant)
    return Object.assign(new Call(), { meant, sentAt: now - 10 })
  }

  function check(made: Call, given: RefusalFacts, { changes = [], error = refused }: { changes?: Span[], error?: unknown } = {}) {
    return checkRefusal(error, { changes }, made, given)
  }

  it('sees a call that SAP refused although the tokens of its session were renewed', () => {
    expect(check(call(), facts())).toHaveLength(1)
    expect(check(call(), facts({ refreshes: [{ life: 'life-0', used: 'R0', startedAt: now - 8, endedAt: now - 2, answered: 'R1' }] }))).toHaveLength(1)
  })

  it('expects it when the new tokens were ended meanwhile, by the round or by another refresh', () => {
    expect(check(call(), facts({ expiries: [{ user: undefined, at: now - 1 }] }))).toEqual([])
    const rotation = (ago: number, newAccessToken: string) => ({ ...issued(ago, newAccessToken), grant: 'refresh_token' })
    expect(check(call(), facts({ grants: [issued(5000, 'A0'), rotation(8, 'A1'), rotation(2, 'A2')] }))).toEqual([])
    // It was sent with the tokens before, which its process still had.
    const renewal = { life: 'life-0', used: 'R0', startedAt: now - 40, endedAt: now - 30, answered: 'R1' }
    expect(check(call(), facts({ refreshes: [renewal] }))).toEqual([])
    // Somebody else's tokens.
    expect(check(call(), facts({ expiries: [{ user: 'john', at: now - 1 }] }))).toHaveLength(1)
  })

  it('expects it of a browser that has missed the answer of a refresh whose tokens were ended since', () => {
    const missed = { refreshes: [{ life: 'life-0', used: 'R0', startedAt: now - 4000, endedAt: now - 3900, answered: 'R1' }] }
    const ended = (ago: number) => [{ user: 'jane', at: now - ago }]
    expect(check(call(), facts({ ...missed, expiries: ended(2000) }))).toEqual([])
    expect(check(call(), facts({ ...missed, expiries: ended(4500) }))).toHaveLength(1)
    // A refresh during the call gave it newer ones.
    const during = { life: 'life-0', used: 'R0', startedAt: now - 8, endedAt: now - 2, answered: 'R1' }
    expect(check(call(), facts({ ...missed, refreshes: [...missed.refreshes, during], expiries: ended(2000) }))).toHaveLength(1)
  })

  it('takes no refresh without an answer for one that gave new tokens', () => {
    const failed = { life: 'life-0', used: 'R1', startedAt: now - 8, endedAt: now - 2 }
    const answered = { life: 'life-0', used: 'R0', startedAt: now - 4000, endedAt: now - 3900, answered: 'R1' }
    const grants = [login, { ...login, grant: 'refresh_token', newRefreshToken: 'R1' } as const]
    expect(check(call(), facts({ grants, refreshes: [answered, failed], expiries: [{ user: 'jane', at: now - 2000 }] }))).toEqual([])
  })

  it('leaves it to another check whether a session may have ended that the server says is over', () => {
    const cause = (type: string, status: number) => new SapccError('refused', { status: 401, data: { type: 'InvalidTokenError' }, cause: new SapccError('over', { status, data: { type } }) })
    expect(check(call(), facts(), { error: cause('invalid_grant', 401) })).toEqual([])
    expect(check(call(), facts(), { error: cause('SessionEndedError', 401) })).toEqual([])
    expect(check(call(), facts(), { error: cause('TokenRefreshUnavailableError', 503) })).toHaveLength(1)
  })

  it('expects it of a session that is over, and while the storage is away', () => {
    expect(check(call(session => session.end('signed out')), facts())).toEqual([])
    expect(check(call(), facts({ outages: [{ from: now - 500, until: now - 400 }] }))).toEqual([])
    // A connection may need ten seconds until it works again.
    expect(check(call(), facts({ outages: [{ from: now - 9000, until: now - 8000 }] }))).toEqual([])
    expect(check(call(), facts({ outages: [{ from: now - 14_000, until: now - 13_000 }] }))).toHaveLength(1)
  })

  it('expects it where this browser signed in or out during the call, as another tab may', () => {
    expect(check(call(), facts(), { changes: [{ from: now - 50, until: now - 8 }] })).toEqual([])
    expect(check(call(), facts(), { changes: [{ from: now - 5, until: Infinity }] })).toEqual([])
    expect(check(call(), facts(), { changes: [{ from: now - 50, until: now - 11 }] })).toHaveLength(1)
  })

  it('expects it where another sign-in with the same tokens renewed them, and then a refresh', () => {
    const begun = issued(5000, 'A0')
    expect(check(call(), facts({ grants: [begun, issued(9, 'A1'), issued(6, 'A2')] }))).toEqual([])
    // The same token again renews nothing, nor does the session's own sign-in.
    expect(check(call(), facts({ grants: [begun, issued(9, 'A0'), issued(6, 'A1')] }))).toHaveLength(1)
    expect(check(call(), facts({ grants: [issued(9, 'A0'), issued(6, 'A1')] }))).toHaveLength(1)
    expect(check(call(), facts({ grants: [begun, issued(4000, 'A1'), issued(6, 'A2')] }))).toHaveLength(1)
  })

  it('does not mean other errors', () => {
    expect(check(call(), facts(), { error: new SapccError('busy', { status: 503, data: { type: 'TokenRefreshUnavailableError' } }) })).toEqual([])
    expect(check(call(), facts(), { error: new SapccError('over', { status: 401, data: { type: 'SessionEndedError' } }) })).toEqual([])
  })
})
