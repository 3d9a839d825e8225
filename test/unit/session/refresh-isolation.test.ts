import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import type { LogEntry } from '../../../src/runtime/server/log/log-entry'
import { misconfigured, serverUnavailable } from '../../../src/runtime/server/oauth/errors'
import { createRefreshCoordinator } from '../../../src/runtime/server/session/refresh/coordinator'
import { createCookieStore } from '../../../src/runtime/server/session/cookie-store'
import type { Session } from '../../../src/runtime/server/session/session'
import { newSession, sealer, tokens } from './tokens'

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

/** An authorization server that answers one customer with an error that the test sets. */
function setting(answer: () => Error) {
  const state = { sent: 0, delay: 0, unlucky: answer as (() => Error) | undefined, log: [] as unknown[][] }
  const coordinator = createRefreshCoordinator({
    store: createCookieStore({ sealer, gracePeriod: 120_000 }),
    log: { error: ({ message }: LogEntry) => void state.log.push([message]), warn: ({ message }: LogEntry) => void state.log.push([message]), info: () => {} } as never,
    refresh: async (refreshToken) => {
      if (refreshToken !== 'unlucky') return tokens(1)
      state.sent++
      if (state.delay > 0) await new Promise(resolve => setTimeout(resolve, state.delay))
      if (state.unlucky) throw state.unlucky()
      return tokens(1)
    },
  })
  const unlucky: Session = { ...newSession(), refreshToken: 'unlucky' }
  return { state, coordinator, unlucky }
}

/** Lets everything happen that needs time, until the promise has settled. */
async function settled<Value>(promise: Promise<Value>): Promise<Value | SapccError> {
  const result = promise.catch((error: unknown) => error as SapccError)
  let isDone = false
  void result.then(() => {
    isDone = true
  })
  while (!isDone) await vi.advanceTimersByTimeAsync(10)
  return await result
}

const unavailable = { status: 503, data: { type: 'TokenRefreshUnavailableError' } }

describe('one customer whose refresh fails again and again', () => {
  it.each<[string, () => Error]>([
    ['400 with another name', () => misconfigured('invalid_request', '')],
    ['400 unauthorized_client', () => misconfigured('unauthorized_client', '')],
    ['500', () => serverUnavailable({ isAnswered: true })],
    ['429', () => serverUnavailable({ isAnswered: true, retryAfter: 5 })],
    ['HTML', () => serverUnavailable({ isAnswered: true })],
  ])('makes no other customer wait (%s)', async (_name, answer) => {
    const { coordinator, unlucky } = setting(answer)
    for (let round = 0; round < 10; round++) {
      expect(await settled(coordinator.refresh(unlucky))).toMatchObject(unavailable)
      expect(coordinator.isPausing()).toBe(false)
      const started = performance.now()
      expect(await settled(coordinator.refresh(newSession()))).toMatchObject({ accessToken: 'access-1' })
      expect(performance.now() - started).toBeLessThan(20)
    }
  })

  it('makes no other customer wait for the slow answers that two of their devices get', async () => {
    const { state, coordinator, unlucky } = setting(() => serverUnavailable({ isAnswered: true }))
    const devices = ['phone', 'laptop'].map(id => ({ ...unlucky, id, userId: 'jane@example.com' }))
    state.delay = 3000
    for (const round of [1, 2]) {
      for (const failed of await Promise.all(devices.map(device => settled(coordinator.refresh(device))))) expect(failed).toMatchObject(unavailable)
      expect(state.sent).toBe(round * 2)
      expect(coordinator.isPausing()).toBe(false)
      expect(await settled(coordinator.refresh(newSession()))).toMatchObject({ accessToken: 'access-1' })
      await vi.advanceTimersByTimeAsync(2000)
    }
  })

  it('is answered with how long to wait, at once, and asks less and less often', async () => {
    const { state, coordinator, unlucky } = setting(() => misconfigured('invalid_request', ''))
    await settled(coordinator.refresh(unlucky))
    expect(coordinator.isPausing(unlucky)).toBe(true)
    const started = performance.now()
    expect(await settled(coordinator.refresh(unlucky))).toMatchObject({ ...unavailable, data: { retryAfter: 1 } })
    expect(performance.now() - started).toBeLessThan(20)
    expect(state.sent).toBe(1)
    for (let second = 0; second < 28; second++) {
      await vi.advanceTimersByTimeAsync(1000)
      await settled(coordinator.refresh(unlucky))
    }
    expect(state.sent).toBeLessThan(7)
  })

  it('is signed in again as soon as the server answers', async () => {
    const { state, coordinator, unlucky } = setting(() => misconfigured('invalid_request', ''))
    await settled(coordinator.refresh(unlucky))
    state.unlucky = undefined
    await vi.advanceTimersByTimeAsync(1000)
    expect(await settled(coordinator.refresh(unlucky))).toMatchObject({ accessToken: 'access-1' })
    expect(coordinator.isPausing(unlucky)).toBe(false)
  })

  it('is signed out with a reason when that goes on, and does not stay "signed in" with 503', async () => {
    const { state, coordinator, unlucky } = setting(() => misconfigured('something_of_a_plugin', ''))
    const ended: string[] = []
    const observer = { refreshed: async () => undefined, failed: async () => void ended.push('failed'), ended: async () => void ended.push('ended') }
    let result: Session | SapccError = unlucky
    for (let second = 0; second < 120 && !(result instanceof SapccError && result.status === 401); second++) {
      result = await settled(coordinator.refresh(unlucky, observer))
      await vi.advanceTimersByTimeAsync(1000)
    }
    expect(result).toMatchObject({ status: 401, data: { type: 'RefreshRefusedError' } })
    // The code may be anything: it is for the log.
    expect(JSON.stringify(result)).not.toContain('plugin')
    expect(state.log.flat().filter(text => String(text).includes('something_of_a_plugin'))).toHaveLength(1)
    expect(ended.at(-1)).toBe('ended')
    expect(await coordinator.resolve(unlucky)).toBeUndefined()
    expect(state.sent).toBeLessThan(10)
  })

  it.each(['unauthorized', 'disabled', 'access_denied', 'account_locked'])('is signed out at once when the server says %s', async (code) => {
    const { coordinator, unlucky } = setting(() => misconfigured(code, ''))
    expect(await settled(coordinator.refresh(unlucky))).toMatchObject({ status: 401, data: { type: 'RefreshRefusedError', reason: code } })
    expect(await coordinator.resolve(unlucky)).toBeUndefined()
    expect(coordinator.isPausing()).toBe(false)
  })
})

describe('a client that the authorization server refuses', () => {
  it('is an outage for all, ends no session, and is logged once in a while', async () => {
    const { state, coordinator, unlucky } = setting(() => misconfigured('invalid_client', 'Check NUXT_SAPCC_OAUTH_CLIENT_SECRET.'))
    for (let attempt = 0; attempt < 10; attempt++) {
      expect(await settled(coordinator.refresh(unlucky))).toMatchObject(unavailable)
      await vi.advanceTimersByTimeAsync(5000)
    }
    expect(coordinator.isPausing(newSession())).toBe(false)
    await settled(coordinator.refresh(unlucky))
    expect(coordinator.isPausing(newSession())).toBe(true)
    expect(await coordinator.resolve(unlucky)).toEqual(unlucky)
    expect(state.log).toHaveLength(1)
    expect(String(state.log[0])).toContain('NUXT_SAPCC_OAUTH_CLIENT_SECRET')
  })
})
