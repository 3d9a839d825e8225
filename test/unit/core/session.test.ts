import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packSession, unpackSession } from '../../../src/runtime/core/session'
import type { Session } from '../../../src/runtime/core/session'

const required = { id: fc.string(), generation: fc.nat(), accessToken: fc.string(), tokenType: fc.string(), scope: fc.string(), expiresAt: fc.nat() }
const optional = { refreshToken: fc.string(), lifetime: fc.nat(), createdAt: fc.nat(), userId: fc.string({ unit: 'binary' }), listedAt: fc.nat() }
const sessions: fc.Arbitrary<Session> = fc.record({ ...required, ...optional }, { requiredKeys: ['id', 'generation', 'accessToken', 'tokenType', 'scope', 'expiresAt'] })

/** What sealing does to a value on its way. */
const sealed = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('a packed session', () => {
  it('is the same when it is unpacked', () => {
    fc.assert(fc.property(sessions, (session) => {
      expect(unpackSession(sealed(packSession(session)))).toEqual(session)
    }))
  })

  it('has the names of nothing in it', () => {
    fc.assert(fc.property(sessions, (session) => {
      const { length } = JSON.stringify(packSession(session))
      expect(length).toBeLessThan(JSON.stringify(session).length)
    }))
  })

  it('is none when a value is missing or of another kind', () => {
    const values = packSession({ id: 'a', generation: 0, accessToken: 'b', tokenType: 'c', scope: 'd', expiresAt: 1, refreshToken: 'e' })
    for (let index = 0; index < 7; index++) {
      for (const wrong of [true, {}, [], ...(index === 6 ? [1] : [null, undefined]), typeof values[index] === 'string' ? 1 : '1']) {
        expect(unpackSession(sealed(values.with(index, wrong))), `${index}: ${String(wrong)}`).toBeUndefined()
      }
    }
    for (const value of [undefined, null, 'text', 1, {}, []]) expect(unpackSession(value)).toBeUndefined()
  })
})
