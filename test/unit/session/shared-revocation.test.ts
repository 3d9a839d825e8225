import { describe, expect, it, vi } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import type { OAuthUserTokenResponse } from '../../../src/runtime/sdk/token'
import type { RevocationOptions } from '../../../src/runtime/server/oauth'
import type { Session } from '../../../src/runtime/server/session/session'
import { createMemoryIntents } from '../../../src/runtime/server/session/refresh/intents'
import { createSpentTokens } from '../../../src/runtime/server/session/refresh/spent-tokens'
import { createSameTokenRefresh } from '../../../src/runtime/server/session/same-token-refresh'
import { createTokenRevocation } from '../../../src/runtime/server/session/token-revocation'
import { legacyServer, newSession, sealer } from './tokens'

const signal = new AbortController().signal

/** Refreshes the token that is to be revoked, and returns the error of the refresh. */
const refreshing = {
  revoke: async (_tokens: unknown, { refresh: renew }: RevocationOptions = {}) => ({ revoked: false, errors: [await renew!('refresh-0').catch((error: SapccError) => error) as SapccError] }),
}

/** Two devices of one customer, with one pair of tokens, in one process. */
function devices(rotate: boolean) {
  const server = legacyServer({ rotate })
  const { refresh } = createSameTokenRefresh({ refresh: server.refresh, sealer, gracePeriod: 120_000 })
  const { access_token: accessToken, refresh_token: refreshToken } = server.signIn()
  const session: Session = { ...newSession(), accessToken, refreshToken: refreshToken! }
  const revoked: string[] = []
  // The access token has expired: the legacy server wants a living one.
  const oauth = { async revoke(_tokens: unknown, { refresh: renew }: RevocationOptions = {}) {
    const renewed = await renew!(session.refreshToken!)
    revoked.push(renewed.access_token)
    return { revoked: true, errors: [] }
  } }
  return { server, refresh, session, revoked, revoke: createTokenRevocation({ oauth, refresh, spent: createSpentTokens(), intents: createMemoryIntents(), store: {}, timeout: 50, onLate: () => {} }) }
}

describe.each([['replaces', true], ['keeps', false]] as const)('a sign-out with an expired access token, on a legacy server that %s refresh tokens', (_, rotate) => {
  it('joins the refresh of another device, and revokes what that brings', async () => {
    const { server, refresh, session, revoked, revoke } = devices(rotate)
    const [other] = await Promise.all([refresh(session.refreshToken!, { session, signal }), revoke(session)])
    expect(server.sent).toEqual(['refresh-0'])
    expect(revoked).toEqual([other.access_token])
  })

  it('after it, uses what that brought', async () => {
    const { server, refresh, session, revoked, revoke } = devices(rotate)
    const other = await refresh(session.refreshToken!, { session, signal })
    await revoke(session)
    expect(server.sent).toEqual(['refresh-0'])
    expect(revoked).toEqual([other.access_token])
  })
})

it.each(['the state was read', 'the intent was written'])('a sign-out does not send a refresh token when its process was blocked while %s', async (moment) => {
  const refresh = vi.fn()
  const clear = vi.fn(() => Promise.resolve())
  let time = 0
  const block = (at: string) => {
    if (at === moment) time += 6000
  }
  const intents = { ...createMemoryIntents(), begin: async () => {
    block('the intent was written')
    return { clear }
  } }
  const spent = { ...createSpentTokens(), refusal: async () => block('the state was read') as undefined }
  const { errors } = await createTokenRevocation({ oauth: refreshing, refresh, spent, intents, store: {}, timeout: 50, onLate: () => {}, now: () => time })(newSession())
  expect(errors).toMatchObject([{ status: 503 }])
  expect(refresh).not.toHaveBeenCalled()
  expect(clear).toHaveBeenCalledOnce()
})

