import { prepareConfig } from '@vue-storefront/sdk'
import { describe, expect, it, vi } from 'vitest'
import { createBrowserTransport } from '../../../src/runtime/app/sdk/browser-transport.client'
import { sapccModule } from '../../../src/runtime/sdk/sapcc-module'
import { fetchInstance } from '../../harness/fetch-instance.ts'

const refused = (type: string, status = 401) => Response.json({ name: 'SapccError', status, message: 'no', data: { type } }, { status, headers: { 'sapcc-call-session': 'jane' } })

type Answer = () => Response | Promise<Response>

/** A tab whose session has ended at the server: the first answer to each call is a 401, and a refresh is refused. */
function tab({ type = 'InvalidTokenError', repeated = () => Response.json({ code: '1' }), refresh = () => refused('NoSessionError'), sessionChanges = () => 0 }: { type?: string, repeated?: Answer, refresh?: Answer, sessionChanges?: () => number } = {}) {
  const sent: string[] = []
  const headers: Record<string, string>[] = []
  const onTokenRefreshError = vi.fn()
  const fetch = fetchInstance(async (path, init) => {
    const operation = path.split('/').at(-1)!
    const isRepeated = sent.includes(operation)
    sent.push(operation)
    headers.push(init.headers)
    if (operation === 'getSession') return Response.json({ loggedIn: false })
    if (operation === 'refreshUserToken') return await refresh()
    return isRepeated ? await repeated() : refused(type)
  })
  const transport = createBrowserTransport('/api/sapcc', () => undefined, { fetch })
  const host = { isOwnRefresh: transport.isOwnRefresh, onRefreshed: transport.onRefreshed, sessionChanges, isForEveryone: async (operation: string) => operation.startsWith('getProduct') }
  const { connector } = sapccModule({ transport, host, refreshToken: { ssrRefreshEnabled: true, callbacks: { onTokenRefreshError } } })
  return { connector, sent, headers, onTokenRefreshError }
}

describe('a read of what is the same for everybody, whose session has turned out to be over', () => {
  it.each(['InvalidTokenError', 'SessionEndedError'])('is made once more, for an anonymous visitor: %s', async (type) => {
    const { connector, sent, headers, onTokenRefreshError } = tab({ type })
    expect(await connector.getProduct({ productCode: '1' })).toEqual({ code: '1' })
    expect(sent).toEqual(['getProduct', 'refreshUserToken', 'getSession', 'getProduct'])
    // The session in which it was made is over: the server would refuse the call.
    expect(headers.at(-1)).not.toHaveProperty('sapcc-call-session')
    expect(onTokenRefreshError).toHaveBeenCalledOnce()
  })

  it('shares the refused refresh with the others', async () => {
    const { connector, sent, onTokenRefreshError } = tab()
    await Promise.all([connector.getProduct({ productCode: '1' }), connector.getProducts({})])
    expect(sent.filter(operation => operation === 'refreshUserToken')).toHaveLength(1)
    expect(onTokenRefreshError).toHaveBeenCalledOnce()
  })

  it('works in `onTokenRefreshError`, which must not wait for itself', async () => {
    const { connector, onTokenRefreshError } = tab()
    onTokenRefreshError.mockImplementation(() => connector.getProducts({}))
    expect(await connector.getProduct({ productCode: '1' })).toEqual({ code: '1' })
    await expect(onTokenRefreshError.mock.results[0]!.value).resolves.toEqual({ code: '1' })
  })

  it('is not made a third time', async () => {
    const { connector, sent } = tab({ repeated: () => refused('InvalidTokenError') })
    await expect(connector.getProduct({ productCode: '1' })).rejects.toMatchObject({ status: 401 })
    expect(sent.filter(operation => operation === 'getProduct')).toHaveLength(2)
  })

  it('is made once more where another tab has ended the session meanwhile, without a refresh', async () => {
    let changes = 0
    const { connector, sent } = tab({ sessionChanges: () => changes++ })
    expect(await connector.getProduct({ productCode: '1' })).toEqual({ code: '1' })
    expect(sent).toEqual(['getProduct', 'getProduct'])
  })

  it('is not made again where nobody knows whether the session is over', async () => {
    const { connector, sent } = tab({ refresh: () => refused('TokenRefreshUnavailableError', 503) })
    await expect(connector.getProduct({ productCode: '1' })).rejects.toMatchObject({ status: 503 })
    expect(sent).toEqual(['getProduct', 'refreshUserToken'])
  })

  it('is not made again for an error that no token cures', async () => {
    let changes = 0
    const { connector, sent } = tab({ type: 'AccessDeniedError', sessionChanges: () => changes++ })
    await expect(connector.getProduct({ productCode: '1' })).rejects.toMatchObject({ status: 401 })
    expect(sent).toEqual(['getProduct'])
  })

  it('is not made again where its caller wants no second attempt', async () => {
    const { connector, sent } = tab()
    await expect(connector.getProduct({ productCode: '1' }, prepareConfig({ refreshToken: false } as never))).rejects.toMatchObject({ status: 401 })
    expect(sent).toEqual(['getProduct'])
  })
})

describe('any other call, whose session has turned out to be over', () => {
  it.each([['getUser', {}], ['getCart', {}], ['createCartEntry', { orderEntry: { product: { code: '1' }, quantity: 1 } }]] as const)('is not made for another person: %s', async (operation, params) => {
    for (const changes of [[0], [0, 1]]) {
      let asked = 0
      const { connector, sent } = tab({ sessionChanges: () => changes[Math.min(asked++, changes.length - 1)]! })
      await expect((connector[operation] as (params: object) => Promise<unknown>)(params)).rejects.toMatchObject({ status: 401, data: { type: 'InvalidTokenError' } })
      expect(sent.filter(name => name === operation)).toHaveLength(1)
    }
  })
})
