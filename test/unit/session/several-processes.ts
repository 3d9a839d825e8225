import type { SapccError } from '../../../src/runtime/sdk/errors'
import { createRefreshCoordinator } from '../../../src/runtime/server/session/refresh/coordinator'
import { createMemoryIntents } from '../../../src/runtime/server/session/refresh/intents'
import { sessionFromTokens } from '../../../src/runtime/server/session/session'
import type { Session } from '../../../src/runtime/server/session/session'
import type { OpenedSession } from '../../../src/runtime/server/session/session-store'
import { createStorageStore } from '../../../src/runtime/server/session/storage-store/storage-store'
import { createLocalLock } from '../../../src/runtime/server/storage/lock'
import { createSharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import { breakableStorage, legacyServer, sealer } from './tokens'

const MAX_AGE = 3600

type Method = (...args: never[]) => Promise<unknown>

/**
 * Several processes with one storage, which the first one cannot reach while `state.isDown`: from its first refresh on.
 *
 * @param options.ownLock whether the locks and intents of the first one are not seen by the others, as when they have expired.
 */
export function severalProcesses({ rotate = true, delay = 5, ownLock = false } = {}) {
  const { storage: raw } = breakableStorage()
  const server = legacyServer({ rotate, delay })
  const [lock, intents] = [createLocalLock(), createMemoryIntents()]
  const state = {
    isDown: false,
    /** Called when the first process has written an entry. @param key of the entry */
    afterWrite: undefined as ((key: string) => Promise<void>) | undefined,
  }
  function reach<Work extends Method>(work: Work): Work {
    return (async (...args) => {
      if (state.isDown) throw new Error('connect ECONNREFUSED')
      return await work(...args)
    }) as Work
  }

  function process(storage: typeof raw, after: () => void = () => undefined, own = { lock, intents }) {
    const hooks = {
      /** Called before an entry is changed. @param key of the entry */
      beforeChange: undefined as ((key: string) => Promise<void>) | undefined,
    }
    const shared = createSharedStorage(storage, 'sapcc', { timeout: 400 })
    const changes: Pick<typeof shared, 'set' | 'replace' | 'remove'> = {
      async set(...args) {
        await hooks.beforeChange?.(args[0])
        await shared.set(...args)
      },
      async replace(...args) {
        await hooks.beforeChange?.(args[0])
        return await shared.replace(...args)
      },
      async remove(key) {
        await hooks.beforeChange?.(key)
        await shared.remove(key)
      },
    }
    const store = createStorageStore({ sealer, storage: { ...shared, ...changes }, lock: own.lock, maxAge: MAX_AGE, sharedTokens: true })
    const coordinator = createRefreshCoordinator({
      store, lock, intents: own.intents,
      async refresh(token) {
        const tokens = await server.refresh(token)
        after()
        return tokens
      },
    })
    return Object.assign(hooks, {
      store, coordinator,
      async signIn(shop?: string): Promise<Session> {
        const session = { ...sessionFromTokens(server.signIn(), undefined, Date.now()), ...(shop === undefined ? {} : { shop }) }
        await store.begin(session)
        return session
      },
      async open(session: Session): Promise<Session | undefined> {
        return (await store.open(session.id) as OpenedSession).current
      },
      async refresh(session: Session): Promise<string> {
        const current = (await store.open(session.id) as OpenedSession).current
        if (!current) return 'over'
        return await coordinator.refresh(current).then(renewed => server.isAlive(renewed.accessToken) ? 'alive' : 'dead', (error: SapccError) => error.data.type)
      },
    })
  }

  async function setItem(...args: Parameters<typeof raw.setItem>): Promise<void> {
    await raw.setItem(...args)
    await state.afterWrite?.(args[0])
  }

  let isFirst = true
  const a = process({ ...raw, getItem: reach(raw.getItem as Method) as never, setItem: reach(setItem as Method) as never, removeItem: reach(raw.removeItem as Method) as never }, () => {
    if (isFirst) state.isDown = true
    isFirst = false
  }, ownLock ? { lock: createLocalLock(), intents: createMemoryIntents() } : undefined)
  return { state, server, a, b: process(raw), c: process(raw) }
}
