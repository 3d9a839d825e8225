import { afterEach, describe, expect, it, vi } from 'vitest'
import { createForeignTransport, tellForeignSession } from '../../../src/runtime/app/sdk/foreign-server.client'
import type { SapccSessionState } from '../../../src/runtime/app/session/state'
import type { SapccCallConfig } from '../../../src/runtime/sdk/call-config'
import { createSapccModule } from '../../../src/runtime/sdk/create-module'
import { SapccError } from '../../../src/runtime/sdk/errors'
import type { SapccModule } from '../../../src/runtime/sdk/module-options'

const TOKENS = { token_type: 'bearer', expires_in: 300, scope: 'basic' }
const unauthorized = new SapccError('expired', { status: 401, data: { type: 'InvalidTokenError' } })

describe('a refresh at another server, which cannot compare generations', () => {
  afterEach(() => void vi.unstubAllGlobals())

  /** One tab, without others. */
  function tab() {
    vi.stubGlobal('BroadcastChannel', undefined)
    vi.stubGlobal('navigator', {})
    const waiting: ((error: unknown) => void)[] = []
    const http = vi.fn((operation: string, _args: unknown[], _config: Partial<SapccCallConfig>) => operation === 'getUser'
      ? new Promise<unknown>((_, reject) => void waiting.push(reject))
      : Promise.resolve(TOKENS))
    const { transport } = createForeignTransport('https://middleware/sapcc', http, () => {})
    const pause = () => new Promise(resolve => setTimeout(resolve, 5))
    return {
      send: transport,
      http,
      refresh: () => transport('refreshUserToken', [], {}),
      refreshes: () => http.mock.calls.filter(([operation]) => operation !== 'getUser').length,
      async call() {
        const answer = transport('getUser', [{}], {})
        const refused = answer.catch((error: unknown) => error)
        await pause()
        return async () => {
          waiting.shift()!(unauthorized)
          await refused
          await pause()
        }
      },
    }
  }

  it('is the last one for a call that was sent before it and refused after it', async () => {
    const { call, refresh, refreshes } = tab()
    const [refuseFirst, refuseLate] = [await call(), await call()]
    await refuseFirst()
    const answered = await refresh()
    await refuseLate()
    expect(await refresh()).toEqual(answered)
    expect(refreshes()).toBe(1)
  })

  it('is a new one for a call that was sent after it, and for who asks without a call', async () => {
    const { call, refresh, refreshes } = tab()
    await refresh()
    const refuse = await call()
    await refuse()
    await refresh()
    expect(refreshes()).toBe(2)
    await refresh()
    expect(refreshes()).toBe(3)
  })

  it.each([
    ['refreshUserToken', true],
    ['OAuthUserAuthorization', true],
    ['signUserOut', true],
    ['getSession', false],
    ['getProduct', false],
  ])('%s outlives the page, since its answer may change the cookie: %s', async (operation, isKeptAlive) => {
    const { send, http } = tab()
    await send(operation, [{}], {})
    expect(http.mock.calls[0]?.[2]).toEqual(isKeptAlive ? { keepalive: true } : {})
  })
})

describe('what tabs tell each other of a session at another server', () => {
  afterEach(() => void vi.unstubAllGlobals())

  /** Two tabs, what the listeners of both hear, and what the first one tells the second. */
  function tabs() {
    const listeners: ((event: { data: unknown }) => void)[] = []
    const told: unknown[] = []
    vi.stubGlobal('navigator', {})
    vi.stubGlobal('BroadcastChannel', class {
      index = listeners.length
      addEventListener(_: string, listener: (typeof listeners)[number]) {
        listeners.push(listener)
      }

      postMessage(data: unknown) {
        told.push(data)
        listeners.forEach((listener, index) => index === this.index || listener({ data: structuredClone(data) }))
      }
    })
    const heard: [loggedIn: boolean, isOwn: boolean | undefined][] = []
    const open = () => createForeignTransport('https://middleware/sapcc', () => Promise.resolve(undefined), ({ loggedIn }, isOwn) => void heard.push([loggedIn, isOwn]))
    const [own] = [open(), open()]
    return { own, heard, told, tellFirst: (data: unknown) => listeners[0]!({ data }) }
  }

  it.each([undefined, '', true])('is a refresh that keeps the session, and is this tab\'s own, also where the method of the shop gives %j', async (response) => {
    const { own, heard, told } = tabs()
    expect(await own.oneRefreshAtATime(() => Promise.resolve(response))).toBe(response)
    expect(heard).toEqual([[true, true], [true, false]])
    expect(told).toEqual([{}])
    expect(own.isOwnRefresh(response)).toBe(true)
  })

  it.each(['signUserOut', 'OAuthUserRevoke'])('is that it has ended: %s', async (operation) => {
    const { own, heard, told } = tabs()
    await own.transport(operation, [], {})
    expect(heard).toEqual([[false, true], [false, false]])
    expect(told).toEqual([null])
  })

  it('is nothing where it cannot be read', () => {
    const { heard, tellFirst } = tabs()
    tellFirst(undefined)
    tellFirst('')
    expect(heard).toEqual([])
  })
})

