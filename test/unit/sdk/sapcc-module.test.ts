import { buildModule, initSDK, prepareConfig } from '@vue-storefront/sdk'
import { describe, expect, it, vi } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import type { Transport } from '../../../src/runtime/sdk/transport/http-transport'
import { sapccModule } from '../../../src/runtime/sdk/sapcc-module'
import { unwrapErrors } from '../../../src/runtime/app/sdk/unwrap-errors'
import { eventually } from '../eventually'

const expired = () => new SapccError('expired', { status: 401, data: { type: 'InvalidTokenError' } })

/** A backend whose tokens are good from the given refresh on. */
function backend() {
  let generation = 0
  const calls: string[] = []
  const transport: Transport = async (operation, args) => {
    calls.push(operation)
    if (operation === 'refreshUserToken') {
      generation++
      return { token_type: 'bearer', expires_in: 300, scope: 'basic' }
    }
    if (generation === 0) throw expired()
    return { operation, args }
  }
  return { calls, transport }
}

// Tests run on Node, where a module counts as rendering.
const refreshToken = { ssrRefreshEnabled: true }

describe('sapccModule', () => {
  it('repeats calls through the SDK after one refresh', async () => {
    const { calls, transport } = backend()
    const sdk = initSDK({ sapcc: buildModule(sapccModule, { transport, refreshToken }) })
    const results = await Promise.all(Array.from({ length: 20 }, (_, index) => sdk.sapcc.getProduct({ productCode: String(index) })))
    expect(results[7]).toEqual({ operation: 'getProduct', args: [{ productCode: '7' }] })
    expect(calls.filter(name => name === 'refreshUserToken')).toHaveLength(1)
    expect(calls.filter(name => name === 'getProduct')).toHaveLength(40)
  })

  it.each(['refreshUserToken', 'signUserIn', 'signUserOut', 'getSession', 'signAgentIn'])('never refreshes for %s', async (operation) => {
    const transport = vi.fn<Transport>().mockRejectedValue(expired())
    const { connector } = sapccModule({ transport, refreshToken })
    await expect((connector as unknown as Record<string, () => Promise<unknown>>)[operation]!()).rejects.toMatchObject({ status: 401 })
    expect(transport).toHaveBeenCalledTimes(1)
  })

  it('lets a call opt out', async () => {
    const { calls, transport } = backend()
    const { connector } = sapccModule({ transport, refreshToken })
    await expect(connector.getUser({}, prepareConfig({ refreshToken: false }))).rejects.toMatchObject({ status: 401 })
    expect(calls).toEqual(['getUser'])
  })

  it('keeps call settings out of the arguments, on the repeat too', async () => {
    const seen: unknown[] = []
    const transport = vi.fn<Transport>(async (operation, args, config) => {
      if (operation === 'refreshUserToken') return {}
      seen.push([args, config.method, config.headers])
      if (seen.length === 1) throw expired()
      return 'ok'
    })
    const { connector } = sapccModule({
      transport,
      refreshToken,
      defaultRequestConfig: { headers: { a: '1', b: '1' } },
      methodsRequestConfig: { getProduct: { method: 'GET', headers: { b: '2', c: '2' } } },
    })
    await connector.getProduct({ productCode: 'x' }, prepareConfig({ headers: { c: '3' } }))
    expect(seen).toEqual([1, 2].map(() => [[{ productCode: 'x' }], 'GET', { a: '1', b: '2', c: '3' }]))
  })

  it('asks whether a customer is signed in for a 401 of unknown type', async () => {
    const transport = vi.fn<Transport>().mockRejectedValue(new SapccError('?', { status: 401, data: { type: 'UnknownUnauthorizedError' } }))
    const anonymous = sapccModule({ transport, refreshToken, host: { isSignedIn: () => false } })
    await expect(anonymous.connector.getUser({})).rejects.toMatchObject({ status: 401 })
    expect(transport).toHaveBeenCalledTimes(1)
    const known = sapccModule({ transport, refreshToken, host: { isSignedIn: () => true } })
    await expect(known.connector.getUser({})).rejects.toMatchObject({ status: 401 })
    expect(transport.mock.calls.map(([operation]) => operation)).toEqual(['getUser', 'getUser', 'refreshUserToken'])
  })

  it('treats an option that is undefined as not given', async () => {
    const { calls, transport } = backend()
    const { connector } = sapccModule({ transport, refreshToken: { ssrRefreshEnabled: true, isUnauthorized: undefined, refreshTokenMethod: undefined, callbacks: undefined } })
    await connector.getUser({})
    expect(calls).toEqual(['getUser', 'refreshUserToken', 'getUser'])
  })

  it('does not refresh while rendering by default, and says which error that left', async () => {
    const { calls, transport } = backend()
    const onRefreshSkipped = vi.fn()
    const { connector } = sapccModule({ transport, host: { onRefreshSkipped } })
    const error = await connector.getUser({}).catch((caught: unknown) => caught)
    expect(calls).toEqual(['getUser'])
    expect(onRefreshSkipped).toHaveBeenCalledExactlyOnceWith(error)
  })

  it('lets the page decide over the option', async () => {
    const on = backend()
    await sapccModule({ transport: on.transport, host: { pageSsrRefresh: () => true } }).connector.getUser({})
    expect(on.calls).toContain('refreshUserToken')
    const off = backend()
    await expect(sapccModule({ transport: off.transport, refreshToken, host: { pageSsrRefresh: () => false } }).connector.getUser({})).rejects.toMatchObject({ status: 401 })
    expect(off.calls).toEqual(['getUser'])
  })

  it('asks the page again when a call has failed: its headers may have gone out while it was under way', async () => {
    const onRefreshSkipped = vi.fn()
    const sent = vi.fn<Transport>().mockRejectedValue(expired())
    let isOpen = true
    const late = sapccModule({ transport: sent, refreshToken, host: { pageSsrRefresh: () => isOpen, onRefreshSkipped } })
    const call = late.connector.getUser({})
    isOpen = false
    await expect(call).rejects.toMatchObject({ status: 401 })
    expect(sent.mock.calls.map(([operation]) => operation)).toEqual(['getUser'])
    expect(onRefreshSkipped).toHaveBeenCalledTimes(1)
  })

  it('calls nothing when it is awaited, serialized or inspected', async () => {
    const transport = vi.fn<Transport>()
    const sdk = unwrapErrors(initSDK({ sapcc: buildModule(sapccModule, { transport }) }))
    const connector = sdk.sapcc as unknown as Record<string | symbol, unknown>
    await Promise.resolve(connector)
    JSON.stringify(connector)
    expect(`${Object.prototype.toString.call(connector)}`).toBe('[object Object]')
    for (const name of ['then', 'catch', 'finally', 'toJSON', 'constructor', 'valueOf', 'toString', '__v_isRef', Symbol.iterator, Symbol.toPrimitive]) {
      expect(connector[name], String(name)).toBeUndefined()
    }
    expect(transport).not.toHaveBeenCalled()
  })

  it('gives the same function at each access', () => {
    const { connector } = sapccModule({ transport: vi.fn<Transport>() })
    expect(connector.getCart).toBe(connector.getCart)
  })

  const answering: Transport = () => Promise.resolve({ code: 'of the backend' })

  it.each([
    ['in Nuxt', () => unwrapErrors(initSDK({ sapcc: buildModule(sapccModule, { transport: answering }) })).sapcc],
    ['of Alokai\'s SDK', () => initSDK({ sapcc: buildModule(sapccModule, { transport: answering }) }).sapcc],
    ['as a connector', () => sapccModule({ transport: answering }).connector],
  ])('has methods %s that a test can spy on, replace and restore', async (_, create) => {
    const sapcc = create() as ReturnType<typeof sapccModule>['connector']
    for (const isUsedBefore of [false, true]) {
      if (isUsedBefore) await sapcc.getProduct({ productCode: '1' })
      const spy = vi.spyOn(sapcc, 'getProduct')
      expect(await sapcc.getProduct({ productCode: '1' })).toEqual({ code: 'of the backend' })
      expect(spy.mock.calls).toEqual([[{ productCode: '1' }]])
      spy.mockResolvedValue({ code: 'of the test' })
      expect(await sapcc.getProduct({ productCode: '1' })).toEqual({ code: 'of the test' })
      spy.mockRestore()
      expect(vi.isMockFunction(sapcc.getProduct)).toBe(false)
      expect(await sapcc.getProduct({ productCode: '1' })).toEqual({ code: 'of the backend' })
    }
    sapcc.getProduct = () => Promise.resolve({ code: 'assigned' })
    expect(await sapcc.getProduct({ productCode: '1' })).toEqual({ code: 'assigned' })
    expect('getProduct' in sapcc).toBe(true)
    expect('then' in sapcc).toBe(false)
  })

  it('throws errors unwrapped', async () => {
    const original = new SapccError('no such product', { status: 400, data: { type: 'UnknownIdentifierError' } })
    const sdk = unwrapErrors(initSDK({ sapcc: buildModule(sapccModule, { transport: () => Promise.reject(original) }) }))
    await expect(sdk.sapcc.getProduct({ productCode: 'x' })).rejects.toBe(original)
  })
})

