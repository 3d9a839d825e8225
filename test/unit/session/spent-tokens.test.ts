import { createStorage } from 'unstorage'
import type { Driver } from 'unstorage'
import memoryDriver from 'unstorage/drivers/memory'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import type { OAuthUserTokenResponse } from '../../../src/runtime/sdk/token'
import { createSessionTermination } from '../../../src/runtime/server/auth/session-termination'
import type { SapccConfig } from '../../../src/runtime/server/config/types'
import { isDefiniteRefusal } from '../../../src/runtime/server/oauth'
import type { OAuthClient, RevocationOptions, RevocationParameters, RevocationResult } from '../../../src/runtime/server/oauth'
import { createSpentTokens } from '../../../src/runtime/server/session/refresh/spent-tokens'
import type { SpentTokensOptions } from '../../../src/runtime/server/session/refresh/spent-tokens'
import { sessionFromTokens } from '../../../src/runtime/server/session/session'
import { createSessionServices } from '../../../src/runtime/server/session/session-services'
import { createStorageServices } from '../../../src/runtime/server/storage/storage-services'
import { newSession, sealer, tokens } from './tokens'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const refusal = () => new SapccError('no', { status: 401, data: { type: 'invalid_grant' } })
const down = () => new SapccError('down', { status: 503, data: { type: 'AuthorizationServerUnavailableError' } })

/** SAP's legacy authorization server: with an expired access token it revokes nothing, so that the tokens are renewed before. */
function authorizationServer() {
  let living: string | undefined = 'refresh-0'
  let count = 0
  const server = {
    sent: [] as string[],
    /** Refresh tokens. */
    revoked: [] as string[],
    /** Milliseconds until a refresh is answered. */
    delay: 5,
    isDown: false,
    /** SAP has ended the customer's tokens. */
    forget: () => {
      living = undefined
    },
    /** Another sign-in is given a refresh token that was refused before. */
    remember: (refreshToken: string) => {
      living = refreshToken
    },
    async refresh(refreshToken: string, { signal }: { signal?: AbortSignal } = {}): Promise<OAuthUserTokenResponse> {
      server.sent.push(refreshToken)
      const { delay } = server
      await new Promise<void>((resolve, reject) => {
        setTimeout(resolve, delay)
        signal?.addEventListener('abort', () => reject(down()))
      })
      if (server.isDown) throw down()
      if (refreshToken !== living) throw refusal()
      living = `refresh-${++count}`
      return tokens(count)
    },
    async revoke({ refreshToken }: RevocationParameters, { refresh = token => server.refresh(token) }: RevocationOptions = {}): Promise<RevocationResult> {
      try {
        const renewed = await refresh(refreshToken!)
        server.revoked.push(renewed.refresh_token!)
        return { revoked: true, errors: [] }
      }
      catch (error) {
        return isDefiniteRefusal(error) ? { revoked: true, errors: [] } : { revoked: false, errors: [error as SapccError] }
      }
    },
    isLegacy: () => true,
  } satisfies Pick<OAuthClient, 'refresh' | 'revoke' | 'isLegacy'> & Record<string, unknown>
  return server
}

/** A shop's processes, each with its own connection to the storage that they share. */
function shopWith(store: 'cookie' | 'storage') {
  const server = authorizationServer()
  const session = newSession()
  const memory = memoryDriver()
  const config = { session: { store, maxAge: 3600, gracePeriod: 120 }, oauth: { timeout: 10_000 } } as unknown as SapccConfig
  const log = { warn: () => {}, error: () => {}, info: () => {} } as never

  function start() {
    const state = { failsToWrite: false }
    const setItem: Driver['setItem'] = async (...args) => {
      if (state.failsToWrite) throw new Error('READONLY You can\'t write against a read only replica.')
      await memory.setItem!(...args)
    }
    const removeItem: Driver['removeItem'] = async (...args) => {
      if (state.failsToWrite) throw new Error('READONLY You can\'t write against a read only replica.')
      await memory.removeItem!(...args)
    }
    const storage = createStorage().mount('sapcc', { ...memory, name: 'shared', setItem, removeItem })
    const storages = createStorageServices(storage, { store, isProduction: true, deployment: { hasManyProcesses: true, keepsConnections: true }, log })
    const services = createSessionServices({ config, sealer, oauth: server, storages, sharedTokens: true, onOrphaned: orphan => void termination.revoke(orphan), continuesAfterResponse: true, log })
    const termination = createSessionTermination({ ...services, oauth: services, sharedTokens: true, sealer, lock: storages.lock, storage: storages.storage!, log })
    termination.start()
    return { ...services, termination, state, signOut: async () => {
      const last = await services.coordinator.end(session)
      if (last) await termination.revoke(last)
    } }
  }

  return { server, session, first: start(), second: start() }
}

/** Lets time go by, for what has begun: the first tries of everything that is tried again, too. */
async function settled<Result>(work: Promise<Result>, milliseconds = 20_000): Promise<Result> {
  await vi.advanceTimersByTimeAsync(milliseconds)
  return await work
}

