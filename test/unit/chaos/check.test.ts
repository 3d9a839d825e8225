import { describe, expect, it } from 'vitest'
import { checkOverlaps, checkRefreshTokens, checkWrites, unsavable } from '../../chaos/check.ts'
import type { TokenFacts } from '../../chaos/check.ts'
import { checkEnded, mayBeCutOff, untilCaughtUp } from '../../chaos/check-sessions.ts'
import { lossOf, unguardedFamilies } from '../../chaos/exemptions.ts'
import { ChaosSession, confirm } from '../../chaos/sessions.ts'
import type { EndReason } from '../../chaos/sessions.ts'
import { Records } from '../../chaos/stage.ts'
import type { RelayedRefresh } from '../../chaos/token-relay.ts'
import type { GrantEntry, WriteEntry } from '../../../packages/stand-in/src/index.ts'

const NOTHING: TokenFacts = { orphans: new Set(), unnotedRefusals: [], unguarded: new Set(), shared: new Set() }

function session(user: string, family: string, root = 'R0'): ChaosSession {
  return Object.assign(new ChaosSession(`session of ${family}`, user), { family, root, beganAt: 0 })
}

function grant(entry: Partial<GrantEntry>): GrantEntry {
  return { time: '', grant: 'refresh_token', outcome: 'success', delivered: true, ...entry }
}

const login = grant({ grant: 'password', newRefreshToken: 'R0', family: 'A' })
const rotation = grant({ usedRefreshToken: 'R0', newRefreshToken: 'R1', family: 'A' })
const refusal = grant({ usedRefreshToken: 'R0', outcome: 'invalid_grant' })

function refresh(entry: Partial<RelayedRefresh>): RelayedRefresh {
  return { life: 'life-0', used: 'R0', startedAt: 0, endedAt: 10, ...entry }
}

describe('the check of refresh tokens', () => {
  it('sees a token that is sent again after its answer, but not after an attempt without one', () => {
    expect(checkRefreshTokens([login, rotation, refusal], NOTHING)).toHaveLength(1)
    expect(checkRefreshTokens([login, { ...rotation, delivered: false }, refusal], NOTHING)).toEqual([])
    expect(checkRefreshTokens([login, grant({ usedRefreshToken: 'R0', outcome: 'faulted' }), rotation], NOTHING)).toEqual([])
  })

  it('accepts one more attempt after a refusal that only a killed process knew', () => {
    const facts = { ...NOTHING, unnotedRefusals: ['R0'] }
    expect(checkRefreshTokens([login, refusal, refusal], NOTHING)).toHaveLength(1)
    expect(checkRefreshTokens([login, refusal, refusal], facts)).toEqual([])
    expect(checkRefreshTokens([login, refusal, refusal, refusal], facts)).toHaveLength(1)
    expect(checkRefreshTokens([login, rotation, refusal], facts)).toHaveLength(1)
  })

  it('accepts tokens that are not replaced, and those that no process can protect', () => {
    const same = grant({ usedRefreshToken: 'R0', newRefreshToken: 'R0', family: 'A' })
    expect(checkRefreshTokens([login, same, same], NOTHING)).toEqual([])
    expect(checkRefreshTokens([login, rotation, refusal], { ...NOTHING, unguarded: new Set(['A']) })).toEqual([])
  })
})

describe('the check of overlaps', () => {
  it('sees a token that is sent while the authorization server still works on it', () => {
    expect(checkOverlaps([refresh({}), refresh({ life: 'life-1', startedAt: 9, endedAt: 12 })], [login], NOTHING)).toHaveLength(1)
    expect(checkOverlaps([refresh({}), refresh({ startedAt: 11 })], [login], NOTHING)).toEqual([])
    const { endedAt: _, ...unanswered } = refresh({})
    expect(checkOverlaps([unanswered, refresh({ startedAt: 99_000 })], [login], NOTHING)).toHaveLength(1)
  })
})

