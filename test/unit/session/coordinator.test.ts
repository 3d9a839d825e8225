import { describe, expect, it, vi } from 'vitest'
import { createSealer } from '../../../src/runtime/server/crypto/sealer'
import { SapccError, TokenRefreshUnavailableError } from '../../../src/runtime/sdk/errors'
import type { Session } from '../../../src/runtime/server/session/session'
import type { OAuthUserTokenResponse } from '../../../src/runtime/sdk/token'
import { createRefreshCoordinator } from '../../../src/runtime/server/session/refresh/coordinator'
import { reasonOf } from '../../../src/runtime/server/http/failure-log'
import { createCookieStore } from '../../../src/runtime/server/session/cookie-store'

const sealer = createSealer(['a password of more than thirty-two characters'])

interface Setting {
  refresh: (refreshToken: string) => Promise<OAuthUserTokenResponse>
  gracePeriod: number
  now?: () => number
}

/** Sessions in cookies, one process. */
function coordinatorOf({ refresh, gracePeriod, now = Date.now }: Setting) {
  return createRefreshCoordinator({ refresh, store: createCookieStore({ sealer, gracePeriod, now }), now })
}

function session(overrides: Partial<Session> = {}): Session {
  return { id: 's1', generation: 0, accessToken: 'a0', refreshToken: 'r0', tokenType: 'bearer', scope: 'basic', expiresAt: 0, ...overrides }
}

/** An authorization server that replaces refresh tokens: r0 → r1 → r2 … */
function rotating(options: { rotate?: boolean } = {}) {
  const sent: string[] = []
  const refresh = vi.fn(async (refreshToken: string): Promise<OAuthUserTokenResponse> => {
    sent.push(refreshToken)
    await new Promise(resolve => setTimeout(resolve, 5))
    const next = sent.length
    return { access_token: `a${next}`, ...(options.rotate === false ? {} : { refresh_token: `r${next}` }), token_type: 'bearer', expires_in: 300, scope: 'basic' }
  })
  return { sent, refresh }
}

const refusal = () => new SapccError('no', { status: 401, data: { type: 'invalid_grant' } })