describe('a sign-out under way', () => {
  /** Calls that are answered when the test says so. */
  function slowBackend() {
    const calls: { operation: string, answer: (result?: unknown) => void, fail: (error: unknown) => void }[] = []
    const transport: Transport = operation => new Promise((answer, fail) => void calls.push({ operation, answer, fail }))
    const callbacks = { onTokenRefreshed: vi.fn(), onTokenRefreshError: vi.fn() }
    return { calls, transport, callbacks, names: () => calls.map(({ operation }) => operation), refreshToken: { ...refreshToken, callbacks } }
  }

  it.each([
    ['in this tab', {}, true],
    ['in another tab', { isSigningOut: () => true }, false],
  ])('%s leaves a call that meets a 401 alone: no refresh, no repeat, no callback', async (_, host, signsOut) => {
    const { calls, transport, names, callbacks, refreshToken } = slowBackend()
    const { connector } = sapccModule({ transport, refreshToken, host })
    const call = connector.getUser({})
    const signOut = signsOut ? connector.signUserOut() : undefined
    await eventually(() => expect(calls).toHaveLength(signsOut ? 2 : 1))
    calls[0]!.fail(expired())
    await expect(call).rejects.toMatchObject({ status: 401 })
    calls[1]?.answer()
    await signOut
    expect(names()).toEqual(signsOut ? ['getUser', 'signUserOut'] : ['getUser'])
    for (const callback of Object.values(callbacks)) expect(callback).not.toHaveBeenCalled()
  })

  it('makes the refusal of a refresh that began before it no failure', async () => {
    const { calls, transport, names, callbacks, refreshToken } = slowBackend()
    const { connector } = sapccModule({ transport, refreshToken })
    const call = connector.getUser({})
    await eventually(() => expect(calls).toHaveLength(1))
    calls[0]!.fail(expired())
    await eventually(() => expect(names()).toEqual(['getUser', 'refreshUserToken']))
    const signOut = connector.signUserOut()
    await eventually(() => expect(calls).toHaveLength(3))
    calls[1]!.fail(new SapccError('The session has ended.', { status: 401, data: { type: 'NoSessionError' } }))
    await expect(call).rejects.toMatchObject({ status: 401 })
    calls[2]!.answer()
    await signOut
    expect(callbacks.onTokenRefreshError).not.toHaveBeenCalled()
  })

  it('that fails changes nothing: later calls refresh', async () => {
    const { calls, transport, names, callbacks, refreshToken } = slowBackend()
    const { connector } = sapccModule({ transport, refreshToken })
    const signOut = connector.signUserOut()
    calls[0]!.fail(new SapccError('away', { status: 503, data: { type: 'SessionStoreUnavailableError' } }))
    await expect(signOut).rejects.toMatchObject({ status: 503 })
    const call = connector.getUser({})
    await eventually(() => expect(calls).toHaveLength(2))
    calls[1]!.fail(expired())
    await eventually(() => expect(calls).toHaveLength(3))
    calls[2]!.answer({ token_type: 'bearer', expires_in: 300, scope: 'basic' })
    await eventually(() => expect(calls).toHaveLength(4))
    calls[3]!.answer({ uid: 'jane' })
    await expect(call).resolves.toEqual({ uid: 'jane' })
    expect(names()).toEqual(['signUserOut', 'getUser', 'refreshUserToken', 'getUser'])
    expect(callbacks.onTokenRefreshed).toHaveBeenCalledOnce()
  })
})