describe('the check of writes', () => {
  const jane = session('jane@example.com', 'A')
  const living = () => false
  const write = (entry: Partial<WriteEntry> = {}): WriteEntry => ({ time: '', operationId: 'createCartEntry', user: jane.user, family: 'A', comment: 'w', ...entry })
  const check = (executed: WriteEntry[], acknowledged = true, mayBeOver: (session: ChaosSession) => boolean = living) =>
    checkWrites([{ comment: 'w', session: jane, acknowledged }], executed, mayBeOver)

  it('is content with one that was executed once, in the session it was meant for', () => {
    expect(check([write()])).toEqual([])
    expect(check([], false)).toEqual([])
  })

  it('sees one that is missing, and one that was executed twice', () => {
    expect(check([])).toHaveLength(1)
    expect(check([write(), write()])).toHaveLength(1)
  })

  it('sees one that was executed for another customer, or in another session of the same one', () => {
    expect(check([write({ user: 'john@example.com', family: 'B' })])).toHaveLength(1)
    expect(check([write({ family: 'B' })])).toHaveLength(1)
    expect(check([write({ user: 'john@example.com', family: 'B' })], true, () => true)).toHaveLength(1)
  })

  it('sees one that became a visitor\'s while its session lived, not afterwards', () => {
    const { family: _, ...anonymous } = write({ user: 'anonymous' })
    expect(check([anonymous])).toHaveLength(1)
    expect(check([anonymous], true, () => true)).toEqual([])
  })
})

describe('the check of ended sessions', () => {
  it('sees a refresh after the confirmed end, unless another session holds the tokens', () => {
    const over = session('jane@example.com', 'A')
    confirm(over.end('signed out'))
    const later = [refresh({ startedAt: performance.now() + 5000, answered: 'R1' })]
    expect(checkEnded([over], later, [login])).toHaveLength(1)
    expect(checkEnded([over, session('jane@example.com', 'A')], later, [login])).toEqual([])
    expect(checkEnded([over], [refresh({ startedAt: 0, answered: 'R1' })], [login])).toEqual([])
  })

  it('waits for the end of a replaced session until the storage is back, and not for that of one that was signed out', () => {
    const ended = (reason: EndReason) => {
      const over = session('jane@example.com', 'A')
      confirm(over.end(reason))
      return over
    }
    const now = performance.now()
    const outage = { from: now - 100, until: now + 3000 }
    const check = (reason: EndReason, startedAt: number, outages = [outage]) => checkEnded([ended(reason)], [refresh({ startedAt, answered: 'R1' })], [login], { outages })
    expect(check('replaced by another sign-in', now + 4000)).toEqual([])
    expect(check('replaced by another sign-in', now + 10_000)).toHaveLength(1)
    expect(check('replaced by another sign-in', now + 4000, [])).toHaveLength(1)
    expect(check('replaced by another sign-in', now + 4000, [{ from: now - 9000, until: now - 8000 }])).toHaveLength(1)
    expect(check('signed out', now + 4000)).toHaveLength(1)
  })

  it('forgives a refresh whose tokens were to be revoked', () => {
    const over = session('jane@example.com', 'A')
    confirm(over.end('signed out'))
    const later = [refresh({ startedAt: performance.now() + 5000, answered: 'R1' })]
    expect(checkEnded([over], later, [login], { toRevoke: new Set(['R1']) })).toEqual([])
    expect(checkEnded([over], later, [login], { toRevoke: new Set(['R0']) })).toHaveLength(1)
    const { answered: _, ...unanswered } = later[0]!
    expect(checkEnded([over], [unanswered], [login])).toEqual([])
  })

  it('forgives tokens that came while the storage was away where they are left to expire, and only there', () => {
    const over = session('jane@example.com', 'A')
    confirm(over.end('signed out'))
    const startedAt = performance.now() + 5000
    const late = [refresh({ startedAt, endedAt: startedAt + 10, answered: 'R1' })]
    const outages = [{ from: startedAt - 10, until: startedAt + 100 }]
    expect(checkEnded([over], late, [login], { outages, lateTokensExpire: true })).toEqual([])
    expect(checkEnded([over], late, [login], { outages })).toHaveLength(1)
    expect(checkEnded([over], late, [login], { outages: [{ from: startedAt + 20, until: startedAt + 100 }], lateTokensExpire: true })).toHaveLength(1)
  })

  it('forgives a refresh after a revocation, of which only a refusal tells', () => {
    const revoked = session('jane@example.com', 'A')
    confirm(revoked.end('revoked'))
    expect(checkEnded([revoked], [refresh({ startedAt: performance.now() + 5000, answered: 'R1' })], [login])).toEqual([])
  })
})