describe('createRefreshCoordinator', () => {
  it('sends one refresh however many ask', async () => {
    const { sent, refresh } = rotating()
    const coordinator = coordinatorOf({ refresh, gracePeriod: 120_000 })
    const renewed = await Promise.all(Array.from({ length: 100 }, () => coordinator.refresh(session())))
    expect(sent).toEqual(['r0'])
    expect(new Set(renewed.map(entry => entry.accessToken))).toEqual(new Set(['a1']))
  })

  it('lets each of the callers know whether it caused the refresh', async () => {
    const { refresh } = rotating()
    const coordinator = coordinatorOf({ refresh, gracePeriod: 120_000 })
    const told: Session[][] = []
    const renewed = await Promise.all([0, 1, 2].map((caller) => {
      told[caller] = []
      return coordinator.refresh(session(), {
        refreshed: async it => void told[caller]!.push(it),
        failed: async () => undefined,
        ended: async () => undefined,
      })
    }))
    expect(told.map(({ length }) => length)).toEqual([1, 0, 0])
    expect(renewed[0]).toBe(told[0]![0])
    for (const other of renewed.slice(1)) {
      expect(other).toEqual(renewed[0])
      expect(other).not.toBe(renewed[0])
    }
  })

  it('keeps sessions apart', async () => {
    const { sent, refresh } = rotating()
    const coordinator = coordinatorOf({ refresh, gracePeriod: 120_000 })
    const [first, second] = await Promise.all([coordinator.refresh(session()), coordinator.refresh(session({ id: 's2', refreshToken: 'other' }))])
    expect(sent).toHaveLength(2)
    expect(first.id).toBe('s1')
    expect(second.id).toBe('s2')
  })

  it('gives late callers what replaced their tokens, through any number of rotations', async () => {
    const { sent, refresh } = rotating()
    const coordinator = coordinatorOf({ refresh, gracePeriod: 120_000 })
    const first = await coordinator.refresh(session())
    const second = await coordinator.refresh(first)
    for (const late of [session(), first]) {
      expect(await coordinator.refresh(late)).toEqual(second)
      expect(await coordinator.resolve(late)).toEqual(second)
    }
    expect(sent).toEqual(['r0', 'r1'])
  })

  it('does the same when the server keeps its refresh token', async () => {
    const { sent, refresh } = rotating({ rotate: false })
    const coordinator = coordinatorOf({ refresh, gracePeriod: 120_000 })
    const renewed = await coordinator.refresh(session())
    expect(renewed).toMatchObject({ accessToken: 'a1', refreshToken: 'r0', generation: 1 })
    expect(await coordinator.refresh(session())).toEqual(renewed)
    expect(sent).toEqual(['r0'])
  })

  it('recognises a spent token after the grace period instead of sending it', async () => {
    let now = 1_000_000
    const { sent, refresh } = rotating()
    const coordinator = coordinatorOf({ refresh, gracePeriod: 120_000, now: () => now })
    const renewed = await coordinator.refresh(session())
    now += 121_000
    await expect(coordinator.refresh(session())).rejects.toMatchObject({ status: 401, data: { type: 'SpentTokenError' } })
    expect(sent).toEqual(['r0'])
    // The living session goes on.
    expect(await coordinator.refresh(renewed)).toMatchObject({ generation: 2 })
  })

  it('computes expiry from expires_in at receipt', async () => {
    const { refresh } = rotating()
    const coordinator = coordinatorOf({ refresh, gracePeriod: 120_000, now: () => 5000 })
    expect((await coordinator.refresh(session())).expiresAt).toBe(5000 + 300_000)
  })

  it('ends a session after a definite refusal only', async () => {
    const refresh = vi.fn().mockRejectedValueOnce(new SapccError('down', { status: 503, data: { type: 'AuthorizationServerUnavailableError', retryAfter: 9 } })).mockRejectedValue(refusal())
    const coordinator = coordinatorOf({ refresh, gracePeriod: 120_000 })
    const outage = await coordinator.refresh(session()).catch((error: unknown) => error)
    expect(outage).toBeInstanceOf(TokenRefreshUnavailableError)
    expect(outage).toMatchObject({ retryAfter: 9 })
    expect(await coordinator.resolve(session())).toEqual(session())

    await expect(coordinator.refresh(session())).rejects.toMatchObject({ data: { type: 'invalid_grant' } })
    expect(await coordinator.resolve(session())).toBeUndefined()
    await expect(coordinator.refresh(session())).rejects.toMatchObject({ status: 401, data: { type: 'SessionEndedError' } })
    expect(refresh).toHaveBeenCalledTimes(2)
  })

  it('says so when there is no refresh token', async () => {
    const { sent, refresh } = rotating()
    const coordinator = coordinatorOf({ refresh, gracePeriod: 120_000 })
    const { refreshToken: _, ...without } = session()
    await expect(coordinator.refresh(without)).rejects.toMatchObject({ status: 401, data: { type: 'NoRefreshTokenError' } })
    expect(sent).toEqual([])
  })

  it('lets a refresh under way finish before it ends the session, and never brings it back', async () => {
    const { refresh } = rotating()
    const coordinator = coordinatorOf({ refresh, gracePeriod: 120_000 })
    const running = coordinator.refresh(session())
    const last = (await coordinator.end(session()))!
    expect(last.accessToken).toBe('a1')
    expect(await running).toEqual(last)
    for (const any of [session(), last]) {
      expect(await coordinator.resolve(any)).toBeUndefined()
      await expect(coordinator.refresh(any)).rejects.toMatchObject({ status: 401 })
    }
  })
})

describe('what operators count', () => {
  it.each([
    ['renewed', rotating().refresh],
    ['refused', () => Promise.reject(refusal())],
    ['unavailable', () => Promise.reject(new SapccError('down', { status: 503, data: { type: 'AuthorizationServerUnavailableError' } }))],
  ])('is one refresh that is %s, and the waiting of each caller', async (outcome, refresh) => {
    const measured: unknown[] = []
    const coordinator = createRefreshCoordinator({ refresh, store: createCookieStore({ sealer, gracePeriod: 1000 }), measure: value => measured.push(value) })
    await Promise.allSettled([0, 1, 2].map(() => coordinator.refresh(session())))
    await coordinator.pending()
    const duration = expect.any(Number) as number
    expect(measured).toContainEqual({ name: 'refresh', outcome, duration })
    expect(measured.filter(value => (value as { name: string }).name === 'refresh-wait')).toEqual(Array.from({ length: 3 }, () => ({ name: 'refresh-wait', outcome: 'answered', duration })))
    expect(measured).toHaveLength(4)
  })

  it('is a caller that gave up, and the refresh that went on', async () => {
    const measured: unknown[] = []
    let answer: (tokens: OAuthUserTokenResponse) => void = () => undefined
    const coordinator = createRefreshCoordinator({ refresh: () => new Promise(resolve => answer = resolve), store: createCookieStore({ sealer, gracePeriod: 1000 }), callerTimeout: 20, measure: value => measured.push(value) })
    const error = await coordinator.refresh(session()).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(TokenRefreshUnavailableError)
    expect(reasonOf(error as TokenRefreshUnavailableError)).toMatch(/ Cause: The refresh has not finished within \d+ ms; it continues in the background\.$/)
    expect(measured).toEqual([{ name: 'refresh-wait', outcome: 'gave-up', duration: expect.any(Number) }])
    answer({ access_token: 'a1', token_type: 'bearer', expires_in: 300, scope: 'basic' })
    await coordinator.pending()
    expect(measured[1]).toMatchObject({ name: 'refresh', outcome: 'renewed' })
  })
})
