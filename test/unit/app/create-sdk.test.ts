import { isSdkUnauthorizedError } from '@vue-storefront/sdk'
import { afterEach, describe, expect, it, vi } from 'vitest'
import * as alokai from '../../../src/runtime/app/sdk/full-sdk'
import { middlewareModule } from '../../../src/runtime/app/sdk/middleware-module'
import * as plain from '../../../src/runtime/app/sdk/plain-sdk'
import { createSdk } from '../../../src/runtime/app/sdk/create-sdk'
import type { SdkPlatform } from '../../../src/runtime/app/sdk/create-sdk'
import type { SdkConfigFactory } from '../../../src/runtime/app/sdk-config'
import { SapccError } from '../../../src/runtime/sdk/errors'
import type { SapccModuleOptions } from '../../../src/runtime/sdk/module-options'
import { createRequestOptions } from '../../../src/runtime/sdk/request-options'
import type { Transport } from '../../../src/runtime/sdk/transport/http-transport'

const CONFIG = { ssrRefreshEnabled: false, apiPath: '/api/sapcc', apiUrl: '', ssrApiUrl: '', loginPage: '' }
const expired = () => new SapccError('expired', { status: 401, data: { type: 'InvalidTokenError' } })

/** Calls succeed after the refresh function that is set as `good`. */
function platform(changes: Partial<SdkPlatform> = {}) {
  const transport = vi.fn<Transport>().mockRejectedValue(expired())
  const foreign = vi.fn<Transport>().mockRejectedValue(expired())
  const made: SdkPlatform = {
    alokai,
    ownTransport: transport,
    onRefreshed: () => undefined,
    foreignTransport: vi.fn(() => ({ transport: foreign })),
    getRequestHeaders: () => ({}),
    runInContext: callback => callback(),
    host: { isSignedIn: () => true },
    ...changes,
  }
  return { transport, foreign, made }
}

type Sdk = Record<string, { getUser: (params: object) => Promise<unknown> }>

