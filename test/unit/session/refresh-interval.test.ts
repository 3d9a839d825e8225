import { describe, expect, it, vi } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import type { OAuthUserTokenResponse } from '../../../src/runtime/sdk/token'
import { createOAuthClient } from '../../../src/runtime/server/oauth'
import { createCookieStore } from '../../../src/runtime/server/session/cookie-store'
import { createRefreshCoordinator } from '../../../src/runtime/server/session/refresh/coordinator'
import type { RefreshCall } from '../../../src/runtime/server/session/refresh/coordinator'
import { minRefreshInterval } from '../../../src/runtime/server/session/refresh/refresh-interval'
import { configFor, send, serve } from '../oauth/support'
import { holdClock } from '../held-clock'
import { newSession, rotatingServer, sealer } from './tokens'

describe('minRefreshInterval', () => {
  const of = (seconds: number, configured?: number) => minRefreshInterval(newSession(0, seconds), configured) / 1000

  it.each([[1, 0.5], [3, 1.5], [5, 2.5], [10, 5], [30, 5], [50, 5], [299, 29.9], [600, 60], [43_200, 60]])('of a token that lives %d seconds is %d', (lifetime, interval) => {
    expect(of(lifetime)).toBe(interval)
  })

  it.each([[300, 0, 0], [300, 20, 20], [300, 1000, 150], [3, 60, 1.5]])('of a token that lives %d seconds is as configured (%d), never more than half of it: %d', (lifetime, configured, interval) => {
    expect(of(lifetime, configured * 1000)).toBe(interval)
  })
})

/** One process; `times` goes on by itself only where the test says so. */
function setting(options: { lifetime?: number, start?: number } = {}) {
  const time = { now: options.start ?? 1_000_000 }
  const server = rotatingServer(0)
  server.expiresIn = options.lifetime ?? 300
  const process = () => createRefreshCoordinator({
    refresh: server.refresh,
    store: createCookieStore({ sealer, gracePeriod: 120_000, now: () => time.now }),
    minInterval: minRefreshInterval,
    now: () => time.now,
  })
  return { time, server, process, coordinator: process(), session: newSession(time.now, server.expiresIn) }
}

describe('a client that asks for refreshes at will', () => {
  it.each(['asked', 'refused-by-sap', 'expired', undefined] as const)('gets one in fifty calls, and no callback for the others (%s)', async (reason) => {
    const { server, coordinator, session } = setting()
    const told: string[] = []
    const observer = { refreshed: async () => void told.push('refreshed'), failed: async () => void told.push('failed'), ended: async () => void told.push('ended') }
    let current = session
    for (let call = 0; call < 50; call++) current = await coordinator.refresh(current, observer, { reason } as RefreshCall)
    expect(current.accessToken).toBe('access-1')
    expect(server.sent).toEqual(['refresh-0'])
    expect(told).toEqual(['refreshed'])
  })

  it('gets the next one when the interval is over', async () => {
    const { time, server, coordinator, session } = setting({ lifetime: 300 })
    const first = await coordinator.refresh(session)
    time.now += 29_999
    expect(await coordinator.refresh(first, undefined, { reason: 'refused-by-sap' })).toEqual(first)
    time.now += 1
    expect(await coordinator.refresh(first, undefined, { reason: 'refused-by-sap' })).toMatchObject({ accessToken: 'access-2' })
    expect(server.sent).toEqual(['refresh-0', 'refresh-1'])
  })

  it('gets the first one right after the sign-in: that was no refresh', async () => {
    const { coordinator, session } = setting()
    expect(await coordinator.refresh(session)).toMatchObject({ accessToken: 'access-1' })
  })

  it('is known to a process that did not refresh the session itself', async () => {
    const { time, server, process, coordinator, session } = setting()
    const first = await coordinator.refresh(session)
    const other = process()
    // Its clock is a little behind.
    time.now -= 400
    expect(await other.refresh(first)).toEqual(first)
    time.now += 30_400
    expect(await other.refresh(first)).toMatchObject({ accessToken: 'access-2' })
    expect(server.sent).toEqual(['refresh-0', 'refresh-1'])
  })

  it('always gets one for a token that has expired, however short its life', async () => {
    const { time, server, coordinator, session } = setting({ lifetime: 1 })
    let current = session
    for (let round = 0; round < 5; round++) {
      time.now += 1000
      current = await coordinator.refresh(current, undefined, { reason: 'expired' })
    }
    expect(current.accessToken).toBe('access-5')
    expect(server.sent).toHaveLength(5)
  })
})

