import type { ConsolaInstance } from 'consola'
import { createStorage } from 'unstorage'
import type { Driver, Storage } from 'unstorage'
import memoryDriver from 'unstorage/drivers/memory'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { SapccConfigError } from '../../../src/runtime/server/config/config-error'
import type { SapccConfig } from '../../../src/runtime/server/config/types'
import { createSessionServices } from '../../../src/runtime/server/session/session-services'
import { sessionFromTokens } from '../../../src/runtime/server/session/session'
import { mayShareTokens } from '../../../src/runtime/server/session/storage-store/token-sharing'
import { createStorageServices } from '../../../src/runtime/server/storage/storage-services'
import { legacyServer, sealer } from './tokens'

let storage: Storage

beforeEach(() => {
  storage = createStorage()
})

interface ShopOptions {
  isProduction?: boolean
  pkceSupported?: boolean
  isLegacy?: boolean
  /** Empty for a public client. */
  clientSecret?: string
  hasManyProcesses?: boolean
  keepsConnections?: boolean
}

/** A shop's settings; `create` starts one process of it. */
function shopWith(store: 'cookie' | 'storage', server = legacyServer({ rotate: true }), { isProduction = true, pkceSupported, isLegacy = true, clientSecret = 'secret', hasManyProcesses = false, keepsConnections = true }: ShopOptions = {}) {
  const warn = vi.fn()
  const log = { warn, error: vi.fn(), info: vi.fn() } as unknown as ConsolaInstance
  const config = {
    session: { passwords: ['x'], store, maxAge: 3600, absoluteMaxAge: 86_400, gracePeriod: 120, refreshMargin: 30 },
    oauth: { timeout: 1000, pkceSupported, ...(clientSecret === '' ? {} : { clientSecret }) },
  } as unknown as SapccConfig
  const oauth = { refresh: server.refresh, revoke: server.revoke as never, isLegacy: () => isLegacy }
  return {
    warn,
    create() {
      const storages = createStorageServices(storage, { store, isProduction, deployment: { hasManyProcesses, keepsConnections }, log })
      return createSessionServices({ config, sealer, oauth, storages, sharedTokens: mayShareTokens({ pkceSupported }), onOrphaned: () => {}, continuesAfterResponse: true, log })
    },
  }
}

function mount(name: string | undefined, parts: Partial<Driver> = {}): void {
  storage.mount('sapcc', { ...memoryDriver(), ...parts, name } as Driver)
}

function errorOf(work: () => unknown): unknown {
  try {
    work()
  }
  catch (error) {
    return error
  }
  return undefined
}

describe('a client without a secret', () => {
  async function refreshTwice(options: ShopOptions & { accessToken?: string }): Promise<unknown[][]> {
    const server = legacyServer({ rotate: true })
    const { accessToken = 'header.payload.signature' } = options
    const renewing = { ...server, refresh: async (...args: Parameters<typeof server.refresh>) => ({ ...await server.refresh(...args), access_token: accessToken }) }
    const { create, warn } = shopWith('cookie', renewing, options)
    const { coordinator } = create()
    await coordinator.refresh(await coordinator.refresh(sessionFromTokens(server.signIn(), undefined, Date.now())))
    return warn.mock.calls
  }
  const warning = [[expect.stringMatching(/no secret.*first refresh token.*NUXT_SAPCC_OAUTH_CLIENT_SECRET/)]]

  it.each([
    ['known by its setting', { pkceSupported: true, accessToken: 'opaque' }],
    ['known by its access tokens', {}],
  ])('is warned of once on the jdk21 generation, where its sessions end early (%s)', async (_how, options) => {
    expect(await refreshTwice({ clientSecret: '', isLegacy: false, ...options })).toEqual(warning)
  })

  it.each([
    ['that has a secret', { clientSecret: 'secret' }],
    ['on the legacy generation by its setting', { pkceSupported: false }],
    ['on the legacy generation by its sign-ins', { isLegacy: true }],
    ['on the legacy generation by its access tokens', { accessToken: 'opaque' }],
  ])('is not warned of: one %s', async (_which, options) => {
    const calls = await refreshTwice({ clientSecret: '', isLegacy: false, ...options })
    expect(calls.filter(([message]) => String(message).includes('no secret'))).toEqual([])
  })
})

describe('a shop that runs in several processes', () => {
  it.each([
    ['cookie', true, /several processes.*NUXT_SAPCC_SESSION_STORE/],
    ['storage', true, /nothing is mounted/],
    ['cookie', false, undefined],
  ] as const)('is told at start what it needs when nothing is mounted (%s, several: %s)', (store, hasManyProcesses, said) => {
    const { create, warn } = shopWith(store, undefined, { hasManyProcesses, pkceSupported: true })
    create()
    if (said) expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(said))
    else expect(warn).not.toHaveBeenCalled()
  })

  it('gets no warning when it has what it needs, or in development', async () => {
    const client = { set: vi.fn(), eval: vi.fn(), on: vi.fn() }
    mount('redis', { getInstance: () => client })
    const mounted = shopWith('cookie', undefined, { hasManyProcesses: true, pkceSupported: true })
    mounted.create()
    await storage.unmount('sapcc')
    const developed = shopWith('cookie', undefined, { hasManyProcesses: true, pkceSupported: true, isProduction: false })
    developed.create()
    expect([mounted.warn, developed.warn].map(({ mock }) => mock.calls)).toEqual([[], []])
  })
})

