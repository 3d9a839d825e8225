import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { KINDS } from '../../chaos/kinds.ts'
import { SETTINGS } from '../../chaos/settings.ts'

const text = readFileSync(new URL('../../../docs/sessions.md', import.meta.url), 'utf8')
const section = text.slice(text.indexOf('## How it is proven')).replace(/\s+/g, ' ')

describe('rounds of chaos', () => {
  it('are as large as docs/sessions.md says', () => {
    const [customers, browsers] = [Object.values(KINDS).map(kind => kind.customers[1]), Object.values(KINDS).map(kind => kind.browsers[1])].map(sizes => Math.max(...sizes))
    expect([customers, browsers]).toEqual([12, 14])
    expect(section).toContain('with up to twelve customers and fourteen browsers')
  })

  it('are those of docs/sessions.md', () => {
    expect([...section.matchAll(/\| `(\w+)` \|/g)].map(([, kind]) => kind)).toEqual(Object.keys(KINDS))
    const { calls, people, shared, machines, everything, crowd, everythingShared } = KINDS
    expect(calls.weights).toMatchObject({ read: expect.any(Number), write: expect.any(Number), page: expect.any(Number), refresh: expect.any(Number), expire: expect.any(Number), outage: expect.any(Number), brokenSap: expect.any(Number) })
    expect(people.weights).toMatchObject({ signIn: expect.any(Number), signOut: expect.any(Number), changeDuringCall: expect.any(Number), changeDuringRefresh: expect.any(Number), revoke: expect.any(Number) })
    expect(Object.values(KINDS).filter(kind => kind.sharedTokens)).toEqual([shared, everythingShared])
    expect(crowd.customers[0]).toBeGreaterThanOrEqual(10)
    for (const { weights } of [crowd, everythingShared]) expect(weights).toEqual(everything.weights)
    const disturbances = ['clockStep', 'slowRefresh', 'kill', 'freezeDuringRefresh', 'cutOff', 'terminateDuringRefresh', 'slowRedis', 'pauseRedis', 'failOver']
    expect(Object.keys(machines.weights)).toEqual(expect.arrayContaining(disturbances))
    expect(Object.keys(everything.weights)).toEqual(expect.arrayContaining([...disturbances, ...Object.keys(people.weights)]))
  })

  it('are played in the settings of docs/sessions.md', () => {
    expect(SETTINGS.map(({ processes, store, redis, kills, sap }) => ({ processes, store, redis, kills, generation: sap?.generation }))).toEqual([
      { processes: 1, store: 'cookie', redis: false, kills: false, generation: 'legacy' },
      { processes: 1, store: 'cookie', redis: false, kills: false, generation: 'jdk21' },
      { processes: 4, store: 'cookie', redis: true, kills: false },
      { processes: 4, store: 'storage', redis: true, kills: true },
    ])
  })
})
