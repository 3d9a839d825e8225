import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { createSessionTermination } from '../../../src/runtime/server/auth/session-termination'
import { createCookieStore } from '../../../src/runtime/server/session/cookie-store'
import { createRefreshCoordinator } from '../../../src/runtime/server/session/refresh/coordinator'
import { createMemoryIntents } from '../../../src/runtime/server/session/refresh/intents'
import type { Session } from '../../../src/runtime/server/session/session'
import { createStorageStore } from '../../../src/runtime/server/session/storage-store/storage-store'
import { createLocalLock } from '../../../src/runtime/server/storage/lock'
import { createSharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import { breakableStorage, newSession, rotatingServer, sealer } from './tokens'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Two processes that share a storage. */
function processes(mode: 'cookie' | 'storage') {
  const server = rotatingServer()
  const { storage: raw, state } = breakableStorage()
  const [lock, intents] = [createLocalLock(), createMemoryIntents()]
  const revoked: (string | undefined)[] = []
  const revoke = ({ refreshToken }: { refreshToken?: string }) => Promise.resolve({ revoked: revoked.push(refreshToken) > 0, errors: [] })
  const start = () => {
    const storage = createSharedStorage(raw, 'sapcc', { timeout: 50 })
    const store = mode === 'cookie'
      ? createCookieStore({ sealer, gracePeriod: 120_000, shared: storage })
      : createStorageStore({ sealer, storage, lock, maxAge: 3600, sharedTokens: false })
    const coordinator = createRefreshCoordinator({ refresh: server.refresh, store, lock, intents })
    const termination = createSessionTermination({ store, coordinator, oauth: { revoke }, sharedTokens: false, sealer, lock, storage, log: { warn: () => {} } as never })
    return { store, coordinator, termination }
  }
  return { server, state, revoked, first: start(), second: start() }
}

/** What came of it, and after how many seconds. */
async function timed<Result>(work: Promise<Result>): Promise<{ result: Result, seconds: number }> {
  const started = performance.now()
  const done = work.then(result => ({ result, seconds: (performance.now() - started) / 1000 }))
  await vi.advanceTimersByTimeAsync(20_000)
  return await done
}

async function settled<Result>(work: Promise<Result>): Promise<Result> {
  return (await timed(work)).result
}

describe.each(['cookie', 'storage'] as const)('a session that is over already, sessions in %s', (mode) => {
  async function begun() {
    const shop = processes(mode)
    const session = newSession()
    await settled(shop.first.store.begin(session))
    return { ...shop, session }
  }

  it('ends at once, and none of its tokens is left to revoke', async () => {
    const { server, first, second, session, revoked } = await begun()
    await settled(first.coordinator.refresh(session))
    expect(await settled(first.coordinator.end(session))).toMatchObject({ refreshToken: 'refresh-1' })
    // A sign-out in another tab, or a sign-in, that still knows the tokens of before.
    for (const { coordinator } of [first, second]) {
      const { result, seconds } = await timed(coordinator.end(session))
      expect(result).toBeUndefined()
      expect(seconds).toBeLessThan(1)
    }
    await settled(second.termination.end(session, []))
    expect(revoked).toEqual([])
    expect(server.sent).toEqual(['refresh-0'])
  })

  it('also when the authorization server refused it while the sign-out waited', async () => {
    const { server, first, session } = await begun()
    server.refresh = () => new Promise((_resolve, reject) => setTimeout(reject, 500, new SapccError('no', { status: 401, data: { type: 'invalid_grant' } })))
    const coordinator = createRefreshCoordinator({ refresh: () => server.refresh(''), store: first.store })
    const refused = coordinator.refresh(session).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(100)
    const { result, seconds } = await timed(coordinator.end(session))
    expect(await refused).toMatchObject({ data: { type: 'invalid_grant' } })
    expect(result).toBeUndefined()
    expect(seconds).toBeLessThan(1)
  })

  it('but its tokens are revoked when the storage failed in the middle of the end', async () => {
    const { first, session, revoked } = await begun()
    const renewed: Session = await settled(first.coordinator.refresh(session))
    const end = first.store.end
    first.store.end = async (last) => {
      first.store.end = end
      await end(last)
      throw new SapccError('away', { status: 503, data: { type: 'SessionStoreUnavailableError' } })
    }
    await settled(first.termination.end(session, []))
    expect(revoked).toEqual([renewed.refreshToken])
  })
})

it('the tokens of a session that could not begin are revoked', async () => {
  const { first, revoked } = processes('storage')
  await settled(first.termination.discard(newSession(), []))
  expect(revoked).toEqual(['refresh-0'])
})