describe('a token that SAP refuses within the interval', () => {
  const refused: RefreshCall = { reason: 'refused-by-sap', isNewestRefused: true }

  it('is not renewed in the first two seconds, and then once more, however often it is refused', async () => {
    const { time, server, coordinator, session } = setting()
    const told: string[] = []
    const observer = { refreshed: async () => void told.push('refreshed'), failed: async () => void told.push('failed'), ended: async () => void told.push('ended') }
    const first = await coordinator.refresh(session, observer, refused)
    time.now += 1999
    let current = first
    for (let call = 0; call < 50; call++) current = await coordinator.refresh(current, observer, refused)
    expect(current).toEqual(first)
    time.now += 1
    for (let call = 0; call < 50; call++) current = await coordinator.refresh(current, observer, refused)
    time.now += 29_999
    for (let call = 0; call < 50; call++) current = await coordinator.refresh(current, observer, refused)
    expect(current).toMatchObject({ accessToken: 'access-2', generation: 2 })
    expect(server.sent).toEqual(['refresh-0', 'refresh-1'])
    expect(told).toEqual(['refreshed', 'refreshed'])
  })

  it('is renewed again when the interval is over, which counts from the last renewal, and once more after that', async () => {
    const { time, server, coordinator, session } = setting({ lifetime: 300 })
    const first = await coordinator.refresh(session)
    time.now += 5000
    const second = await coordinator.refresh(first, undefined, refused)
    time.now += 29_999
    expect(await coordinator.refresh(second, undefined, refused)).toEqual(second)
    time.now += 1
    const third = await coordinator.refresh(second, undefined, refused)
    time.now += 2000
    const fourth = await coordinator.refresh(third, undefined, refused)
    time.now += 2000
    expect(await coordinator.refresh(fourth, undefined, refused)).toEqual(fourth)
    expect(server.sent).toEqual(['refresh-0', 'refresh-1', 'refresh-2', 'refresh-3'])
  })

  it('may be tried again when the authorization server gave no answer, and is renewed only once then, too', async () => {
    const { time, server, coordinator, session } = setting()
    const first = await coordinator.refresh(session)
    time.now += 2000
    server.isDown = true
    await expect(coordinator.refresh(first, undefined, refused)).rejects.toMatchObject({ status: 503, data: { type: 'TokenRefreshUnavailableError' } })
    server.isDown = false
    time.now += 2000
    const second = await coordinator.refresh(first, undefined, refused)
    expect(second).toMatchObject({ accessToken: 'access-2' })
    time.now += 2000
    expect(await coordinator.refresh(second, undefined, refused)).toEqual(second)
    expect(server.sent).toEqual(['refresh-0', 'refresh-1', 'refresh-1'])
  })

  it('is answered with the newer one where that is known', async () => {
    const { time, server, coordinator, session } = setting()
    await coordinator.refresh(session)
    time.now += 2000
    expect(await coordinator.refresh(session, undefined, refused)).toMatchObject({ accessToken: 'access-1' })
    expect(server.sent).toEqual(['refresh-0'])
  })

  it('is renewed for a caller who joins a refresh that was begun without that knowledge', async () => {
    const { time, server, coordinator, session } = setting()
    const first = await coordinator.refresh(session)
    time.now += 2000
    const answers = await Promise.all([coordinator.refresh(first), coordinator.refresh(first, undefined, refused), coordinator.refresh(first, undefined, refused)])
    expect(answers.map(({ accessToken }) => accessToken)).toEqual(['access-1', 'access-2', 'access-2'])
    expect(server.sent).toEqual(['refresh-0', 'refresh-1'])
  })

  it('is not renewed for such a caller when the session is being ended meanwhile', async () => {
    const { time, server, coordinator, session } = setting()
    const first = await coordinator.refresh(session)
    time.now += 2000
    const asked = coordinator.refresh(first)
    const joined = coordinator.refresh(first, undefined, refused)
    await Promise.all([coordinator.end(first), asked, expect(joined).rejects.toMatchObject({ status: 401, data: { type: 'SessionEndedError' } })])
    expect(server.sent).toEqual(['refresh-0'])
  })
})

describe('a system clock that steps after a refresh', () => {
  it.each([-30_000, 30_000])('does not change the interval: by %d ms', async (step) => {
    const clock = holdClock()
    const server = rotatingServer(0)
    server.expiresIn = 10
    const monotonic = vi.spyOn(performance, 'now')
    const base = performance.now()
    let elapsed = 0
    monotonic.mockImplementation(() => base + elapsed)
    const coordinator = createRefreshCoordinator({ refresh: server.refresh, store: createCookieStore({ sealer, gracePeriod: 120_000 }), minInterval: minRefreshInterval })
    const first = await coordinator.refresh(newSession())
    clock.forward(step)
    elapsed += 4999
    expect(await coordinator.refresh(first)).toEqual(first)
    elapsed += 1
    expect(await coordinator.refresh(first)).toMatchObject({ accessToken: 'access-2' })
    monotonic.mockRestore()
  })

  it('does not make another process wait for the old time', async () => {
    const { time, process, coordinator, session } = setting({ start: 100_000_000 })
    const first = await coordinator.refresh(session)
    time.now -= 30_000
    expect(await process().refresh(first)).toMatchObject({ accessToken: 'access-2' })
  })
})