describe('a call that starts while a refresh is under way', () => {
  const tokens = { token_type: 'bearer', expires_in: 300, scope: 'basic' }

  /** A server that does not let calls wait: Alokai's middleware, or this module's server from another app. */
  function server({ refreshFails = false } = {}) {
    let token = 'old'
    const sent: string[] = []
    let answer = () => {}
    /** Called by whichever method refreshes. */
    async function renew() {
      await new Promise<void>(resolve => void (answer = resolve))
      if (refreshFails) throw new SapccError('no connection', { status: 503, data: { type: 'NetworkError' } })
      token = 'new'
      return tokens
    }
    const transport: Transport = async (operation, _args, config) => {
      if (config.signal?.aborted) throw config.signal.reason
      if (operation === 'refreshUserToken') return await renew()
      sent.push(`${operation} ${token}`)
      if (token === 'old' && operation !== 'signUserIn') throw expired()
      return operation
    }
    return { sent, renew, transport, answerRefresh: () => answer() }
  }

  const turn = () => new Promise<void>(resolve => void setTimeout(resolve))

  it('waits for it, and is sent once', async () => {
    const { sent, transport, answerRefresh } = server()
    const { connector } = sapccModule({ transport, refreshToken })
    const first = connector.getUser({})
    await turn()
    const during = Promise.all([connector.getCart({}), connector.getOrder({ code: '1' })])
    await turn()
    expect(sent).toEqual(['getUser old'])
    answerRefresh()
    expect([await first, await during]).toEqual(['getUser', ['getCart', 'getOrder']])
    expect(sent.toSorted()).toEqual(['getCart new', 'getOrder new', 'getUser new', 'getUser old'])
  })

  it('waits for a refresh of the shop\'s own, too', async () => {
    const { sent, transport, renew, answerRefresh } = server()
    const { connector } = sapccModule({ transport, refreshToken: { ...refreshToken, refreshTokenMethod: renew } })
    const first = connector.getUser({})
    await turn()
    const during = connector.getCart({})
    await turn()
    expect(sent).toEqual(['getUser old'])
    answerRefresh()
    await Promise.all([first, during])
    expect(sent.toSorted()).toEqual(['getCart new', 'getUser new', 'getUser old'])
  })

  it('is sent after one that failed, and gets its own response', async () => {
    const { sent, transport, answerRefresh } = server({ refreshFails: true })
    const { connector } = sapccModule({ transport, refreshToken })
    const first = connector.getUser({}).catch((error: unknown) => error)
    await turn()
    const during = connector.getCart({}).catch((error: unknown) => error)
    answerRefresh()
    await turn()
    answerRefresh()
    expect([await first, await during]).toMatchObject([{ status: 503 }, { status: 503 }])
    expect(sent).toEqual(['getUser old', 'getCart old'])
  })

  it('is sent at once where the server lets calls wait', async () => {
    const { sent, transport, answerRefresh } = server()
    const { connector } = sapccModule({ transport, refreshToken, host: { serverWaits: true } })
    const calls = [connector.getUser({})]
    await turn()
    calls.push(connector.getCart({}))
    await turn()
    expect(sent).toEqual(['getUser old', 'getCart old'])
    answerRefresh()
    await Promise.all(calls)
  })

  it.each<[what: string, call: (connector: ReturnType<typeof sapccModule>['connector']) => Promise<unknown>]>([
    ['signs in', connector => connector.signUserIn({ username: 'jane', password: 'secret' })],
    ['has opted out of refreshing', connector => connector.getBaseSites({}, prepareConfig({ refreshToken: false }))],
  ])('is sent at once when it %s', async (_, call) => {
    const { sent, transport, answerRefresh } = server()
    const { connector } = sapccModule({ transport, refreshToken })
    const first = connector.getUser({}).catch(() => undefined)
    await turn()
    const during = call(connector).catch(() => undefined)
    await turn()
    expect(sent).toHaveLength(2)
    answerRefresh()
    await Promise.all([first, during])
  })

  it('can be aborted while it waits', async () => {
    const { sent, transport, answerRefresh } = server()
    const { connector } = sapccModule({ transport, refreshToken })
    const first = connector.getUser({})
    await turn()
    const controller = new AbortController()
    const during = connector.getCart({}, prepareConfig({ signal: controller.signal }))
    controller.abort(new Error('left the page'))
    await expect(during).rejects.toThrow('left the page')
    expect(sent).toEqual(['getUser old'])
    answerRefresh()
    await first
  })

  it('is not sent in a session that was begun meanwhile', async () => {
    const { sent, transport, answerRefresh } = server()
    const { connector } = sapccModule({ transport, refreshToken })
    const first = connector.getUser({}).catch(() => undefined)
    await turn()
    const during = connector.createCartEntry({ orderEntry: {} })
    await connector.signUserIn({ username: 'john', password: 'secret' })
    answerRefresh()
    await expect(during).rejects.toMatchObject({ status: 409, data: { type: 'SessionChangedError' } })
    await first
    expect(sent.filter(call => call.startsWith('createCartEntry'))).toEqual([])
  })

  describe('by the method that refreshes or by a callback', () => {
    it('does not wait for itself', async () => {
      const { transport } = server()
      const { connector } = sapccModule({
        transport: (operation, args, config) => operation === 'getLanguages' || operation === 'getTitles' ? Promise.resolve({}) : transport(operation, args, config),
        refreshToken: {
          ...refreshToken,
          refreshTokenMethod: () => connector.getLanguages({}),
          callbacks: { onTokenRefreshed: () => connector.getTitles({}) },
        },
      })
      await expect(connector.getUser({})).rejects.toMatchObject({ status: 401 })
    })

    it('waits for ten seconds at most', async () => {
      vi.useFakeTimers()
      try {
        const { transport } = server()
        const { connector } = sapccModule({
          transport: (operation, args, config) => operation === 'getLanguages' ? Promise.resolve({}) : transport(operation, args, config),
          refreshToken: {
            ...refreshToken,
            async refreshTokenMethod() {
              await Promise.resolve()
              return await connector.getLanguages({})
            },
          },
        })
        const call = connector.getUser({})
        const refused = expect(call).rejects.toMatchObject({ status: 401 })
        await vi.advanceTimersByTimeAsync(10_000)
        await refused
        expect(vi.getTimerCount()).toBe(0)
      }
      finally {
        vi.useRealTimers()
      }
    })
  })
})