describe('the driver of the storage mount', () => {
  it.each(['cloudflare-kv-binding', 'netlify-blobs', 'azure-storage-table'])('%s is refused for sessions on the server', (name) => {
    mount(name)
    const { create } = shopWith('storage')
    const error = errorOf(create)
    expect(error).toBeInstanceOf(SapccConfigError)
    expect((error as SapccConfigError).describe()).toMatch(new RegExp(`^NUXT_SAPCC_SESSION_STORE .+"${name}".+"redis"`))
  })

  it('that is refused in production is only named in development', () => {
    mount('netlify-blobs')
    const { create, warn } = shopWith('storage', undefined, { isProduction: false })
    expect(create().store.users).toBeDefined()
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/"netlify-blobs"/))
  })

  it('that is refused is not used for sessions in cookies either, and named', async () => {
    mount('netlify-blobs')
    const { create, warn } = shopWith('cookie')
    const { store, coordinator } = create()
    expect(warn.mock.calls.flat().join()).toMatch(/"netlify-blobs".+not used/)
    const session = sessionFromTokens(legacyServer({ rotate: true }).signIn(), undefined, Date.now())
    await store.begin(session)
    await coordinator.end(session)
    expect(await storage.getKeys()).toEqual([])
  })

  it.each(['mongodb', 'lru-cache', 'fs'])('%s is named with what to use instead', (name) => {
    mount(name)
    const { create, warn } = shopWith('storage')
    create()
    expect(warn.mock.calls.flat().join()).toMatch(new RegExp(`"${name}".+"redis"`))
  })

  it.each([['mine', 'the driver "mine"'], [undefined, 'a driver without a name']] as const)('of the shop\'s own is used, and what it has to do is said once: %s', (name, said) => {
    mount(name)
    const { create, warn } = shopWith('storage')
    expect(create().store.users).toBeDefined()
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(`${said}, .+does not know it.+never old.+\`ttl\``))
    const developed = shopWith('storage', undefined, { isProduction: false })
    developed.create()
    expect(developed.warn).not.toHaveBeenCalled()
  })

  it.each([
    ['Cloudflare KV with sessions in cookies', 'cloudflare-kv-binding', 'cookie', /"cloudflare-kv-binding", .+not used: .+several processes.+"upstash"/],
    ['Cloudflare KV with sessions on the server', 'cloudflare-kv-binding', 'storage', /NUXT_SAPCC_SESSION_STORE .+"cloudflare-kv-binding".+"upstash", or NUXT_SAPCC_SESSION_STORE=cookie/],
    ['the best that there is', 'upstash', 'storage', /"upstash", .+no lock.+No driver for this platform has one/],
    ['nothing with sessions in cookies', null, 'cookie', /several processes, and nothing is mounted.+"upstash"/],
    ['nothing with sessions on the server', null, 'storage', /nothing is mounted.+"upstash"/],
  ] as const)('is judged in one message that fits a worker: %s', (_, name, store, said) => {
    if (name !== null) mount(name)
    const { create, warn } = shopWith(store, undefined, { hasManyProcesses: true, keepsConnections: false, pkceSupported: true })
    const error = errorOf(create)
    const messages = [...warn.mock.calls.flat().map(String), ...(error instanceof SapccConfigError ? [error.describe()] : [])]
    expect(messages).toEqual([expect.stringMatching(said)])
    expect(messages[0]).not.toContain('redis')
  })

  it('keeps for sessions in cookies which of them have ended', async () => {
    mount('mine')
    const [first, second] = [shopWith('cookie').create(), shopWith('cookie').create()]
    const session = sessionFromTokens(legacyServer({ rotate: true }).signIn(), undefined, Date.now())
    await first.coordinator.end(session)
    expect(await second.coordinator.resolve(session)).toBeUndefined()
  })
})

describe('a legacy server that replaces refresh tokens, with sessions in cookies', () => {
  async function refreshTwice(options: ShopOptions, rotate = true) {
    const server = legacyServer({ rotate })
    const { create, warn } = shopWith('cookie', server, options)
    const { coordinator } = create()
    const renewed = await coordinator.refresh(sessionFromTokens(server.signIn(), undefined, Date.now()))
    await coordinator.refresh(renewed)
    return warn.mock.calls.map(([text]) => String(text)).filter(text => text.includes('"storage"'))
  }

  it('warns once that sessions belong on the server', async () => {
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

it.each([undefined, false, true])('one pair of tokens may be given to several sessions unless the server is known to be jdk21: %j', (pkceSupported) => {
  const { store } = shopWith('storage', undefined, pkceSupported === undefined ? {} : { pkceSupported }).create()
  expect(store.sharesTokens).toBe(pkceSupported !== true)
})