describe('a response without a usable access token', () => {
  it('leaves its refresh token behind, which the next attempt sends', async () => {
    const answers: object[] = [
      { refresh_token: 'refresh-1', token_type: 'bearer' },
      { access_token: 'access-2', refresh_token: 'refresh-2', token_type: 'bearer', expires_in: 300 },
    ]
    const { url, requests } = await serve((_request, response) => send(response, { body: answers.shift() }))
    const client = createOAuthClient(configFor(url))
    const coordinator = createRefreshCoordinator({ refresh: client.refresh, store: createCookieStore({ sealer, gracePeriod: 120_000 }), minInterval: minRefreshInterval })
    const session = newSession()
    await expect(coordinator.refresh(session)).rejects.toMatchObject({ status: 503, data: { type: 'TokenRefreshUnavailableError' } })
    // The access token is the old one, and good for as long as it lives.
    expect(await coordinator.resolve(session)).toMatchObject({ accessToken: 'access-0', refreshToken: 'refresh-1', generation: 1 })
    expect(await coordinator.refresh(session)).toMatchObject({ accessToken: 'access-2', refreshToken: 'refresh-2', generation: 2 })
    expect(requests.map(({ form }) => form.get('refresh_token'))).toEqual(['refresh-0', 'refresh-1'])
  })
})

describe('a spent token that comes late to a process which cannot know', () => {
  /** Refuses spent tokens, and leaves the family alive, as Spring does. */
  function deployment() {
    const server = rotatingServer(0)
    const start = () => {
      const store = createCookieStore({ sealer, gracePeriod: 120_000 })
      return { store, coordinator: createRefreshCoordinator({ refresh: server.refresh, store }) }
    }
    return { server, start }
  }

  it('is sent once; its refusal ends nothing newer', async () => {
    const { server, start } = deployment()
    const r0 = newSession()
    const r1 = await start().coordinator.refresh(r0)
    const { coordinator, store } = start()
    const cookie = await store.cookieValue(r1)
    for (let request = 0; request < 3; request++) await expect(coordinator.refresh(r0)).rejects.toMatchObject({ status: 401 })
    expect(server.sent).toEqual(['refresh-0', 'refresh-0'])
    expect(await coordinator.resolve(r0)).toBeUndefined()
    expect(await store.open(cookie)).toEqual({ sent: r1, current: r1 })
    expect(await coordinator.refresh(r1)).toMatchObject({ generation: 2, accessToken: 'access-2' })
    // And it is answered with the newest tokens now that they are known.
    expect(await coordinator.resolve(r0)).toMatchObject({ generation: 2 })
  })

  it('does not prevent the sign-out of the session', async () => {
    const { start } = deployment()
    const r0 = newSession()
    const r1 = await start().coordinator.refresh(r0)
    const { coordinator } = start()
    await expect(coordinator.refresh(r0)).rejects.toMatchObject({ data: { type: 'invalid_grant' } })
    expect(await coordinator.end(r1)).toEqual(r1)
    for (const session of [r0, r1]) expect(await coordinator.resolve(session)).toBeUndefined()
  })

  it('ends the session where the server ends the family', async () => {
    let isFamilyOver = false
    const tokens: OAuthUserTokenResponse = { access_token: 'access-1', refresh_token: 'refresh-1', token_type: 'bearer', expires_in: 300, scope: 'basic' }
    const start = () => createRefreshCoordinator({
      store: createCookieStore({ sealer, gracePeriod: 120_000 }),
      refresh: async (refreshToken) => {
        if (refreshToken === 'refresh-0' && !isFamilyOver) {
          isFamilyOver = true
          return tokens
        }
        throw new SapccError('refused', { status: 401, data: { type: 'invalid_grant' } })
      },
    })
    const r0 = newSession()
    const r1 = await start().refresh(r0)
    const coordinator = start()
    for (const session of [r0, r1]) {
      await expect(coordinator.refresh(session)).rejects.toMatchObject({ data: { type: 'invalid_grant' } })
      expect(await coordinator.resolve(session)).toBeUndefined()
    }
  })
})
