import { describe, expect, it, vi } from 'vitest'
import { createAttemptCounts } from '../../../src/runtime/server/auth/sign-in-limit/attempt-counts'
import { createMemoryCallCounts } from '../../../src/runtime/server/auth/sign-in-limit/call-counts'
import { createSignInLimit } from '../../../src/runtime/server/auth/sign-in-limit/sign-in-limit'
import type { SignInAttempt } from '../../../src/runtime/server/auth/sign-in-limit/sign-in-limit'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { createMemoryStorage, createSharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import { storageUnavailable } from '../../../src/runtime/server/storage/storage-unavailable'
import { fakeRequest } from '../fake-request'
import { breakableStorage } from '../session/tokens'
import { limitFor } from './limit-for'

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
    const attempt = (signIn: () => Promise<unknown>) => limit.limitAttempt(fakeRequest(), { kind: 'password', username: 'jane' }, signIn)
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

it('a customer of an isolated base site is one user, with and without the site in the name', async () => {
  const limit = createSignInLimit({
    config: { attemptsPerUser: 2, attemptsPerAddress: 0, window: 900, addressHeader: undefined, trustedProxies: 1 },
    password: 'a password of more than thirty-two characters',
    counts: createAttemptCounts(createMemoryStorage(900)),
    fallback: createAttemptCounts(createMemoryStorage(900)),
    log: { warn: vi.fn() } as never,
  })
  const attempt = (username: string) => limit.limitAttempt(fakeRequest(), { kind: 'password', username }, () => Promise.reject(wrong())).catch((error: SapccError) => error.data.type)
  expect(await attempt('bob@example.com|electronics')).toBe('BadCredentialsError')
  expect(await attempt('Bob@example.com')).toBe('BadCredentialsError')
  for (const name of ['bob@example.com', 'bob@example.com|electronics', 'bob@example.com|apparel']) expect(await attempt(name)).toBe('TooManySignInsError')
  expect(await attempt('|bob')).toBe('BadCredentialsError')
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
  const attempt = (signIn: () => Promise<unknown>) => limit.limitAttempt(fakeRequest(), { kind: 'password', username: 'jane' }, signIn)
  await attempt(() => Promise.resolve('in'))
  await attempt(() => Promise.reject(new Error('an outage'))).catch(() => undefined)
  await attempt(() => Promise.reject(wrong())).catch(() => undefined)
  await attempt(() => Promise.resolve('never asked')).catch(() => undefined)
  expect(measured).toEqual(['succeeded', 'unknown', 'failed', 'limited'].map(outcome => ({ name: 'sign-in', kind: 'password', outcome })))
})

describe('links to a new password', () => {
  it('are limited per address, to however many customers they are sent', async () => {
    const limit = limitFor(5, 3)
    const ask = (username: string, remoteAddress = '203.0.113.1') => limit.limitAttempt(fakeRequest({ remoteAddress }), { kind: 'reset-request', username }, () => Promise.resolve('sent'))
    for (const username of ['jane', 'john', 'jim']) expect(await ask(username)).toBe('sent')
    await expect(ask('joan')).rejects.toMatchObject({ status: 429, data: { type: 'TooManySignInsError' } })
    expect(await ask('joan', '203.0.113.2')).toBe('sent')
  })

  it('are the only successes that count for the address', async () => {
    const limit = limitFor(5, 1)
    const attempts: SignInAttempt[] = [{ kind: 'password', username: 'jane' }, { kind: 'code-request', username: 'jane' }, { kind: 'code', tokenId: 'x' }, { kind: 'password-check', sessionId: 's' }, { kind: 'reset' }]
    for (const attempt of [...attempts, ...attempts]) expect(await limit.limitAttempt(fakeRequest(), attempt, () => Promise.resolve('done'))).toBe('done')
  })
})

it('guesses at a code are limited together, at a registration and at a sign-in', async () => {
  const limit = limitFor(2)
  const register = (tokenId: string) => limit.limitAttempt(fakeRequest(), { kind: 'registration-code', tokenId }, (onSend) => {
    onSend()
    return Promise.reject(new SapccError('wrong', { status: 400, data: { type: 'AnyError' } }))
  }).catch((error: SapccError) => error.status)
  expect(await register('x')).toBe(400)
  expect(await limit.limitAttempt(fakeRequest(), { kind: 'code', tokenId: 'x' }, () => Promise.reject(wrong())).catch((error: SapccError) => error.status)).toBe(401)
  expect(await register('x')).toBe(429)
  expect(await register('y')).toBe(400)
})

describe('calls of visitors who are not signed in', () => {
  const attempts = createAttemptCounts(createMemoryStorage(900))
  const counts = () => createMemoryCallCounts(60_000)
  const limitOf = (limit: number, shared = counts()) => createSignInLimit({
    config: { attemptsPerUser: 0, attemptsPerAddress: 0, window: 900, addressHeader: undefined, trustedProxies: 1 },
    anonymousCalls: { limit, counts: shared, fallback: counts() },
    password: 'a password of more than thirty-two characters',
    counts: attempts,
    fallback: attempts,
    log: { warn: vi.fn() } as never,
  })
  const from = (remoteAddress: string | undefined, isInner = false) => fakeRequest({ remoteAddress, isInner })

  it('are limited per address and minute, for all processes that share the counts', async () => {
    const shared = counts()
    const [one, other] = [limitOf(3, shared), limitOf(3, shared)]
    for (const limit of [one, other, one]) await limit.countAnonymousCall(from('203.0.113.1'))
    const error = await other.countAnonymousCall(from('203.0.113.1')).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ status: 429, data: { type: 'TooManyCallsError' } })
    expect((error as SapccError).data.retryAfter).toBeLessThanOrEqual(60)
    await other.countAnonymousCall(from('203.0.113.2'))
  })

  it('are limited also when they come at once', async () => {
    const limit = limitOf(3)
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => limit.countAnonymousCall(from('203.0.113.1'))))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  })

  it('are limited in this process while Redis does not answer', async () => {
    const away = { count: () => Promise.reject(storageUnavailable(new Error('away'))) }
    const limit = limitOf(1, away)
    await limit.countAnonymousCall(from('203.0.113.1'))
    await expect(limit.countAnonymousCall(from('203.0.113.1'))).rejects.toMatchObject({ status: 429 })
  })

  it('are not limited without a limit, of the server itself, and of an unknown address', async () => {
    for (let count = 0; count < 5; count++) {
      await limitOf(0).countAnonymousCall(from('203.0.113.1'))
      await limitOf(1).countAnonymousCall(from('203.0.113.1', true))
      await limitOf(1).countAnonymousCall(from(undefined))
    }
  })
})