const caught = (work: Promise<unknown>) => work.then(() => undefined, (error: unknown) => error)

describe.each(['cookie', 'storage'] as const)('a refresh token that is of no use any more is not sent again to revoke it, sessions in %s', (mode) => {
  async function begun() {
    const shop = shopWith(mode)
    await settled(shop.first.store.begin(shop.session))
    return shop
  }

  it('when it was refused to another process, after a sign-out that failed', async () => {
    const { server, session, first, second } = await begun()
    first.state.failsToWrite = true
    expect(await settled(caught(first.signOut()))).toMatchObject({ status: 503 })
    first.state.failsToWrite = false
    server.forget()
    expect(await settled(caught(second.coordinator.refresh(session)))).toMatchObject({ status: 401, data: { type: 'invalid_grant' } })
    // Longer than the request that was refused counts as in progress: until then the revocation is put off anyway.
    await settled(first.signOut(), 120_000)
    expect(server.sent).toEqual(['refresh-0'])
  })

  it('when two revocations of it begin at the same time', async () => {
    const { server, session, first } = await begun()
    const last = await settled(first.coordinator.end(session))
    await settled(Promise.all([first.termination.revoke(last!), first.termination.revoke(last!)]), 120_000)
    expect(server.sent).toEqual(['refresh-0'])
    expect(server.revoked).toEqual(['refresh-1'])
  })

  it('when its refresh, in a process that was frozen, brings others after the sign-out', async () => {
    const { server, session, first, second } = await begun()
    server.delay = 11_000
    const refresh = caught(first.coordinator.refresh(session))
    await vi.advanceTimersByTimeAsync(100)
    server.delay = 5
    await settled(second.signOut(), 120_000)
    expect(await refresh).toMatchObject({ status: expect.any(Number) as number })
    expect(server.sent.filter(token => token === 'refresh-0')).toHaveLength(1)
    expect(server.revoked).toEqual(['refresh-2'])
  })

  it('while its refresh may still be in progress; after that it is', async () => {
    const { server, session, first, second } = await begun()
    server.delay = 70_000
    const refresh = caught(first.coordinator.refresh(session))
    await vi.advanceTimersByTimeAsync(100)
    server.delay = 5
    await settled(second.signOut(), 30_000)
    expect(server.sent).toEqual(['refresh-0'])
    await vi.advanceTimersByTimeAsync(90_000)
    expect(await refresh).toMatchObject({ status: 503 })
    expect(server.sent).toEqual(['refresh-0', 'refresh-0'])
    expect(server.revoked).toEqual(['refresh-1'])
  })

  it('and what its refresh for the revocation brings is revoked, also after the sign-out has stopped waiting', async () => {
    const { server, session, first } = await begun()
    const last = await settled(first.coordinator.end(session))
    server.delay = 15_000
    const revocation = first.termination.revoke(last!)
    await vi.advanceTimersByTimeAsync(100)
    server.delay = 5
    await settled(revocation, 120_000)
    expect(server.sent).toEqual(['refresh-0', 'refresh-1'])
    expect(server.revoked).toEqual(['refresh-2'])
  })

  it('and an outage is no reason not to send it later', async () => {
    const { server, first } = await begun()
    server.isDown = true
    await settled(first.signOut())
    server.isDown = false
    await vi.advanceTimersByTimeAsync(60_000)
    expect(server.revoked).toEqual(['refresh-1'])
  })
})

describe.each(['cookie', 'storage'] as const)('a refresh token that another sign-in was given after it had been refused, sessions in %s', (mode) => {
  /** The customer has signed in again since. */
  async function begunAgain() {
    const shop = shopWith(mode)
    const { server, session, first, second } = shop
    await settled(first.store.begin(session))
    server.forget()
    expect(await settled(caught(first.coordinator.refresh(session)))).toMatchObject({ status: 401, data: { type: 'invalid_grant' } })
    server.remember('refresh-0')
    const again = newSession()
    await settled(second.store.begin(again))
    return { ...shop, signOutAgain: async (process: typeof first) => {
      const last = await process.coordinator.end(again)
      await process.termination.revoke(last!)
    } }
  }

  it.each(['first', 'second'] as const)('is revoked at its sign-out, by the %s process', async (name) => {
    const shop = await begunAgain()
    // The request that was refused counts as in progress for a minute: until then the revocation is put off.
    await settled(shop.signOutAgain(shop[name]), 90_000)
    expect(shop.server.revoked).toEqual(['refresh-1'])
  })

  it('is revoked after an outage, too', async () => {
    const { server, second, signOutAgain } = await begunAgain()
    server.isDown = true
    await settled(signOutAgain(second))
    expect(server.revoked).toEqual([])
    server.isDown = false
    await vi.advanceTimersByTimeAsync(60_000)
    expect(server.revoked).toEqual(['refresh-1'])
  })
})

