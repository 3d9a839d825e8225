import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import type { OAuthUserTokenResponse } from '../../../src/runtime/sdk/token'
import { createCookieStore } from '../../../src/runtime/server/session/cookie-store'
import { createRefreshCoordinator } from '../../../src/runtime/server/session/refresh/coordinator'
import type { RefreshCoordinatorOptions, RefreshObserver } from '../../../src/runtime/server/session/refresh/coordinator'
import type { Session } from '../../../src/runtime/server/session/session'
import { createStorageStore } from '../../../src/runtime/server/session/storage-store/storage-store'
import { createLocalLock } from '../../../src/runtime/server/storage/lock'
import { createMemoryStorage } from '../../../src/runtime/server/storage/shared-storage'
import { newSession, rotatingServer, sealer } from './tokens'

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

const unavailable = { status: 503, data: { type: 'TokenRefreshUnavailableError', retryAfter: expect.any(Number) } }

/** Notes how a promise ends, and after how many seconds, while the test lets time pass. */
function watch<Value>(promise: Promise<Value>) {
  const started = performance.now()
  const watched: { result?: Value | SapccError, seconds?: number } = {}
  void promise.catch((error: unknown) => error as SapccError).then((result) => {
    watched.result = result
    watched.seconds = (performance.now() - started) / 1000
  })
  return watched
}

/** Lets time pass until a promise has settled; for one at a time. */
async function settled<Value>(promise: Promise<Value>): Promise<Value | SapccError> {
  const watched = watch(promise)
  while (watched.seconds === undefined) await vi.advanceTimersByTimeAsync(50)
  return watched.result as Value | SapccError
}

/** Seconds that something takes. */
async function duration(work: Promise<unknown>): Promise<number> {
  const watched = watch(work)
  await settled(work)
  return watched.seconds!
}

async function setting(mode: 'cookie' | 'storage', seconds: number, options: Partial<RefreshCoordinatorOptions> = {}) {
  const lock = createLocalLock()
  const store = mode === 'cookie' ? createCookieStore({ sealer, gracePeriod: 120_000 }) : createStorageStore({ sealer, storage: createMemoryStorage(3600), lock, maxAge: 3600 })
  const server = rotatingServer(seconds * 1000)
  const orphans: Session[] = []
  const coordinator = createRefreshCoordinator({ refresh: server.refresh, store, lock, onOrphaned: session => void orphans.push(session), ...options })
  const session = newSession()
  await store.begin(session)
  return { store, server, orphans, coordinator, session }
}

function observerOf(told: string[], name: string): RefreshObserver {
  return {
    refreshed: async session => void told.push(`${name}: ${session.accessToken}`),
    failed: async () => void told.push(`${name}: failed`),
    ended: async () => void told.push(`${name}: ended`),
  }
}

