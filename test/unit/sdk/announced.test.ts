import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createBrowserTransport } from '../../../src/runtime/app/sdk/browser-transport.client'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { formatRefreshed, parseRefreshed } from '../../../src/runtime/sdk/refresh/refresh-event'
import type { AnnouncedRefresh, RefreshListener } from '../../../src/runtime/sdk/refresh/refresh-event'
import type { Transport } from '../../../src/runtime/sdk/transport/http-transport'
import { ofetch } from 'ofetch'
import { fetchInstance } from '../../harness/fetch-instance.ts'
import type { SapccMethods } from '../../../src/runtime/sdk/module-options'
import { sapccModule } from '../../../src/runtime/sdk/sapcc-module'
import { signedOut } from '../../../src/runtime/app/session/state'
import { createServerTransport } from '../../../src/runtime/shared/server-transport'
import { eventually } from '../eventually.ts'

const publicTokens = { token_type: 'bearer', expires_in: 299, scope: 'basic openid;x=1&y' }
const refresh: AnnouncedRefresh = { id: 'one', tokens: { ...publicTokens, access_token: 'secret-access', refresh_token: 'secret-refresh' } }

describe('the header', () => {
  it('carries all that the browser may know, and no token', () => {
    const value = formatRefreshed(refresh)
    expect(value).not.toContain('secret')
    expect(value).toMatch(/^[\x21-\x7E]+$/)
    expect(parseRefreshed(value)).toEqual({ id: 'one', tokens: publicTokens })
  })

  it.each([null, '', 'one;299', 'id=one', 'id=a&token_type=b&scope=c&expires_in=soon'])('makes nothing of %j', (value) => {
    expect(parseRefreshed(value)).toBeUndefined()
  })
})

const expired = () => new SapccError('expired', { status: 401, data: { type: 'InvalidTokenError' } })

describe('sapccModule', () => {
  function announcing(calls: (operation: string, announce: RefreshListener) => Promise<unknown>) {
    const listeners: RefreshListener[] = []
    const transport: Transport = operation => calls(operation, async (news) => {
      await Promise.all(listeners.map(listener => listener(news)))
    })
    return { transport, onRefreshed: (listener: RefreshListener) => void listeners.push(listener) }
  }

  it('fires onTokenRefreshed for a refresh that the server did by itself', async () => {
    const onTokenRefreshed = vi.fn()
    const { transport, onRefreshed } = announcing(async (_, announce) => {
      await announce({ id: 'one', tokens: publicTokens })
      return 'ok'
    })
    const { connector } = sapccModule({ transport, host: { onRefreshed }, refreshToken: { ssrRefreshEnabled: true, callbacks: { onTokenRefreshed } } })
    await expect(connector.getUser({})).resolves.toBe('ok')
    expect(onTokenRefreshed).toHaveBeenCalledExactlyOnceWith(publicTokens)
  })

  it('repeats calls that started before it without another refresh', async () => {
    const operations: string[] = []
    let fail!: () => void
    const late = new Promise<never>((_, reject) => {
      fail = () => reject(expired())
    })
    const { transport, onRefreshed } = announcing(async (operation, announce) => {
      operations.push(operation)
      if (operation === 'getCart') await announce({ id: 'one', tokens: publicTokens })
      if (operation === 'getUser' && operations.filter(name => name === 'getUser').length === 1) await late
      return operation
    })
    const { connector } = sapccModule({ transport, host: { onRefreshed }, refreshToken: { ssrRefreshEnabled: true } })
    const started = connector.getUser({})
    await connector.getCart({ cartId: 'c' })
    fail()
    await expect(started).resolves.toBe('getUser')
    expect(operations).toEqual(['getUser', 'getCart', 'getUser'])
  })

  it('reports what the callback throws and goes on', async () => {
    const report = vi.fn()
    const { transport, onRefreshed } = announcing(async (_, announce) => {
      await announce({ id: 'one', tokens: publicTokens })
      return 'ok'
    })
    const { connector } = sapccModule({ transport, host: { onRefreshed, report }, refreshToken: { ssrRefreshEnabled: true, callbacks: { onTokenRefreshed: () => Promise.reject(new Error('callback')) } } })
    await expect(connector.getUser({})).resolves.toBe('ok')
    expect(report).toHaveBeenCalledTimes(1)
  })
})

