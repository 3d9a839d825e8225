import { describe, expect, it, vi } from 'vitest'
import { getSapccSession, requireSapccSession } from '../../../src/runtime/server/utils/session'
import type { ServerEvent } from '../../../src/runtime/server/platform/types'

vi.mock('#sapcc/platform', async () => await vi.importActual('../../../src/runtime/server/platform/nitro2/http-error'))

const eventOf = (session: () => Promise<object>) => ({ context: { sapcc: { session } } }) as unknown as ServerEvent

describe('requireSapccSession', () => {
  it('gives the session of a customer', async () => {
    const session = { loggedIn: true, expiresIn: 60, sessionKey: 'jane' }
    expect(await requireSapccSession(eventOf(async () => session))).toEqual(session)
  })

  it('refuses a visitor with 401, and says what to do', async () => {
    const event = eventOf(async () => ({ loggedIn: false }))
    expect(await getSapccSession(event)).toEqual({ loggedIn: false })
    await expect(requireSapccSession(event)).rejects.toMatchObject({ statusCode: 401, message: 'Please sign in.' })
  })

  it('takes an outage for no sign-out', async () => {
    const outage = Object.assign(new Error('The storage is away.'), { statusCode: 503 })
    await expect(requireSapccSession(eventOf(() => Promise.reject(outage)))).rejects.toBe(outage)
  })
})
