/* eslint-disable @typescript-eslint/no-explicit-any -- as in Alokai's documentation */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SdkHttpError, buildModule, initSDK } from '@vue-storefront/sdk'
import axios from 'axios'
import type { AxiosError } from 'axios'
import { createError } from 'h3'
import { FetchError, ofetch } from 'ofetch'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { SapccError, sapccModule } from '../../../src/runtime/sdk/index'
import type { OAuthUserTokenResponse, RefreshTokenOptions, SapccModuleOptions, Transport } from '../../../src/runtime/sdk/index'

const TOKENS = { access_token: 'a', refresh_token: 'r', token_type: 'bearer', expires_in: 300, scope: 'basic' }

let server: Server
let url: string
/** What was asked for, in order. */
const calls: string[] = []
/** Whether the access token is good, and whether a refresh is refused. */
let state = { isGood: false, isRefused: false }

beforeAll(async () => {
  server = createServer((request, response) => {
    const operation = request.url!.split('/').at(-1)!
    calls.push(operation)
    const json = (status: number, body: unknown) => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    request.resume()
    if (operation !== 'refreshUserToken' && operation !== 'your-refresh-token-url') return json(state.isGood ? 200 : 401, state.isGood ? { uid: 'jane' } : { message: 'Request failed with status code 401' })
    if (state.isRefused) return json(400, { error: 'invalid_grant' })
    state.isGood = true
    json(200, TOKENS)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => {
  server.close()
})

beforeEach(() => {
  // A module refreshes by itself in browsers only.
  vi.stubGlobal('window', {})
  calls.length = 0
  state = { isGood: false, isRefused: false }
})

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('Alokai\'s documented configuration, outside Nuxt', () => {
  const seen: unknown[] = []
  const documented = (): SapccModuleOptions => ({
    apiUrl: `${url}/sapcc`,
    refreshToken: {
      isUnauthorized: (error: AxiosError<string, any>) => error.response?.status === 401,
      refreshTokenMethod: async (refreshToken: string) => {
        seen.push(['method', refreshToken])
        const { data } = await axios.post<OAuthUserTokenResponse>(`${url}/your-refresh-token-url`)
        return data
      },
      callbacks: {
        onTokenRefreshed: async (response: OAuthUserTokenResponse) => void seen.push(['refreshed', response.expires_in]),
        onTokenRefreshError: async (error: AxiosError<string, any>) => void seen.push(['error', error.response?.status]),
      },
    },
  })

  beforeEach(() => {
    seen.length = 0
  })

  it('refreshes once and repeats the calls', async () => {
    const sdk = initSDK({ sapcc: buildModule(sapccModule, documented()) })
    expect(await Promise.all([sdk.sapcc.getUser({}), sdk.sapcc.getUser({})])).toEqual([{ uid: 'jane' }, { uid: 'jane' }])
    expect(calls.sort()).toEqual(['getUser', 'getUser', 'getUser', 'getUser', 'your-refresh-token-url'])
    expect(seen).toEqual([['method', ''], ['refreshed', 300]])
  })

  it('gives the 401 back when the refresh is refused, after its callback', async () => {
    state.isRefused = true
    const sdk = initSDK({ sapcc: buildModule(sapccModule, documented()) })
    await expect(sdk.sapcc.getUser({})).rejects.toMatchObject({ cause: { status: 401, response: { status: 401 }, cause: { response: { status: 400 } } } })
    expect(seen).toEqual([['method', ''], ['error', 400]])
  })

  it('never refreshes for sign-in, sign-out and refresh', async () => {
    const { connector } = sapccModule(documented())
    state.isRefused = true
    for (const call of [() => connector.signUserIn({ username: 'u', password: 'p' }), () => connector.signUserOut(), () => connector.refreshUserToken()]) await call().catch(() => undefined)
    expect(calls).toEqual(['signUserIn', 'signUserOut', 'refreshUserToken'])
    expect(seen).toEqual([])
  })
})

describe('an `isUnauthorized` that takes every 401', () => {
  const refused = (type: string): Transport => async (operation) => {
    calls.push(operation)
    throw new SapccError('no', { status: 401, data: { type } })
  }
  const run = async (type: string, isAnonymous: boolean) => {
    const onTokenRefreshError = vi.fn()
    const refreshToken: RefreshTokenOptions = { isUnauthorized: error => error.response?.status === 401, callbacks: { onTokenRefreshError } }
    const { connector } = sapccModule({ transport: refused(type), host: { isAnonymous: () => isAnonymous }, refreshToken })
    await expect(connector.getUser({})).rejects.toMatchObject({ status: 401 })
    return onTokenRefreshError
  }

  it.each(['AuthorizationDeniedError', 'UnknownUnauthorizedError'])('sends a visitor who is known to be anonymous into no callback: %s', async (type) => {
    expect(await run(type, true)).not.toHaveBeenCalled()
    expect(calls).toEqual(['getUser'])
  })

  it('counts for a 401 that names the token, without a callback when nobody was signed in, and for all other visitors', async () => {
    expect(await run('InvalidTokenError', true)).not.toHaveBeenCalled()
    expect(await run('AuthorizationDeniedError', false)).toHaveBeenCalledTimes(1)
    expect(calls).toEqual(['getUser', 'refreshUserToken', 'getUser', 'refreshUserToken'])
  })
})

// Errors of each library, as a transport of the shop's may throw them.
const kinds: [string, () => unknown][] = [
  ['SapccError', () => new SapccError('expired', { status: 401, data: { type: 'InvalidTokenError' } })],
  ['a SapccError of unknown type', () => new SapccError('no', { status: 401, data: { type: 'HttpError' } })],
  ['axios', () => new axios.AxiosError('Request failed', 'ERR_BAD_REQUEST', undefined, {}, { status: 401, statusText: '', data: {}, headers: {}, config: {} } as never)],
  ['ofetch', () => Object.assign(new FetchError('[POST] 401', { cause: undefined }), { status: 401, response: Response.json({}, { status: 401 }) })],
  ['the public SDK', () => new SdkHttpError({ statusCode: 401, message: 'POST …', url: '/' })],
  ['h3', () => createError({ statusCode: 401, message: 'no' })],
]
const checks: [string, RefreshTokenOptions['isUnauthorized']][] = [
  ['its default', undefined],
  ['the documented one', (error: AxiosError<string, any>) => error.response?.status === 401],
  ['one by status', error => error.status === 401],
  ['one by class', error => error instanceof SapccError && error.statusCode === 401],
]
const methods: [string, boolean][] = [['default', false], ['own', true]]
const outcomes: [string, boolean][] = [['succeeds', false], ['is refused', true]]
const callbackNames = ['onTokenRefreshed', 'onTokenRefreshError'] as const
/** None of them, each alone, and both. */
const callbackSets = [[], ...callbackNames.map(name => [name]), callbackNames]

describe.each(kinds)('a 401 of %s', (_, expired) => {
  describe.each(checks)('with isUnauthorized as %s', (_, isUnauthorized) => {
    describe.each(methods)('and the %s refreshTokenMethod', (_, hasMethod) => {
      it.each(outcomes)('is cured or not when the refresh %s', async (_, isRefused) => {
        const sent: string[] = []
        const renew = async () => {
          if (isRefused) throw new SapccError('no', { status: 400, data: { type: 'invalid_grant' } })
          state.isGood = true
          return TOKENS
        }
        const transport: Transport = async (operation) => {
          sent.push(operation)
          if (operation === 'refreshUserToken') return await renew()
          if (!state.isGood) throw expired()
          return 'ok'
        }
        for (const given of callbackSets) {
          state.isGood = false
          sent.length = 0
          const callbacks = Object.fromEntries(given.map(name => [name, vi.fn()]))
          const refreshToken: RefreshTokenOptions = { isUnauthorized, ...(hasMethod ? { refreshTokenMethod: renew } : {}), ...(given.length > 0 ? { callbacks } : {}) }
          const { connector } = sapccModule({ transport, refreshToken })
          const call = connector.getUser({})
          if (isRefused) await expect(call).rejects.toMatchObject({ status: 401, response: { status: 401 }, cause: { data: { type: 'invalid_grant' } } })
          else expect(await call).toBe('ok')
          expect(sent.filter(name => name === 'getUser')).toHaveLength(isRefused ? 1 : 2)
          expect(sent.includes('refreshUserToken')).toBe(!hasMethod)
          for (const name of given) expect(callbacks[name]).toHaveBeenCalledTimes((name === 'onTokenRefreshError') === isRefused ? 1 : 0)
        }
      })
    })
  })

  it.each([
    ['in a browser, by default', true, undefined, true],
    ['in a browser, whatever is said of rendering', true, false, true],
    ['never while rendering, by default', false, undefined, false],
    ['never while rendering where that is off', false, false, false],
    ['while rendering where that is on', false, true, true],
  ] as const)('is cured %s', async (_, isBrowser, ssrRefreshEnabled, isCured) => {
    if (!isBrowser) vi.unstubAllGlobals()
    for (const [, isUnauthorized] of checks) {
      state.isGood = false
      const refreshTokenMethod = vi.fn(async () => {
        state.isGood = true
        return TOKENS
      })
      const callbacks = { onTokenRefreshed: vi.fn(), onTokenRefreshError: vi.fn() }
      const transport: Transport = async () => {
        if (!state.isGood) throw expired()
        return 'ok'
      }
      const call = sapccModule({ transport, refreshToken: { isUnauthorized, refreshTokenMethod, callbacks, ssrRefreshEnabled } }).connector.getUser({})
      if (isCured) expect(await call).toBe('ok')
      else await expect(call).rejects.toMatchObject({ status: 401 })
      expect([refreshTokenMethod, callbacks.onTokenRefreshed, callbacks.onTokenRefreshError].map(({ mock }) => mock.calls.length)).toEqual(isCured ? [1, 1, 0] : [0, 0, 0])
    }
  })
})

/** What a `refreshTokenMethod` fails with that uses one of these libraries. */
const failures: [string, (status: number, body: object) => unknown][] = [
  ['SapccError', (status, { error }: { error?: string }) => new SapccError('no', { status, data: { type: error ?? 'HttpError' } })],
  ['axios', (status, data) => new axios.AxiosError('Request failed', 'ERR_BAD_REQUEST', undefined, {}, { status, statusText: '', data, headers: {}, config: {} } as never)],
  ['ofetch', (status, data) => Object.assign(new FetchError('[POST]', { cause: undefined }), { status, data, response: Response.json(data, { status }) })],
  ['the public SDK', statusCode => new SdkHttpError({ statusCode, message: 'POST …', url: '/' })],
  ['h3', (statusCode, data) => createError({ statusCode, data })],
]

describe.each(failures)('a refreshTokenMethod that fails with an error of %s', (_, fail) => {
  it.each([
    ['ends the session', 400, { error: 'invalid_grant' }, 401],
    ['ends the session', 401, {}, 401],
    ['leaves it', 503, {}, 503],
    ['leaves it', 429, {}, 503],
  ])('%s: %d %j', async (_, status, body, expected) => {
    const failure = fail(status, body)
    const onTokenRefreshError = vi.fn()
    const transport: Transport = async () => {
      throw new SapccError('expired', { status: 401, data: { type: 'InvalidTokenError' } })
    }
    const { connector } = sapccModule({ transport, refreshToken: { refreshTokenMethod: () => Promise.reject(failure), callbacks: { onTokenRefreshError } } })
    await expect(connector.getUser({})).rejects.toMatchObject({ status: expected, name: expected === 401 ? 'SapccError' : 'TokenRefreshUnavailableError' })
    expect(onTokenRefreshError).toHaveBeenCalledExactlyOnceWith(failure)
  })
})

describe('an error that is no 401', () => {
  it.each([
    ['SapccError', new SapccError('no', { status: 403, data: { type: 'ForbiddenError' } })],
    ['a lost connection', new SapccError('lost', { status: 503, data: { type: 'NetworkError' }, response: null })],
    ['something else', new TypeError('x')],
    ['no error', 'text'],
  ])('refreshes nothing: %s', async (_, failure) => {
    const sent: string[] = []
    const transport: Transport = async (operation) => {
      sent.push(operation)
      throw failure
    }
    for (const [, isUnauthorized] of checks) {
      sent.length = 0
      await expect(sapccModule({ transport, refreshToken: { isUnauthorized } }).connector.getUser({})).rejects.toBe(failure)
      expect(sent).toEqual(['getUser'])
    }
  })
})

describe('the option `fetch`', () => {
  it('sends calls and refreshes', async () => {
    const urls: string[] = []
    const fetch = ofetch.create({ onRequest: ({ request }) => void urls.push(String(request).split('/').at(-1)!) })
    await sapccModule({ apiUrl: url, fetch }).connector.getUser({})
    expect(urls).toEqual(['getUser', 'refreshUserToken', 'getUser'])
  })
})