describe('a success with a token that was noted as spent', () => {
  function shared() {
    const entries = new Map<string, string>()
    const state = { isDown: false }
    const inOrder = <Result>(work: () => Result): Promise<Result> => state.isDown ? Promise.reject(new Error('down')) : Promise.resolve(work())
    const storage: SpentTokensOptions['storage'] = {
      get: (...keys) => inOrder(() => keys.map(key => entries.get(key))),
      set: (key, value) => inOrder(() => void entries.set(key, value)),
      remove: key => inOrder(() => void entries.delete(key)),
    }
    return { entries, state, storage, start: () => createSpentTokens({ storage }) }
  }

  it.each([{ refresh_token: 'refresh-0' }, { refresh_token: undefined }])('makes it good again in all processes, where it is kept: %j', async (kept) => {
    const { entries, start } = shared()
    const [first, second, third] = [start(), start(), start()]
    await first.note('refresh-0')
    await settled(second.observe('refresh-0', Promise.resolve({ ...tokens(1), ...kept } as OAuthUserTokenResponse)))
    expect(await third.refusal('refresh-0', { anywhere: true })).toBeUndefined()
    expect(entries.size).toBe(0)
  })

  it('leaves it spent, where it was replaced', async () => {
    const { start } = shared()
    const [first, second, third] = [start(), start(), start()]
    await first.note('refresh-0')
    await settled(second.observe('refresh-0', Promise.resolve(tokens(1))))
    expect(await third.refusal('refresh-0', { anywhere: true })).toMatchObject({ status: 401 })
  })

  it('is not undone by a note that a storage\'s outage has held up', async () => {
    const { entries, state, start } = shared()
    const spent = start()
    state.isDown = true
    await settled(spent.note('refresh-0'), 2000)
    state.isDown = false
    await settled(spent.observe('refresh-0', Promise.resolve({ ...tokens(1), refresh_token: 'refresh-0' })))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(entries.size).toBe(0)
  })
})

it('a token is known to be spent in all processes, for as long as a revocation is tried again', async () => {
  const entries = new Map<string, string>()
  const storage = { get: async (...keys: string[]) => keys.map(key => entries.get(key)), set: async (key: string, value: string) => void entries.set(key, value), remove: async (key: string) => void entries.delete(key) }
  const [first, second, alone] = [createSpentTokens({ storage }), createSpentTokens({ storage }), createSpentTokens()]
  await first.note('refresh-0')
  expect(await second.refusal('refresh-0', { anywhere: true })).toMatchObject({ status: 401, data: { type: 'invalid_grant' } })
  expect(await second.refusal('refresh-0')).toBeUndefined()
  expect(await second.refusal('refresh-1', { anywhere: true })).toBeUndefined()
  expect(await alone.refusal('refresh-0', { anywhere: true })).toBeUndefined()
  expect([...entries.keys(), ...entries.values()].join()).not.toContain('refresh-0')
  vi.advanceTimersByTime(1)
  const later = sessionFromTokens(tokens(0), undefined, Date.now())
  expect(await first.refusal('refresh-0', { of: later })).toBeUndefined()
})

describe('a session that was given a refused token again is never taken for the one that it was refused to', () => {
  /** Clocks of a process, which can be set. */
  function clocks() {
    const real = Date.now()
    const state = { wall: real, monotonic: 0 }
    return {
      real,
      state,
      options: { wallClock: () => state.wall, now: () => state.monotonic },
      pass(milliseconds: number) {
        state.wall += milliseconds
        state.monotonic += milliseconds
      },
    }
  }

  it.each([-30_000, 30_000])('although the system clock was wrong at the refusal: %i ms', async (step) => {
    const { state, options, pass } = clocks()
    const spent = createSpentTokens(options)
    state.wall += step
    await spent.note('refresh-0')
    state.wall -= step
    pass(100)
    const later = sessionFromTokens(tokens(0), undefined, state.wall)
    pass(100)
    expect(await spent.refusal('refresh-0', { of: later })).toBeUndefined()
  })

  it.each([-180_000, 180_000])('although the system clock has stepped since: %i ms', async (step) => {
    const { state, options, pass } = clocks()
    const spent = createSpentTokens(options)
    await spent.note('refresh-0')
    pass(60_000)
    const later = sessionFromTokens(tokens(0), undefined, state.wall)
    pass(60_000)
    state.wall += step
    expect(await spent.refusal('refresh-0', { of: later })).toBeUndefined()
  })

  it('although the clock of the process that noted it is ahead, as far as docs/sessions.md allows', async () => {
    const entries = new Map<string, string>()
    const storage = { get: async (...keys: string[]) => keys.map(key => entries.get(key)), set: async (key: string, value: string) => void entries.set(key, value), remove: async (key: string) => void entries.delete(key) }
    const { real } = clocks()
    await createSpentTokens({ storage, wallClock: () => real + 4000 }).note('refresh-0')
    const elsewhere = createSpentTokens({ storage, wallClock: () => real + 2000 })
    expect(await elsewhere.refusal('refresh-0', { of: { createdAt: real + 2000 }, anywhere: true })).toBeUndefined()
    expect(await elsewhere.refusal('refresh-0', { of: { createdAt: real - 2000 }, anywhere: true })).toMatchObject({ status: 401, data: { type: 'invalid_grant' } })
  })
})