describe('createServerTransport', () => {
  function bridge() {
    let pending: AnnouncedRefresh | undefined = refresh
    const order: string[] = []
    return {
      order,
      refreshAhead: async () => {
        order.push('ahead')
        const found = pending
        pending = undefined
        return found
      },
      generation: async () => 0,
      callSessionTag: async () => 'one',
      changesCart: (operation: string) => operation === 'createCartEntry',
      delayHead: () => {},
      refresh: async () => refresh.tokens,
      call: async (_event: object, operation: string) => void order.push(operation),
    }
  }

  it('refreshes ahead of calls where rendering may refresh, and awaits the callback with the whole response', async () => {
    const server = bridge()
    const onTokenRefreshed = vi.fn(async () => {
      await new Promise(resolve => setTimeout(resolve, 10))
      server.order.push('callback')
    })
    const transport = createServerTransport(server, {})
    const { connector } = sapccModule({ transport, host: { onRefreshed: transport.onRefreshed }, refreshToken: { ssrRefreshEnabled: true, callbacks: { onTokenRefreshed } } })
    await connector.getUser({})
    await connector.getUser({})
    expect(server.order).toEqual(['ahead', 'callback', 'getUser', 'ahead', 'getUser'])
    expect(onTokenRefreshed).toHaveBeenCalledExactlyOnceWith(refresh.tokens)
  })

  it.each([
    ['by default', {}],
    ['where the page says so', { refreshToken: { ssrRefreshEnabled: true }, host: { pageSsrRefresh: () => false } }],
  ])('does not while rendering %s', async (_, options) => {
    const server = bridge()
    await sapccModule({ transport: createServerTransport(server, {}), ...options }).connector.getUser({})
    expect(server.order).toEqual(['getUser'])
  })

  describe('for a token that has expired, where rendering may not refresh', () => {
    /** A server whose session's token SAP refuses, and what it was asked: by the session, or as a visitor without one. */
    function page(asked: (string | undefined)[], asVisitor: () => unknown = () => ({ code: '1' })) {
      const server = {
        ...bridge(),
        async call(_event: object, _operation: string, _args: readonly unknown[], options: { as?: 'visitor', headers?: object } = {}) {
          asked.push(options.as)
          expect(options.headers ?? {}).not.toHaveProperty('sapcc-call-session')
          if (options.as !== 'visitor') throw expired()
          return asVisitor()
        },
      }
      const [onRefreshSkipped, onReadAsVisitor] = [vi.fn(), vi.fn()]
      const host = { isForEveryone: (operation: string) => operation === 'getProduct', callsAsVisitor: true, onRefreshSkipped, onReadAsVisitor }
      return { sdk: (given: object = {}) => sapccModule({ transport: createServerTransport(server, {}), host: { ...host, ...given } }).connector, onRefreshSkipped, onReadAsVisitor }
    }

    it('reads what is the same for everybody once more without the session, and leaves only the refresh to the browser', async () => {
      const asked: (string | undefined)[] = []
      const { sdk, onRefreshSkipped, onReadAsVisitor } = page(asked)
      expect(await sdk().getProduct({ productCode: '1' })).toEqual({ code: '1' })
      expect(asked).toEqual([undefined, 'visitor'])
      expect(onRefreshSkipped).not.toHaveBeenCalled()
      expect(onReadAsVisitor).toHaveBeenCalledOnce()
    })

    it('leaves it to the browser where visitors may not read it, or cannot now', async () => {
      const asked: (string | undefined)[] = []
      const { sdk, onRefreshSkipped } = page(asked, () => {
        throw new SapccError('no', { status: 503, data: { type: 'HttpError' } })
      })
      const error: unknown = await sdk().getProduct({ productCode: '1' }).catch((error: unknown) => error)
      expect(error).toMatchObject({ status: 401 })
      expect(asked).toEqual([undefined, 'visitor'])
      expect(onRefreshSkipped).toHaveBeenCalledExactlyOnceWith(error)
    })

    it.each([
      ['what is somebody\'s own', (connector: SapccMethods) => connector.getUser({}), {}],
      ['at a server that cannot', (connector: SapccMethods) => connector.getProduct({ productCode: '1' }), { callsAsVisitor: false }],
      ['for a visitor who has no session', (connector: SapccMethods) => connector.getProduct({ productCode: '1' }), { isAnonymous: () => true }],
    ])('makes no other call without the session: %s', async (_, call, given) => {
      const asked: (string | undefined)[] = []
      await expect(call(page(asked).sdk(given))).rejects.toMatchObject({ status: 401 })
      expect(asked).toEqual([undefined])
    })
  })

  it('never does for signing in and out', async () => {
    const server = bridge()
    const { connector } = sapccModule({ transport: createServerTransport(server, {}), refreshToken: { ssrRefreshEnabled: true } })
    await connector.signUserOut()
    await connector.getSession()
    expect(server.order).toEqual(['signUserOut', 'getSession'])
  })

  describe('with another session that the same request begins during a call', () => {
    function twoCustomers() {
      const { promise: isUnderWay, resolve: begin } = Promise.withResolvers<undefined>()
      const { promise: answered, resolve: fail } = Promise.withResolvers<undefined>()
      const state = { customer: 'jane', executed: [] as string[], refreshes: 0, isUnderWay, fail: () => fail(undefined) }
      const server = {
        callSessionTag: async () => state.customer,
        changesCart: () => false,
        delayHead: () => {},
        generation: async () => 0,
        refreshAhead: async () => undefined,
        async refresh() {
          state.refreshes++
          return refresh.tokens
        },
        async call(_event: object, _operation: string, _args: readonly unknown[], { madeIn }: { madeIn?: string } = {}) {
          if (madeIn !== state.customer) throw new SapccError('other', { status: 409, data: { type: 'SessionChangedError' } })
          if (state.refreshes > 0 || state.customer === 'john') return void state.executed.push(state.customer)
          begin(undefined)
          await answered
          throw expired()
        },
      }
      return { state, server, connector: sapccModule({ transport: createServerTransport(server, {}), refreshToken: { ssrRefreshEnabled: true } }).connector }
    }

    it('neither refreshes nor repeats the call', async () => {
      const { state, connector } = twoCustomers()
      const write = connector.createCartEntry({ orderEntry: {} })
      await state.isUnderWay
      state.customer = 'john'
      state.fail()
      await expect(write).rejects.toMatchObject({ status: 409, data: { type: 'SessionChangedError' }, cause: { status: 401 } })
      expect(state).toMatchObject({ executed: [], refreshes: 0 })
    })

    it('does not repeat the call when that happens during the refresh', async () => {
      const { state, server, connector } = twoCustomers()
      const refreshOnce = server.refresh
      server.refresh = async () => {
        state.customer = 'john'
        return await refreshOnce()
      }
      const write = connector.createCartEntry({ orderEntry: {} }).catch((error: SapccError) => error.data.type)
      await state.isUnderWay
      state.fail()
      expect(await write).toBe('SessionChangedError')
      expect(state.executed).toEqual([])
    })

    it('sends no call that waited for a refresh ahead of it', async () => {
      const { state, server, connector } = twoCustomers()
      server.refreshAhead = async () => {
        state.customer = 'john'
        return undefined
      }
      await expect(connector.createCartEntry({ orderEntry: {} })).rejects.toMatchObject({ data: { type: 'SessionChangedError' } })
      expect(state.executed).toEqual([])
    })
  })
})

