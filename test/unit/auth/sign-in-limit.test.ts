import { describe, expect, it, vi } from 'vitest'
import { createAttemptCounts } from '../../../src/runtime/server/auth/sign-in-limit/attempt-counts'
import { createSignInLimit } from '../../../src/runtime/server/auth/sign-in-limit/sign-in-limit'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { createMemoryStorage, createSharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import { fakeRequest } from '../fake-request'
import { breakableStorage } from '../server/support'

const wrong = () => new SapccError('wrong', { status: 401, data: { type: 'BadCredentialsError' } })

describe('the sign-in limit, when the storage fails during an attempt', () => {
  function limitOf(attemptsPerUser: number) {
    const { state, storage } = breakableStorage()
    const limit = createSignInLimit({
      config: { attemptsPerUser, attemptsPerAddress: 0, window: 900, addressHeader: undefined, trustedProxies: 1 },
      password: 'a password of more than thirty-two characters',
      counts: createAttemptCounts(createSharedStorage(storage, 'sapcc', { timeout: 50 })),
      fallback: createAttemptCounts(createMemoryStorage(900)),
      log: { warn: vi.fn() } as never,
    })
    const attempt = (signIn: () => Promise<unknown>) => limit.guard(fakeRequest(), { kind: 'password', username: 'jane' }, signIn)
    return { state, attempt }
  }

  it('does not leave the attempt counted', async () => {
    const { state, attempt } = limitOf(1)
    await attempt(async () => {
      state.isDown = true
    })
    // Meanwhile the process counts alone.
    expect(await attempt(() => Promise.resolve('in'))).toBe('in')
    state.isDown = false
    await vi.waitFor(async () => expect(await attempt(() => Promise.resolve('in'))).toBe('in'), { timeout: 10_000 })
  }, 20_000)

  it('counts a failure there once it is back', async () => {
    const { state, attempt } = limitOf(1)
    await expect(attempt(() => {
      state.isDown = true
      return Promise.reject(wrong())
    })).rejects.toMatchObject({ data: { type: 'BadCredentialsError' } })
    state.isDown = false
    await vi.waitFor(async () => {
      const error = await attempt(() => Promise.reject(new Error('sent'))).catch((caught: unknown) => caught)
      expect(error).toMatchObject({ data: { type: 'TooManySignInsError' } })
      expect((error as { data: { retryAfter: number } }).data.retryAfter).toBeGreaterThan(800)
    }, { timeout: 15_000 })
  }, 20_000)
})

it('attempts are measured by how they ended', async () => {
  const measured: unknown[] = []
  const counts = createAttemptCounts(createMemoryStorage(900))
  const limit = createSignInLimit({
    config: { attemptsPerUser: 1, attemptsPerAddress: 0, window: 900, addressHeader: undefined, trustedProxies: 1 },
    password: 'a password of more than thirty-two characters',
    counts,
    fallback: counts,
    measure: value => measured.push(value),
    log: { warn: vi.fn() } as never,
  })
  const attempt = (signIn: () => Promise<unknown>) => limit.guard(fakeRequest(), { kind: 'password', username: 'jane' }, signIn)
  await attempt(() => Promise.resolve('in'))
  await attempt(() => Promise.reject(new Error('an outage'))).catch(() => undefined)
  await attempt(() => Promise.reject(wrong())).catch(() => undefined)
  await attempt(() => Promise.resolve('never asked')).catch(() => undefined)
  expect(measured).toEqual(['succeeded', 'unknown', 'failed', 'limited'].map(outcome => ({ name: 'sign-in', kind: 'password', outcome })))
})
