import { createStorage } from 'unstorage'
import type { Driver, Storage } from 'unstorage'
import memoryDriver from 'unstorage/drivers/memory'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { SapccConfigError } from '../../../src/runtime/server/config/parse-config'
import type { SapccConfig } from '../../../src/runtime/server/config/types'
import { createSessionKeeping } from '../../../src/runtime/server/session/session-services'
import { sessionFromTokens } from '../../../src/runtime/server/session/session'
import { legacyServer, sealer } from './support'

let storage: Storage
vi.mock('nitropack/runtime', () => ({ useStorage: () => storage }))

beforeEach(() => {
  storage = createStorage()
})

function keeping(store: 'cookie' | 'storage', server = legacyServer({ rotate: true }), options: { pkceSupported?: boolean, isLegacy?: boolean } = {}) {
  const log = { warn: vi.fn(), error: vi.fn(), info: vi.fn() }
  const config = {
    session: { passwords: ['x'], store, maxAge: 3600, gracePeriod: 120, refreshMargin: 30 },
    oauth: { timeout: 1000, pkceSupported: options.pkceSupported },
    signIn: { attemptsPerUser: 10, attemptsPerAddress: 100, window: 60, trustedProxies: 1 },
  } as unknown as SapccConfig
  const oauth = { refresh: server.refresh, revoke: server.revoke as never, isLegacy: () => options.isLegacy ?? true }
  return { log, create: () => createSessionKeeping({ config, sealer, log: log as never, oauth }) }
}

function mount(name: string): void {
  storage.mount('sapcc', { ...memoryDriver(), name } as Driver)
}

describe('29: the driver of the storage mount', () => {
  it.each(['cloudflare-kv-binding', 'netlify-blobs', 'azure-storage-table'])('%s is refused for sessions on the server', (name) => {
    mount(name)
    const { create } = keeping('storage')
    expect(create).toThrow(SapccConfigError)
    try {
      create()
    }
    catch (error) {
      expect((error as SapccConfigError).describe()).toMatch(new RegExp(`^NUXT_SAPCC_SESSION_STORE .+"${name}".+"redis"`))
    }
  })

  it('that is refused is not used for sessions in cookies either, and named', async () => {
    mount('netlify-blobs')
    const { create, log } = keeping('cookie')
    const { store, coordinator } = create()
    expect(log.warn.mock.calls.flat().join()).toMatch(/"netlify-blobs".+not used/)
    const session = sessionFromTokens(legacyServer({ rotate: true }).signIn(), undefined, Date.now())
    await store.begin(session)
    await coordinator.end(session)
    expect(await storage.getKeys()).toEqual([])
  })

  it.each(['mongodb', 'lru-cache', 'fs'])('%s is named with what to use instead', (name) => {
    mount(name)
    const { create, log } = keeping('storage')
    create()
    expect(log.warn.mock.calls.flat().join()).toMatch(new RegExp(`"${name}".+"redis"`))
  })

  it('of the shop\'s own is taken as it is', () => {
    mount('mine')
    const { create, log } = keeping('storage')
    create()
    expect(log.warn).not.toHaveBeenCalled()
  })

  it('keeps for sessions in cookies which of them have ended', async () => {
    mount('mine')
    const [first, second] = [keeping('cookie').create(), keeping('cookie').create()]
    const session = sessionFromTokens(legacyServer({ rotate: true }).signIn(), undefined, Date.now())
    await first.coordinator.end(session)
    expect(await second.coordinator.resolve(session)).toBeUndefined()
  })
})

describe('21: a legacy server that replaces refresh tokens, with sessions in cookies', () => {
  async function refreshTwice(options: Parameters<typeof keeping>[2], rotate = true) {
    const server = legacyServer({ rotate })
    const { create, log } = keeping('cookie', server, options)
    const { coordinator } = create()
    const renewed = await coordinator.refresh(sessionFromTokens(server.signIn(), undefined, Date.now()))
    await coordinator.refresh(renewed)
    return log.warn.mock.calls.map(([text]) => String(text)).filter(text => text.includes('"storage"'))
  }

  it('is told once that sessions belong on the server', async () => {
    expect(await refreshTwice({})).toHaveLength(1)
  })

  it.each([
    ['keeps its refresh tokens', {}, false],
    ['is jdk21', { pkceSupported: true }, true],
    ['has taken no password', { isLegacy: false }, true],
  ] as const)('is not when the server %s', async (_, options, rotate) => {
    expect(await refreshTwice(options, rotate)).toEqual([])
  })
})