describe('createSdk', () => {
  afterEach(() => void vi.unstubAllGlobals())

  it('tells which of several modules left an error unrefreshed', async () => {
    const onRefreshSkipped = vi.fn()
    const { made } = platform({ host: { onRefreshSkipped } })
    const factory: SdkConfigFactory = ({ buildModule, sapccModule }) => ({
      first: buildModule(sapccModule, {}),
      second: buildModule(sapccModule, { apiUrl: 'https://middleware.example.com/sapcc' }),
    })
    const { sdk, modules, usesOwnServer } = createSdk(factory, CONFIG, '/api/sapcc', made)
    expect(modules).toHaveLength(2)
    expect(usesOwnServer).toBe(true)
    const error = await (sdk as Sdk).second!.getUser({}).catch((caught: unknown) => caught)
    expect(onRefreshSkipped).toHaveBeenCalledExactlyOnceWith(error, 1, true)
  })

  it.each([
    ['waits for a refresh under way where the calls go elsewhere', 'https://middleware.example.com/sapcc', 1],
    ['leaves the waiting to the app\'s own server', '', 2],
  ])('%s', async (_, apiUrl, sentAtOnce) => {
    let answerRefresh = () => {}
    const transport: Transport = async (operation) => {
      if (operation !== 'refreshUserToken') throw expired()
      await new Promise<void>(resolve => void (answerRefresh = resolve))
      throw expired()
    }
    const send = vi.fn(transport)
    const { made } = platform({ ownTransport: send, foreignTransport: () => ({ transport: send }) })
    const factory: SdkConfigFactory = ({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, { refreshToken: { ssrRefreshEnabled: true } }) })
    const sdk = createSdk(factory, { ...CONFIG, apiUrl }, '/api/sapcc', made).sdk as Sdk
    const turn = () => new Promise<void>(resolve => void setTimeout(resolve))
    const calls = [sdk.sapcc!.getUser({}).catch(() => undefined)]
    await turn()
    calls.push(sdk.sapcc!.getUser({}).catch(() => undefined))
    await turn()
    expect(send.mock.calls.filter(([operation]) => operation === 'getUser')).toHaveLength(sentAtOnce)
    answerRefresh()
    await turn()
    answerRefresh()
    await Promise.all(calls)
  })

  it.each([['Alokai\'s SDK', alokai, { extend: { own: () => Promise.resolve('own') } }], ['the plain one', plain, undefined]])('lets composables call the module of this app\'s own server as `sapcc`, whatever its name: %s', async (_, sdkFunctions, extension) => {
    const { transport, made } = platform({ alokai: sdkFunctions, middlewareModule })
    transport.mockResolvedValue('own')
    const sdkOf = (factory: SdkConfigFactory) => createSdk(factory, CONFIG, '/api/sapcc', made).sdk as Sdk
    const { commerce, sapcc } = sdkOf(({ buildModule, sapccModule, middlewareModule }) => ({ ...(extension ? { unified: buildModule(middlewareModule, { apiUrl: 'https://middleware.example.com/unified' }) } : {}), commerce: buildModule(sapccModule, {}, extension), b2b: buildModule(sapccModule, {}) }))
    expect(sapcc).toBe(commerce)
    const elsewhere = sdkOf(({ buildModule, sapccModule }) => ({ old: buildModule(sapccModule, { apiUrl: 'https://middleware.example.com/sapcc' }), commerce: buildModule(sapccModule, {}) }))
    expect(elsewhere.sapcc).toBe(elsewhere.commerce)
    if (extension) expect(sdkOf(({ buildModule, middlewareModule }) => ({ unified: buildModule(middlewareModule, { apiUrl: 'https://middleware.example.com/unified' }) }))).not.toHaveProperty('sapcc')
    expect(await sapcc!.getUser({})).toBe('own')
    const named = sdkOf(({ buildModule, sapccModule }) => ({ commerce: buildModule(sapccModule, {}), sapcc: buildModule(sapccModule, {}) }))
    expect(named.sapcc).not.toBe(named.commerce)
  })

  it('knows when nothing is asked of this app\'s own server', () => {
    const factory: SdkConfigFactory = ({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}) })
    const elsewhere = { ...CONFIG, apiUrl: 'https://middleware.example.com/sapcc' }
    expect(createSdk(factory, elsewhere, '/api/sapcc', platform().made).usesOwnServer).toBe(false)
    expect(createSdk(factory, { ...CONFIG, apiUrl: '/api/sapcc/' }, '/api/sapcc', platform().made).usesOwnServer).toBe(true)
  })

  it('takes an empty address as one that is left out', async () => {
    const { transport, foreign, made } = platform()
    transport.mockResolvedValue('own')
    const factory: SdkConfigFactory = ({ buildModule, sapccModule, config }) => ({ sapcc: buildModule(sapccModule, { apiUrl: config.apiUrl, ssrApiUrl: config.ssrApiUrl }) })
    const { sdk, usesOwnServer } = createSdk(factory, CONFIG, '/api/sapcc', made)
    expect(usesOwnServer).toBe(true)
    expect(await (sdk as Sdk).sapcc!.getUser({})).toBe('own')
    expect(foreign).not.toHaveBeenCalled()
    const mixed: SdkConfigFactory = ({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, { apiUrl: '', ssrApiUrl: '' }) })
    createSdk(mixed, { ...CONFIG, apiUrl: 'https://middleware.example.com/sapcc' }, '/api/sapcc', made)
    expect(made.foreignTransport).toHaveBeenCalledExactlyOnceWith('https://middleware.example.com/sapcc', undefined, 'https://middleware.example.com/sapcc')
  })

  const refreshTokenMethod = vi.fn(() => Promise.reject(expired()))

  it.each<[what: string, options: SapccModuleOptions, refreshes: number]>([
    ['by the module itself', {}, 1],
    ['not with an HTTP client that returns no headers', { httpClient: () => Promise.reject(expired()) }, 0],
    ['not with a refresh of the shop\'s own', { refreshToken: { ssrRefreshEnabled: true, refreshTokenMethod } }, 0],
  ])('refreshes at another server while rendering where the page has it switched on: %s', async (_, options, refreshes) => {
    const onRefreshSkipped = vi.fn()
    const { foreign, made } = platform({ host: { pageSsrRefresh: () => true, onRefreshSkipped }, requestOptions: createRequestOptions })
    const factory: SdkConfigFactory = ({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, options) })
    const sdk = createSdk(factory, { ...CONFIG, apiUrl: 'https://middleware.example.com/sapcc', ssrRefreshEnabled: true }, '/api/sapcc', made).sdk as Sdk
    const error = await sdk.sapcc!.getUser({}).catch((caught: unknown) => caught)
    expect(foreign.mock.calls.filter(([operation]) => operation === 'refreshUserToken')).toHaveLength(refreshes)
    expect(refreshTokenMethod).not.toHaveBeenCalled()
    expect(onRefreshSkipped.mock.calls).toEqual(refreshes ? [] : [[error, 0, true]])
  })

  it.each([true, undefined])('leaves a refresh at another server to the browser where the visitor\'s cookies for it do not reach the page: %s', async (pageSsrRefresh) => {
    const [onRefreshSkipped, onTokenRefreshError] = [vi.fn(), vi.fn()]
    const { foreign, made } = platform({ host: { pageSsrRefresh: () => pageSsrRefresh, onRefreshSkipped } })
    let hasCookies = false
    const factory: SdkConfigFactory = ({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, { refreshToken: { callbacks: { onTokenRefreshError } } }) })
    const sdk = createSdk(factory, { ...CONFIG, apiUrl: 'https://middleware.example.com/sapcc', ssrApiUrl: 'http://middleware', ssrRefreshEnabled: true }, '/api/sapcc', { ...made, foreignTransport: vi.fn(() => ({ transport: foreign, knowsVisitor: () => hasCookies })) }).sdk as Sdk
    const error = await sdk.sapcc!.getUser({}).catch((caught: unknown) => caught)
    expect(foreign.mock.calls.map(([operation]) => operation)).toEqual(['getUser'])
    expect(onTokenRefreshError).not.toHaveBeenCalled()
    expect(onRefreshSkipped.mock.calls).toEqual([[error, 0, false]])
    // A cookie that an answer has set counts, too.
    hasCookies = true
    await sdk.sapcc!.getUser({}).catch(() => undefined)
    expect(foreign.mock.calls.map(([operation]) => operation)).toEqual(['getUser', 'getUser', 'refreshUserToken'])
  })

  it('lets the refresh of the shop\'s own be watched where the calls are for this app\'s server', async () => {
    // In a browser: while rendering the other server's is not called.
    vi.stubGlobal('window', {})
    const watchRefresh = vi.fn<NonNullable<SdkPlatform['watchRefresh']>>(refresh => refresh())
    const refreshElsewhere = vi.fn(() => Promise.reject(expired()))
    const { made } = platform({ watchRefresh })
    const factory: SdkConfigFactory = ({ buildModule, sapccModule }) => ({
      sapcc: buildModule(sapccModule, { refreshToken: { ssrRefreshEnabled: true, refreshTokenMethod: () => Promise.reject(expired()) } }),
      elsewhere: buildModule(sapccModule, { apiUrl: 'https://middleware.example.com/sapcc', refreshToken: { refreshTokenMethod: refreshElsewhere } }),
    })
    const sdk = createSdk(factory, CONFIG, '/api/sapcc', made).sdk as Sdk
    await sdk.elsewhere!.getUser({}).catch(() => undefined)
    expect(refreshElsewhere).toHaveBeenCalledOnce()
    expect(watchRefresh).not.toHaveBeenCalled()
    await sdk.sapcc!.getUser({}).catch(() => undefined)
    expect(watchRefresh).toHaveBeenCalledOnce()
  })

  it('runs the user\'s functions where composables work', async () => {
    let inContext = false
    const seen: string[] = []
    const runInContext: SdkPlatform['runInContext'] = (callback) => {
      inContext = true
      try {
        return callback()
      }
      finally {
        inContext = false
      }
    }
    const note = (name: string) => void seen.push(`${name} ${inContext}`)
    const { transport, made } = platform({ runInContext })
    const factory: SdkConfigFactory = ({ buildModule, sapccModule }) => ({
      sapcc: buildModule(sapccModule, {
        refreshToken: {
          ssrRefreshEnabled: true,
          refreshTokenMethod: async () => {
            note('refreshTokenMethod')
            transport.mockResolvedValue('ok')
            return {}
          },
          callbacks: { onTokenRefreshed: () => note('onTokenRefreshed') },
        },
      }),
    })
    const { sdk } = createSdk(factory, CONFIG, '/api/sapcc', made)
    expect(await (sdk as Sdk).sapcc!.getUser({})).toBe('ok')
    expect(seen).toEqual(['refreshTokenMethod true', 'onTokenRefreshed true'])
  })
})