it('a sign-out does not wait for a slow refresh, which goes on', async () => {
  let answer: (tokens: OAuthUserTokenResponse) => void = () => {}
  const slow = vi.fn(() => new Promise<OAuthUserTokenResponse>((resolve) => {
    answer = resolve
  }))
  const { refresh } = createSameTokenRefresh({ refresh: slow, sealer, gracePeriod: 120_000 })
  const session = newSession()
  const onLate = vi.fn()
  const { errors } = await createTokenRevocation({ oauth: refreshing, refresh, spent: createSpentTokens(), intents: createMemoryIntents(), store: {}, timeout: 20, onLate })(session)
  expect(errors).toMatchObject([{ status: 503 }])
  const joined = refresh('refresh-0', { session, signal })
  answer({ access_token: 'access-1', token_type: 'bearer', expires_in: 300, scope: 'basic' })
  expect(await joined).toMatchObject({ access_token: 'access-1' })
  expect(slow).toHaveBeenCalledTimes(1)
  // The refresh token is the one that will be revoked later.
  expect(onLate).not.toHaveBeenCalled()
})

describe('a refresh token that was refused to one device', () => {
  const refusal = () => new SapccError('no', { status: 401, data: { type: 'invalid_grant' } })

  it('is not sent again for another one', async () => {
    const refuse = vi.fn().mockImplementation(() => Promise.reject(refusal()))
    const { refresh } = createSameTokenRefresh({ refresh: refuse, sealer, gracePeriod: 120_000 })
    for (const session of [newSession(1000), newSession(2000)]) {
      await expect(refresh('refresh-0', { session, signal })).rejects.toMatchObject({ data: { type: 'invalid_grant' } })
    }
    expect(refuse).toHaveBeenCalledTimes(1)
  })

  it('is sent for a sign-in that was given it since, and an outage is no refusal', async () => {
    const ask = vi.fn()
      .mockRejectedValueOnce(new SapccError('down', { status: 503, data: { type: 'AuthorizationServerUnavailableError' } }))
      .mockRejectedValueOnce(refusal())
      .mockResolvedValue({ access_token: 'access-1', token_type: 'bearer', expires_in: 300, scope: 'basic' })
    const { refresh } = createSameTokenRefresh({ refresh: ask, sealer, gracePeriod: 120_000, spent: createSpentTokens({ wallClock: () => 5000 }) })
    await expect(refresh('refresh-0', { session: newSession(1000), signal })).rejects.toMatchObject({ status: 503 })
    await expect(refresh('refresh-0', { session: newSession(1000), signal })).rejects.toMatchObject({ status: 401 })
    expect(await refresh('refresh-0', { session: newSession(6000), signal })).toMatchObject({ access_token: 'access-1' })
    expect(await refresh('refresh-0', { session: newSession(1000), signal })).toMatchObject({ access_token: 'access-1' })
  })
})

describe.each([['has not', false], ['has', true]] as const)('the late answer of a refresh for a revocation, where a sign-in %s taken over the tokens', (_, isKept) => {
  it('is revoked unless a session has it', async () => {
    let answer: (tokens: OAuthUserTokenResponse) => void = () => {}
    const refresh = () => new Promise<OAuthUserTokenResponse>((resolve) => {
      answer = resolve
    })
    const [onLate, keepForLateSignIn] = [vi.fn(), vi.fn(() => Promise.resolve(isKept))]
    await createTokenRevocation({ oauth: refreshing, refresh, spent: createSpentTokens(), intents: createMemoryIntents(), store: { keepForLateSignIn }, timeout: 20, onLate })(newSession())
    answer({ access_token: 'access-1', refresh_token: 'refresh-1', token_type: 'bearer', expires_in: 300, scope: 'basic' })
    await vi.waitFor(() => expect(keepForLateSignIn).toHaveBeenCalledWith(expect.objectContaining({ refreshToken: 'refresh-1' }), 'refresh-0'))
    await vi.waitFor(() => expect(onLate).toHaveBeenCalledTimes(isKept ? 0 : 1))
  })
})