describe('createBrowserTransport', () => {
  const stops: (() => void)[] = []
  afterEach(() => stops.splice(0).forEach(stop => stop()))

  async function serve() {
    const server = createServer((request, response) => {
      const isCall = request.url?.endsWith('/getUser')
      response.setHeader('content-type', 'application/json')
      if (isCall) response.setHeader('sapcc-refreshed', formatRefreshed(refresh))
      response.end(JSON.stringify(isCall ? { uid: 'jane' } : publicTokens))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    stops.push(() => server.close())
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  it('learns the new expiry and tells its modules, once per refresh', async () => {
    const onSession = vi.fn()
    const onTokenRefreshed = vi.fn()
    const transport = createBrowserTransport(await serve(), onSession, { fetch: ofetch })
    const { connector } = sapccModule({ transport, host: { onRefreshed: transport.onRefreshed }, refreshToken: { ssrRefreshEnabled: true, callbacks: { onTokenRefreshed } } })
    await connector.getUser({})
    await connector.getUser({})
    expect(onSession).toHaveBeenCalledExactlyOnceWith({ loggedIn: true, ready: true, expiresAt: expect.any(Number), key: undefined })
    const { expiresAt } = onSession.mock.calls[0]![0] as { expiresAt: number }
    expect(expiresAt - Date.now()).toBeGreaterThan(290_000)
    expect(expiresAt - Date.now()).toBeLessThanOrEqual(299_000)
    expect(onTokenRefreshed).toHaveBeenCalledExactlyOnceWith(publicTokens)
  })

  it.each(['refreshUserToken', 'getSession'])('learns nothing from an answer to %s that a sign-out has overtaken', async (operation) => {
    const onSession = vi.fn()
    const waiting: ((response: Response) => void)[] = []
    const transport = createBrowserTransport('http://shop.invalid', onSession, { fetch: fetchInstance(address => address.endsWith('/signUserOut')
      ? Promise.resolve(new Response(null, { status: 204 }))
      : new Promise(resolve => waiting.push(resolve))) })
    const late = transport(operation, [], {})
    await eventually(() => expect(waiting).toHaveLength(1))
    await transport('signUserOut', [], {})
    waiting[0]!(Response.json({ loggedIn: true, ...publicTokens }))
    await late
    expect(onSession.mock.calls).toEqual([[signedOut()]])
  })

  it('ignores it after a sign-out', async () => {
    const onSession = vi.fn()
    const transport = createBrowserTransport(await serve(), onSession, { fetch: ofetch })
    await transport('signUserOut', [], {})
    await transport('getUser', [], {})
    expect(onSession.mock.calls).toEqual([[signedOut()]])
  })
})