describe('whether a customer is signed in at another server', () => {
  const customer = { loggedIn: true, ready: true, key: 'elsewhere' }
  const nobody = { loggedIn: false, ready: true, key: '' }
  const error = (status: number, type: string) => new SapccError(type, { status, data: { type } })
  const refusedWith = (...given: Parameters<typeof error>) => () => Promise.reject(error(...given))

  async function foreignSession(module: SapccModule): Promise<SapccSessionState | undefined> {
    let told: SapccSessionState | undefined
    await tellForeignSession(module, () => undefined, session => void (told = session))
    return told
  }

  /** What is found out where `getUser` is answered by these in turn, and a refresh as given; and how many refreshes there were. */
  async function found(users: (() => Promise<unknown>)[], refresh: () => Promise<unknown> = () => Promise.resolve(TOKENS)) {
    const http = vi.fn((operation: string) => operation === 'getUser' ? users.shift()!() : refresh())
    const session = await foreignSession(createSapccModule({}, http))
    return [session, http.mock.calls.filter(([operation]) => operation !== 'getUser').length]
  }

  const expired = refusedWith(401, 'InvalidTokenError')

  it.each(['AccessDeniedError', 'AuthorizationDeniedError'])('is known by the refresh where the caller is not allowed to ask: %s', async (type) => {
    expect(await found([refusedWith(401, type), refusedWith(401, type)])).toEqual([customer, 1])
    // A middleware may call SAP with a token of its own for visitors.
    expect(await found([refusedWith(401, type)], refusedWith(400, 'invalid_grant'))).toEqual([nobody, 1])
  })

  it.each([
    ['AccessDeniedError', 401],
    ['UnknownUnauthorizedError', 401],
    ['ForbiddenError', 403],
  ])('is known by a refresh that succeeds, whatever is answered to who the customer is: %s', async (type, status) => {
    expect(await found([expired, refusedWith(status, type)])).toEqual([customer, 1])
  })

  it.each(['InvalidTokenError', 'UnauthorizedError', 'InsufficientAuthenticationError', 'UnknownUnauthorizedError'])('is denied only where the refresh is refused: %s', async (type) => {
    expect(await found([refusedWith(401, type)], refusedWith(400, 'invalid_grant'))).toEqual([nobody, 1])
  })

  it('is known by the refresh of the shop\'s own where the server has none, without a callback for an anonymous visitor', async () => {
    const onTokenRefreshError = vi.fn()
    const ask = async (refreshTokenMethod: () => Promise<unknown>, answers: (() => Promise<unknown>)[]) => {
      const http = (operation: string) => operation === 'getUser' ? answers.shift()!() : refusedWith(404, 'UnknownError')()
      const { transport, oneRefreshAtATime } = createForeignTransport('https://middleware/sapcc', http, () => {})
      const refresh = () => oneRefreshAtATime(refreshTokenMethod)
      return await foreignSession(createSapccModule({ refreshToken: { refreshTokenMethod: refresh, callbacks: { onTokenRefreshError } } }, transport))
    }
    vi.stubGlobal('window', {})
    vi.stubGlobal('navigator', {})
    vi.stubGlobal('BroadcastChannel', undefined)
    try {
      expect(await ask(() => Promise.resolve(TOKENS), [expired, () => Promise.resolve({ uid: 'jane' })])).toEqual(customer)
      expect(await ask(refusedWith(400, 'invalid_grant'), [expired])).toEqual(nobody)
      expect(await ask(refusedWith(503, 'UnknownError'), [expired])).toBeUndefined()
    }
    finally {
      vi.unstubAllGlobals()
    }
    expect(onTokenRefreshError).not.toHaveBeenCalled()
  })

  it.each<[what: string, answer: () => Promise<unknown>, told: [refreshed: number, failed: number]]>([
    ['refused', refusedWith(400, 'invalid_grant'), [0, 1]],
    ['answered', () => Promise.resolve(TOKENS), [1, 0]],
  ])('is asked beside a call that needs the same refresh, and the shop is told of it: %s', async (_, answer, told) => {
    vi.stubGlobal('window', {})
    vi.stubGlobal('navigator', {})
    vi.stubGlobal('BroadcastChannel', undefined)
    try {
      const [slowCall, slowRefresh] = [Promise.withResolvers<unknown>(), Promise.withResolvers<unknown>()]
      const users = [() => slowCall.promise, expired, ...Array.from({ length: 2 }, () => () => Promise.resolve({ uid: 'jane' }))]
      const http = vi.fn((operation: string) => operation === 'getUser' ? users.shift()!() : slowRefresh.promise)
      const { transport, isOwnRefresh } = createForeignTransport('https://middleware/sapcc', http, () => {})
      const [onTokenRefreshed, onTokenRefreshError] = [vi.fn(), vi.fn()]
      const module = createSapccModule({ refreshToken: { callbacks: { onTokenRefreshed, onTokenRefreshError } }, host: { isOwnRefresh } }, transport)
      const pause = () => new Promise(resolve => setTimeout(resolve, 5))
      const call = module.connector.getUser({}).catch((error: unknown) => error)
      await pause()
      const asked = foreignSession(module)
      await pause()
      slowCall.resolve(expired())
      await pause()
      slowRefresh.resolve(answer())
      await Promise.all([asked, call])
      expect([onTokenRefreshed, onTokenRefreshError].map(({ mock }) => mock.calls.length)).toEqual(told)
      expect(http.mock.calls.filter(([operation]) => operation === 'refreshUserToken')).toHaveLength(1)
    }
    finally {
      vi.unstubAllGlobals()
    }
  })

  it('stays unknown during an outage', async () => {
    expect(await found([refusedWith(503, 'UnknownError')])).toEqual([undefined, 0])
    expect(await found([expired], refusedWith(503, 'UnknownError'))).toEqual([undefined, 1])
    expect(await found([expired, refusedWith(503, 'UnknownError')])).toEqual([undefined, 1])
  })
})