describe('what the module refuses before SAP is asked', () => {
  const limit = limitFor(3)
  const malformed = () => new SapccError('old is missing', { status: 400, data: { type: 'MissingParameterError' } })

  it.each<SignInAttempt>([
    { kind: 'password-check', sessionId: 's' },
    { kind: 'code-request', username: 'jane' },
    { kind: 'reset-request', username: 'john' },
  ])('is no failed attempt, and what SAP refuses is one: %o', async (attempt) => {
    for (let count = 0; count < 10; count++) {
      await expect(limit.limitAttempt(fakeRequest(), attempt, () => Promise.reject(malformed()))).rejects.toMatchObject({ status: 400 })
    }
    const refused = () => limit.limitAttempt(fakeRequest(), attempt, (onSend) => {
      onSend()
      return Promise.reject(malformed())
    })
    for (let count = 0; count < 3; count++) await expect(refused()).rejects.toMatchObject({ status: 400 })
    await expect(refused()).rejects.toMatchObject({ status: 429 })
  })

  it('counts while it is under way: parallel calls do not get past the limit', async () => {
    let sent = 0
    const results = await Promise.allSettled(Array.from({ length: 30 }, (_, index) => limit.limitAttempt(fakeRequest(), { kind: 'password-check', sessionId: 'parallel' }, async (onSend) => {
      await new Promise(resolve => setTimeout(resolve, 5))
      if (index % 2 === 0) throw malformed()
      sent++
      onSend()
      throw malformed()
    })))
    expect(sent).toBe(3)
    expect(results.every(({ status }) => status === 'rejected')).toBe(true)
  })
})

describe('behind a proxy whose header is not the configured one', () => {
  function limitFor(addressHeader: string | undefined, warn = vi.fn<(message: string) => void>()) {
    const counts = createAttemptCounts(createMemoryStorage(900))
    const limit = createSignInLimit({
      config: { attemptsPerUser: 0, attemptsPerAddress: 1, window: 900, addressHeader, trustedProxies: 1 },
      anonymousCalls: { limit: 1, counts: createMemoryCallCounts(60_000), fallback: createMemoryCallCounts(60_000) },
      password: 'a password of more than thirty-two characters',
      counts,
      fallback: counts,
      log: { warn } as never,
    })
    return { limit, warn }
  }

  it('visitors are not counted as one, and the log says once which header is there', async () => {
    const { limit, warn } = limitFor('x-forwarded-fo')
    const request = () => fakeRequest({ remoteAddress: '10.0.0.1', headers: { 'x-forwarded-for': '198.51.100.1' } })
    const attempt = () => limit.limitAttempt(request(), { kind: 'password', username: 'jane' }, () => Promise.reject(wrong())).catch((error: SapccError) => error.data.type)
    for (let call = 0; call < 3; call++) {
      await expect(limit.countAnonymousCall(request())).resolves.toBeUndefined()
      expect(await attempt()).toBe('BadCredentialsError')
    }
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/no usable address in x-forwarded-fo, .*limits by address do not apply.*It has x-forwarded-for\. .*NUXT_SAPCC_SIGN_IN_ADDRESS_HEADER/)]])
  })

  it('the log names the number of proxies where the header is there', async () => {
    const { limit, warn } = limitFor('x-forwarded-for')
    await limit.countAnonymousCall(fakeRequest({ remoteAddress: '10.0.0.1', headers: { 'x-forwarded-for': 'unknown' } }))
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/NUXT_SAPCC_SIGN_IN_TRUSTED_PROXIES/)]])
  })
})