describe.each(['cookie', 'storage'] as const)('a token endpoint that takes long, sessions in %s', (mode) => {
  it.each([20, 45])('keeps the session when it answers after %d seconds: callers get 503 meanwhile, one request is sent', async (seconds) => {
    const { server, coordinator, session } = await setting(mode, seconds)
    const calls = []
    for (let second = 0; second <= seconds - 11; second += 3) {
      calls.push(watch(coordinator.refresh(session)))
      await vi.advanceTimersByTimeAsync(3000)
    }
    // The last one comes in time, and gets the result.
    expect(await settled(coordinator.refresh(session))).toMatchObject({ accessToken: 'access-1' })
    for (const { result, seconds: waited } of calls) {
      expect(result).toMatchObject(unavailable)
      expect(waited).toBeCloseTo(10, 0)
    }
    expect(await coordinator.resolve(session)).toMatchObject({ accessToken: 'access-1' })
    expect(server.sent).toEqual(['refresh-0'])
  })

  it('keeps the result also when no caller is left', async () => {
    const { server, coordinator, session } = await setting(mode, 20)
    expect(await settled(coordinator.refresh(session))).toMatchObject(unavailable)
    await vi.advanceTimersByTimeAsync(15_000)
    expect(await coordinator.resolve(session)).toMatchObject({ accessToken: 'access-1' })
    expect(await settled(coordinator.refresh(session))).toMatchObject({ accessToken: 'access-1' })
    expect(server.sent).toEqual(['refresh-0'])
  })

  it('is waited for where work ends with the answer', async () => {
    const { server, coordinator, session } = await setting(mode, 45, { continuesAfterResponse: false })
    expect(await settled(coordinator.refresh(session))).toMatchObject({ accessToken: 'access-1' })
    expect(server.sent).toEqual(['refresh-0'])
  })

  it('does not delay calls whose token still lives', async () => {
    const { coordinator, session } = await setting(mode, 20)
    expect(coordinator.isPausing(session)).toBe(false)
    expect(await duration(coordinator.refresh(session, undefined, { reason: 'expires-soon' }))).toBeCloseTo(2, 0)
    expect(coordinator.isPausing(session)).toBe(true)
    expect(coordinator.isPausing(newSession())).toBe(false)
    expect(await duration(coordinator.refresh(session, undefined, { reason: 'expires-soon' }))).toBeLessThan(0.2)
    await vi.advanceTimersByTimeAsync(20_000)
    expect(coordinator.isPausing(session)).toBe(false)
  })

  it('is reported once: to the caller that began it, or to the next one that still waits', async () => {
    const { coordinator, session } = await setting(mode, 12)
    const told: string[] = []
    const first = watch(coordinator.refresh(session, observerOf(told, 'first')))
    await vi.advanceTimersByTimeAsync(5000)
    const others = ['second', 'third'].map(name => watch(coordinator.refresh(session, observerOf(told, name))))
    await vi.advanceTimersByTimeAsync(8000)
    expect(first.result).toMatchObject(unavailable)
    for (const { result } of others) expect(result).toMatchObject({ accessToken: 'access-1' })
    expect(told).toEqual(['second: access-1'])
  })

  it('is reported also when no caller waits any more', async () => {
    const { coordinator, session } = await setting(mode, 12)
    const told: string[] = []
    expect(await settled(coordinator.refresh(session, observerOf(told, 'only')))).toMatchObject(unavailable)
    expect(told).toEqual([])
    await vi.advanceTimersByTimeAsync(3000)
    expect(told).toEqual(['only: access-1'])
  })

  it('is reported also when no caller waits any more and the platform ends what it does not know of', async () => {
    const { coordinator, session } = await setting(mode, 12)
    const work: Promise<unknown>[] = []
    const told: string[] = []
    const slow: RefreshObserver = { ...observerOf(told, 'slow'), refreshed: async () => {
      await new Promise(resolve => setTimeout(resolve, 500))
      told.push('told')
    } }
    await settled(coordinator.refresh(session, slow, { keepAlive: it => void work.push(it) }))
    await settled(Promise.all(work))
    expect(told).toEqual(['told'])
  })

  it('is kept alive by the platform, and waited for by a server that stops', async () => {
    const { coordinator, session, store } = await setting(mode, 20)
    const work: Promise<unknown>[] = []
    await settled(coordinator.refresh(session, undefined, { keepAlive: it => void work.push(it) }))
    expect(work).toHaveLength(1)
    expect(await settled(coordinator.drain(2000))).toBe(false)
    const started = performance.now()
    expect(await settled(coordinator.drain(30_000))).toBe(true)
    expect(performance.now() - started).toBeLessThan(10_000)
    await work[0]
    expect(await store.newest(session, 'current')).toMatchObject({ session: { accessToken: 'access-1' } })
    await coordinator.pending()
  })

  it('does not hold up a sign-out, which its answer does not take back', async () => {
    const { server, orphans, coordinator, session } = await setting(mode, 20)
    const running = watch(coordinator.refresh(session))
    await vi.advanceTimersByTimeAsync(1000)
    expect(await duration(coordinator.end(session))).toBeLessThan(6)
    await vi.advanceTimersByTimeAsync(30_000)
    expect(await coordinator.resolve(session)).toBeUndefined()
    expect(await settled(coordinator.refresh(session))).toMatchObject({ status: 401, data: { type: 'SessionEndedError' } })
    expect(running.result).toMatchObject(unavailable)
    // No session has these any more: they are revoked.
    expect(orphans.map(({ refreshToken }) => refreshToken)).toEqual(['refresh-1'])
    expect(server.sent).toEqual(['refresh-0'])
  })

  it('is waited for once by a request: its next call gives up with the refresh, other requests wait as long as ever', async () => {
    const { server, coordinator, session } = await setting(mode, 20)
    const first = watch(coordinator.refresh(session))
    await vi.advanceTimersByTimeAsync(4000)
    const joined = watch(coordinator.refresh(session, undefined, { hasWaited: true }))
    await vi.advanceTimersByTimeAsync(6500)
    expect([first.result, joined.result]).toMatchObject([unavailable, unavailable])
    expect(joined.seconds).toBeCloseTo(6, 0)
    expect(await duration(coordinator.refresh(session, undefined, { hasWaited: true }))).toBeLessThan(0.1)
    expect(await settled(coordinator.refresh(session))).toMatchObject({ accessToken: 'access-1' })
    expect(server.sent).toEqual(['refresh-0'])
  })

  it('starts no refresh while the session is being ended', async () => {
    const { server, coordinator, session } = await setting(mode, 8)
    const running = watch(coordinator.refresh(session))
    await vi.advanceTimersByTimeAsync(100)
    const ending = watch(coordinator.end(session))
    // Its answer would come, and be replaced by another refresh, before the sign-out looks again.
    await vi.advanceTimersByTimeAsync(3000)
    const late = watch(coordinator.refresh(session))
    await vi.advanceTimersByTimeAsync(20_000)
    expect(ending.seconds).toBeLessThan(6)
    for (const { result } of [running, late]) expect(result).toMatchObject({ status: 401, data: { type: 'SessionEndedError' } })
    expect(await settled(coordinator.refresh(session))).toMatchObject({ status: 401 })
    expect(server.sent).toEqual(['refresh-0'])
  })
})