describe('what a configuration without extensions needs of Alokai\'s SDK', () => {
  it.each(['interceptors', 'override', 'subscribers', 'utils'])('refuses %s, which it would leave out', (part) => {
    const factory = (({ buildModule, sapccModule }) => ({ sapcc: { ...buildModule(sapccModule, {}), [part]: [] } })) as SdkConfigFactory
    expect(() => createSdk(factory, CONFIG, '/api/sapcc', platform({ alokai: plain }).made)).toThrow(`in sdk.config, give \`${part}\` of \`sapcc\` to \`buildModule\`.`)
  })
})

describe.each([['Alokai\'s SDK', alokai], ['what a configuration without extensions needs of it', plain]])('an SDK made with %s', (_, parts) => {
  const factory: SdkConfigFactory = ({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, { defaultRequestConfig: { headers: { 'x-shop': '1' } } }), b2b: buildModule(sapccModule, {}) })
  const make = () => {
    const { transport, made } = platform({ alokai: parts })
    return { transport, sdk: createSdk(factory, CONFIG, '/api/sapcc', made).sdk as Sdk }
  }

  it('has the modules by name, and a method for each operation', async () => {
    const { transport, sdk } = make()
    transport.mockResolvedValue({ uid: 'jane' })
    expect(Object.keys(sdk)).toEqual(['sapcc', 'b2b'])
    expect(await sdk.sapcc!.getUser({ fields: 'FULL' })).toEqual({ uid: 'jane' })
    expect(transport).toHaveBeenCalledExactlyOnceWith('getUser', [{ fields: 'FULL' }], expect.objectContaining({ headers: { 'x-shop': '1' } }))
    expect(sdk.sapcc!.getUser).toBe(sdk.sapcc!.getUser)
  })

  it('has no utils, and nothing of what JavaScript looks up on any object', async () => {
    const { transport, sdk } = make()
    expect(JSON.stringify(sdk.sapcc)).toBe('{}')
    expect(await Promise.resolve(sdk.sapcc)).toBe(sdk.sapcc)
    expect(sdk.sapcc).toHaveProperty('utils', {})
    expect(transport).not.toHaveBeenCalled()
  })

  it('throws the errors of calls as they are', async () => {
    const { transport, sdk } = make()
    const error = new SapccError('no', { status: 401, data: { type: 'AccessDeniedError' } })
    transport.mockRejectedValue(error)
    await expect(sdk.sapcc!.getUser({})).rejects.toBe(error)
    expect(isSdkUnauthorizedError(error)).toBe(true)
  })
})
