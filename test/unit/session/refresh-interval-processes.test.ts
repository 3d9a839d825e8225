import { describe, expect, it } from 'vitest'
import type { OAuthUserTokenResponse } from '../../../src/runtime/sdk/token'
import { createOAuthClient } from '../../../src/runtime/server/oauth'
import { createCookieStore } from '../../../src/runtime/server/session/cookie-store'
import { createRefreshCoordinator } from '../../../src/runtime/server/session/refresh/coordinator'
import type { RefreshCall, RefreshObserver } from '../../../src/runtime/server/session/refresh/coordinator'
import { createStorageIntents } from '../../../src/runtime/server/session/refresh/intents'
import { minRefreshInterval } from '../../../src/runtime/server/session/refresh/refresh-interval'
import type { SendRefreshToken } from '../../../src/runtime/server/session/same-token-refresh'
import { sessionFromTokens } from '../../../src/runtime/server/session/session'
import type { OpenedSession } from '../../../src/runtime/server/session/session-store'
import { createStorageStore } from '../../../src/runtime/server/session/storage-store/storage-store'
import { createLocalLock } from '../../../src/runtime/server/storage/lock'
import { createSharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import { configFor, send, serve } from '../oauth/support'
import { breakableStorage, newSession, rotatingServer, sealer } from './tokens'

/** Of a token that lives for 300 seconds. Milliseconds. */
const INTERVAL = 30_000

/** Processes with one storage and one clock, which goes on where the test says so. Each remembers only its own refreshes. */
function processes(mode: 'cookie' | 'storage', refresh: SendRefreshToken) {
  const { storage: raw } = breakableStorage()
  const time = { now: 1_000_000 }
  const now = () => time.now
  const lock = createLocalLock()
  function start() {
    const storage = createSharedStorage(raw, 'sapcc')
    const store = mode === 'cookie'
      ? createCookieStore({ sealer, gracePeriod: 120_000, shared: storage, now })
      : createStorageStore({ sealer, storage, lock, maxAge: 3600 })
    const coordinator = createRefreshCoordinator({ refresh, store, lock, intents: createStorageIntents(storage, { now, monotonic: now }), minInterval: minRefreshInterval, now })
    return { store, coordinator }
  }
  return { time, first: start(), second: start() }
}

/** As the browser's next request finds it. @param cookie the content cookie. */
async function opened({ store }: ReturnType<typeof processes>['first'], cookie: string) {
  return (await store.open(cookie) as OpenedSession).current!
}

describe.each(['cookie', 'storage'] as const)('a session that another process has refreshed, sessions in %s', (mode) => {
  it.each(['asked', 'refused-by-sap', 'expired'] as const)('is not refreshed again for the minimum interval, and the callers get the current token (%s)', async (reason) => {
    const server = rotatingServer(0)
    const { time, first, second } = processes(mode, server.refresh)
    const session = newSession(time.now)
    await first.store.begin(session)
    // As one that has used the session before.
    await opened(second, await second.store.cookieValue(session))
    const renewed = await first.coordinator.refresh(session)
    const cookie = await first.store.cookieValue(renewed)
    const told: string[] = []
    const observer: RefreshObserver = { refreshed: async () => void told.push('refreshed'), failed: async () => void told.push('failed'), ended: async () => void told.push('ended') }
    const refresh = async () => await second.coordinator.refresh(await opened(second, cookie), observer, { reason } as RefreshCall)
    for (const seconds of [0, 1, 10, 18.999]) {
      time.now += seconds * 1000
      expect(await refresh()).toMatchObject({ accessToken: 'access-1', generation: 1 })
    }
    expect([server.sent, told]).toEqual([['refresh-0'], []])
    time.now += 1
    expect(time.now - 1_000_000).toBe(INTERVAL)
    expect(await refresh()).toMatchObject({ accessToken: 'access-2', generation: 2 })
    expect([server.sent, told]).toEqual([['refresh-0', 'refresh-1'], ['refreshed']])
    // And the other way round.
    expect(await first.coordinator.refresh(await opened(first, await second.store.cookieValue(renewed)))).toMatchObject({ accessToken: 'access-2' })
    expect(server.sent).toHaveLength(2)
  })

  it('is refreshed once more by any process where SAP refuses its token, and then by none of them for the interval', async () => {
    const server = rotatingServer(0)
    const { time, first, second } = processes(mode, server.refresh)
    const session = newSession(time.now)
    await first.store.begin(session)
    const refused: RefreshCall = { isNewestRefused: true }
    const renewed = await first.coordinator.refresh(session)
    // 2 seconds, and 5 more because the clocks of two processes may differ.
    const cookieOfFirst = await first.store.cookieValue(renewed)
    time.now += 6999
    expect(await second.coordinator.refresh(await opened(second, cookieOfFirst), undefined, refused)).toMatchObject({ accessToken: 'access-1' })
    time.now += 1
    const again = await second.coordinator.refresh(await opened(second, cookieOfFirst), undefined, refused)
    expect(again).toMatchObject({ accessToken: 'access-2', generation: 2 })
    const cookie = await second.store.cookieValue(again)
    time.now += INTERVAL - 1
    for (const process of [first, second]) expect(await process.coordinator.refresh(await opened(process, cookie), undefined, refused)).toMatchObject({ accessToken: 'access-2' })
    expect(server.sent).toHaveLength(2)
    time.now += 1
    const third = await first.coordinator.refresh(await opened(first, cookie), undefined, refused)
    expect(third).toMatchObject({ accessToken: 'access-3' })
    // The allowance is there again.
    time.now += 7000
    const last = await first.store.cookieValue(third)
    expect(await second.coordinator.refresh(await opened(second, last), undefined, refused)).toMatchObject({ accessToken: 'access-4' })
  })

  it('is refreshed once where both processes find at once that SAP refuses its token', async () => {
    const server = rotatingServer(5)
    const { time, first, second } = processes(mode, server.refresh)
    const session = newSession(time.now)
    await first.store.begin(session)
    const cookie = await first.store.cookieValue(await first.coordinator.refresh(session))
    time.now += 7000
    const answers = await Promise.all([first, second].map(async process => await process.coordinator.refresh(await opened(process, cookie), undefined, { isNewestRefused: true })))
    expect(answers.map(({ accessToken }) => accessToken)).toEqual(['access-2', 'access-2'])
    expect(server.sent).toEqual(['refresh-0', 'refresh-1'])
  })

  it('but got no access token for it, is refreshed by any process, with the refresh token that came', async () => {
    const answers: Partial<OAuthUserTokenResponse>[] = [
      { refresh_token: 'refresh-1', token_type: 'bearer' },
      { access_token: 'access-2', refresh_token: 'refresh-2', token_type: 'bearer', expires_in: 300 },
    ]
    const { url, requests } = await serve((_request, response) => send(response, { body: answers.shift() }))
    const { time, first, second } = processes(mode, createOAuthClient(configFor(url)).refresh)
    const session = sessionFromTokens({ access_token: 'access-0', refresh_token: 'refresh-0', token_type: 'bearer', expires_in: 300, scope: 'basic' }, undefined, time.now)
    await first.store.begin(session)
    await expect(first.coordinator.refresh(session, undefined, { reason: 'refused-by-sap' } as RefreshCall)).rejects.toMatchObject({ status: 503, data: { type: 'TokenRefreshUnavailableError' } })
    const cookie = await second.store.cookieValue(session)
    expect(await second.coordinator.refresh(await opened(second, cookie), undefined, { reason: 'refused-by-sap' } as RefreshCall)).toMatchObject({ accessToken: 'access-2' })
    expect(requests.map(({ form }) => form.get('refresh_token'))).toEqual(['refresh-0', 'refresh-1'])
  })
})