describe('a token request that is never answered', () => {
  it('blocks for a minute; then there is one more try, whose refusal ends the session', async () => {
    const sent: number[] = []
    const signals: AbortSignal[] = []
    let isHanging = true
    const { coordinator, session } = await setting('cookie', 0, {
      refresh: async (_token, { signal }): Promise<OAuthUserTokenResponse> => {
        sent.push(performance.now())
        signals.push(signal)
        if (isHanging) await new Promise(() => undefined)
        throw new SapccError('refused', { status: 401, data: { type: 'invalid_grant' } })
      },
    })
    const started = performance.now()
    const calls = []
    for (let second = 0; second < 56; second += 4) {
      calls.push(watch(coordinator.refresh(session)))
      await vi.advanceTimersByTimeAsync(4000)
    }
    expect(sent).toHaveLength(1)
    expect(signals[0]!.aborted).toBe(true)
    expect(await coordinator.resolve(session)).toEqual(session)
    isHanging = false
    await vi.advanceTimersByTimeAsync(started + 59_000 - performance.now())
    for (const { result } of calls.slice(0, -3)) expect(result).toMatchObject(unavailable)
    // The caller that waits at that moment makes the try.
    expect(await settled(coordinator.refresh(session))).toMatchObject({ status: 401, data: { type: 'invalid_grant' } })
    expect(sent).toHaveLength(2)
    expect(sent[1]! - sent[0]!).toBeGreaterThanOrEqual(60_000)
    expect(sent[1]! - sent[0]!).toBeLessThan(62_000)
    expect(await coordinator.resolve(session)).toBeUndefined()
  })

  it('is answered after its process was frozen for longer than its limit, and the answer counts', async () => {
    let answer!: (tokens: OAuthUserTokenResponse) => void
    const { coordinator, session } = await setting('cookie', 0, { refresh: () => new Promise(resolve => void (answer = resolve)) })
    const running = coordinator.refresh(session).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(50_050)
    answer({ access_token: 'access-1', refresh_token: 'refresh-1', token_type: 'bearer', expires_in: 300, scope: 'basic' })
    await vi.advanceTimersByTimeAsync(10)
    expect(await running).toMatchObject(unavailable)
    expect(await coordinator.resolve(session)).toMatchObject({ accessToken: 'access-1' })
  })

  it('may be repeated at once when the connection failed', async () => {
    const { server, coordinator, session } = await setting('cookie', 0)
    server.isDown = true
    expect(await settled(coordinator.refresh(session))).toMatchObject({ status: 503 })
    server.isDown = false
    expect(await duration(coordinator.refresh(session))).toBeLessThan(1)
    expect(await coordinator.resolve(session)).toMatchObject({ accessToken: 'access-1' })
  })
})

describe('a system clock that steps while a refresh is under way', () => {
  it.each([-30_000, 30_000])('changes neither what callers wait nor whether the session lives: by %d ms', async (step) => {
    const { server, coordinator, session } = await setting('storage', 20)
    const call = watch(coordinator.refresh(session))
    await vi.advanceTimersByTimeAsync(1000)
    vi.setSystemTime(Date.now() + step)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(call.result).toMatchObject(unavailable)
    expect(call.seconds).toBeCloseTo(10, 0)
    expect(await settled(coordinator.refresh(session))).toMatchObject({ accessToken: 'access-1' })
    expect(server.sent).toEqual(['refresh-0'])
  })
})
