import { performance } from 'node:perf_hooks'
import { describe, expect, it } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { Call } from '../../chaos/call.ts'
import { checkRefusal } from '../../chaos/refused-calls.ts'
import type { RefusalFacts } from '../../chaos/refused-calls.ts'
import { ChaosSession } from '../../chaos/sessions.ts'

const refused = new SapccError('refused', { status: 401, data: { type: 'InvalidTokenError' } })

describe('the check of refused calls', () => {
  const login = { time: '', grant: 'password', outcome: 'success', delivered: true, newRefreshToken: 'R0', family: 'A' } as const
  const now = performance.now()
  const facts = (given: Partial<RefusalFacts> = {}): RefusalFacts => ({ expiries: [{ user: 'jane', at: now - 20 }], refreshes: [], grants: [login], outages: [], ...given })

  function call(change: (session: ChaosSession) => void = () => {}): Call {
    const meant = Object.assign(new ChaosSession('a session', 'jane'), { family: 'A', beganAt: 0 })
    change(meant)
    return Object.assign(new Call(), { meant, sentAt: now - 10 })
  }

  it('sees a call that SAP refused although the tokens of its session were renewed', () => {
    expect(checkRefusal(refused, call(), facts())).toHaveLength(1)
    expect(checkRefusal(refused, call(), facts({ refreshes: [{ life: 'life-0', used: 'R0', startedAt: now - 8, endedAt: now - 2 }] }))).toHaveLength(1)
  })

  it('expects it when the new tokens were ended meanwhile, by the round or by another refresh', () => {
    expect(checkRefusal(refused, call(), facts({ expiries: [{ user: undefined, at: now - 1 }] }))).toEqual([])
    const rotation = { ...login, grant: 'refresh_token', usedRefreshToken: 'R0', newRefreshToken: 'R1' }
    const refreshes = ['R0', 'R1'].map(used => ({ life: 'life-0', used, startedAt: now - 8, endedAt: now - 2 }))
    expect(checkRefusal(refused, call(), facts({ refreshes, grants: [login, rotation] }))).toEqual([])
    // It was sent with the tokens before, which its process still had.
    const renewal = { life: 'life-0', used: 'R0', startedAt: now - 40, endedAt: now - 30 }
    expect(checkRefusal(refused, call(), facts({ refreshes: [renewal] }))).toEqual([])
    // Somebody else's tokens.
    expect(checkRefusal(refused, call(), facts({ expiries: [{ user: 'john', at: now - 1 }] }))).toHaveLength(1)
  })

  it('expects it of a session that is over, and while the storage is away', () => {
    expect(checkRefusal(refused, call(session => session.end('signed out')), facts())).toEqual([])
    expect(checkRefusal(refused, call(), facts({ outages: [{ from: now - 500, until: now - 400 }] }))).toEqual([])
  })

  it('does not mean other errors', () => {
    expect(checkRefusal(new SapccError('busy', { status: 503, data: { type: 'TokenRefreshUnavailableError' } }), call(), facts())).toEqual([])
    expect(checkRefusal(new SapccError('over', { status: 401, data: { type: 'SessionEndedError' } }), call(), facts())).toEqual([])
  })
})
