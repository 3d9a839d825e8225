import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expiresSoon, packSession, unpackSession } from '../../../src/runtime/server/session/session'
import type { Session } from '../../../src/runtime/server/session/session'

const required = { id: fc.string(), generation: fc.nat(), accessToken: fc.string(), tokenType: fc.string(), scope: fc.string(), expiresAt: fc.nat() }
const optional = { refreshToken: fc.string(), lifetime: fc.nat(), createdAt: fc.nat(), userId: fc.string({ unit: 'binary' }), listedAt: fc.nat(), usedAt: fc.nat(), shop: fc.string(), idToken: fc.string(), isRenewedEarly: fc.constant(true as const), device: fc.record({ browser: fc.string(), system: fc.string() }, { requiredKeys: ['browser'] }) }
const sessions: fc.Arbitrary<Session> = fc.record({ ...required, ...optional }, { requiredKeys: ['id', 'generation', 'accessToken', 'tokenType', 'scope', 'expiresAt'] })

describe('a packed session', () => {
  it('is the same when it is unpacked', () => {
    fc.assert(fc.property(sessions, fc.string({ unit: 'binary' }), (session, accessToken) => {
      expect(unpackSession(packSession(session))).toEqual(session)
      // SAP does not issue such tokens; but no character of a token may end the value before it.
      expect(unpackSession(packSession({ ...session, accessToken }))).toEqual({ ...session, accessToken })
    }))
  })

  it('is shorter than JSON, because it contains no names', () => {
    fc.assert(fc.property(sessions, (session) => {
      expect(packSession(session).length).toBeLessThan(JSON.stringify(session).length)
    }))
  })

  it('is the same to processes of an earlier version, which know fewer values, and of a later one', () => {
    const session: Session = { id: 'a', generation: 0, accessToken: 'b', tokenType: 'c', scope: 'd', expiresAt: 1 }
    const [head = '', token] = packSession({ ...session, shop: 'x' }).split('\n')
    const values = JSON.parse(head) as unknown[]
    expect(unpackSession(`${JSON.stringify(values.slice(0, 11))}\n${token}`)).toEqual(session)
    expect(unpackSession(`${JSON.stringify([...values, null, null, 'new'])}\n${token}`)).toEqual({ ...session, shop: 'x' })
  })

  it('is none when a value is missing or of another kind', () => {
    const [head = '', token] = packSession({ id: 'a', generation: 0, accessToken: 'b', tokenType: 'c', scope: 'd', expiresAt: 1, refreshToken: 'e' }).split('\n')
    const values = JSON.parse(head) as unknown[]
    expect(unpackSession(`${JSON.stringify(values)}\n${token}`)).toMatchObject({ id: 'a', refreshToken: 'e' })
    for (let index = 0; index < 6; index++) {
      for (const wrong of [true, {}, [], ...(index === 5 ? [1] : [null, undefined]), typeof values[index] === 'string' ? 1 : '1']) {
        expect(unpackSession(`${JSON.stringify(values.with(index, wrong))}\n${token}`), `${index}: ${String(wrong)}`).toBeUndefined()
      }
    }
    for (const value of [undefined, null, 'text', 1, {}, [], '', '\n', '[]\nb', '{}\nb', '[\nb', head, `${head}b`]) expect(unpackSession(value)).toBeUndefined()
  })
})

it('expires soon within the margin, and never before half of its lifetime', () => {
  const session: Session = { id: 's', generation: 0, accessToken: 'a', refreshToken: 'r', tokenType: 'bearer', scope: '', expiresAt: 100_000, lifetime: 300_000 }
  expect([69_999, 70_000].map(now => expiresSoon(session, 30_000, now))).toEqual([false, true])
  const short = { ...session, lifetime: 20_000 }
  expect([89_999, 90_000].map(now => expiresSoon(short, 30_000, now))).toEqual([false, true])
})