describe('an outage of the storage', () => {
  const outages = [{ from: 1000, until: 3000 }]

  it('excuses only an answer during it, or before what was missed has been read', () => {
    expect([[0, 900], [900, 1100], [2000, 2100], [4900, 6000], [5100, 6000]].map(([from, until]) => mayBeCutOff(outages, { from: from!, until: until! }))).toEqual([false, true, true, true, false])
    expect(mayBeCutOff([], { from: 0, until: 9000 })).toBe(false)
  })

  it('is over for everybody a moment later', () => {
    expect([3500, 5000, 9000].map(at => untilCaughtUp(outages, at))).toEqual([1500, 0, 0])
    expect(untilCaughtUp([], 0)).toBe(0)
  })
})

it('"sign out everywhere else" may also end sessions that begin while it is under way', () => {
  const records = new Records(false)
  const isDone = [records.beginEndingOthers('jane@example.com'), records.beginEndingOthers('jane@example.com')]
  expect(['jane@example.com', 'kofi@example.com'].map(user => records.areOthersEnding(user))).toEqual([true, false])
  isDone[0]!()
  expect(records.areOthersEnding('jane@example.com')).toBe(true)
  isDone[1]!()
  expect(records.areOthersEnding('jane@example.com')).toBe(false)
})

describe('what cannot be saved', () => {
  it('is a rotation whose response reached no process that still runs', () => {
    expect(unsavable([login, rotation], 'R0', new Set())).toBeUndefined()
    expect(unsavable([login, { ...rotation, delivered: false }], 'R0', new Set())).toBe('dropped')
    expect(unsavable([login, rotation], 'R0', new Set(['R1']))).toBe('killed')
    expect(unsavable([login, grant({ usedRefreshToken: 'R0', newRefreshToken: 'R0', delivered: false })], 'R0', new Set())).toBeUndefined()
  })

  it('is a session that a sign-in began with the tokens which another one never got, once the token before them was sent again', () => {
    const [one, given] = [session('jane@example.com', 'A'), session('jane@example.com', 'A', 'R1')]
    const lost = [login, { ...rotation, delivered: false }]
    const loss = (grants: GrantEntry[], sessions = [one, given]) => lossOf(given, { grants, orphans: new Set(), sessions, setting: { store: 'storage', processes: 4 } })
    expect(loss([...lost, refusal])).toBe('dropped')
    expect(loss(lost)).toBeUndefined()
    expect(loss([login, rotation, refusal])).toBeUndefined()
    expect(loss([...lost, refusal], [given, session('jane@example.com', 'B')])).toBeUndefined()
  })

  it('is a session that shares its tokens, with cookies: among several processes, and when the other one signs out', () => {
    const [one, other] = [session('jane@example.com', 'A'), session('jane@example.com', 'A')]
    const loss = (setting: { store: 'cookie' | 'storage', processes: number }) => lossOf(one, { grants: [login], orphans: new Set(), sessions: [one, other], setting })
    expect(loss({ store: 'cookie', processes: 4 })).toBe('shared')
    expect(loss({ store: 'cookie', processes: 1 })).toBeUndefined()
    other.end('signed out')
    expect(loss({ store: 'cookie', processes: 1 })).toBe('shared')
    expect(loss({ store: 'storage', processes: 4 })).toBeUndefined()
    expect([...unguardedFamilies([one, other], { store: 'cookie', processes: 4 })]).toEqual(['A'])
    expect(unguardedFamilies([one, other], { store: 'cookie', processes: 1 }).size).toBe(0)
  })
})

it('a sign-in on top of a session saves its own, given the same tokens; one as somebody else need not', () => {
  const [replaced, same, another] = [session('jane@example.com', 'A'), session('jane@example.com', 'A'), session('john@example.com', 'B')]
  const loss = () => lossOf(same, { grants: [login], orphans: new Set(), sessions: [replaced, same, another], setting: { store: 'cookie', processes: 1 } })
  const ending = replaced.end('replaced by another sign-in', same)
  expect(loss()).toBeUndefined()
  replaced.withdraw(ending)
  replaced.end('replaced by another sign-in', another)
  expect(loss()).toBe('shared')
})

describe('a session of a round', () => {
  it('may be over from the moment that something begins to end it, and is over when that is confirmed', () => {
    const jane = session('jane@example.com', 'A')
    expect([jane.mayBeOver(), jane.isOver()]).toEqual([false, false])
    const ending = jane.end('signed out')
    expect([jane.mayBeOver(), jane.isOver()]).toEqual([true, false])
    const before = performance.now() - 1000
    confirm(ending)
    expect([jane.isOver(), jane.isOver(before), jane.mayBeOver(before)]).toEqual([true, false, false])
    jane.withdraw(ending)
    expect([jane.mayBeOver(), jane.isOver()]).toEqual([false, false])
  })
})
