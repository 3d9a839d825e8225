import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SdkHttpError, prepareConfig } from '@vue-storefront/sdk'
import type { ErrorHandlerContext, HTTPClient } from '@vue-storefront/sdk'
import axios from 'axios'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { sapccModule } from '../../../src/runtime/sdk/index'
import type { SapccModuleOptions } from '../../../src/runtime/sdk/index'
import { createSapccModule } from '../../../src/runtime/sdk/create-module'
import * as alokai from '../../../src/runtime/app/sdk/full-sdk'
import { createSdk } from '../../../src/runtime/app/sdk/create-sdk'
import type { SdkConfigFactory } from '../../../src/runtime/app/sdk-config'

let server: Server
let apiUrl: string
let received: { method: string | undefined, url: string, headers: IncomingMessage['headers'], body: string }[] = []
/** Whether the access token is good. */
let isGood = true

beforeAll(async () => {
  server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const { method, url = '', headers } = request
      received.push({ method, url, headers, body: Buffer.concat(chunks).toString() })
      const isRefresh = url.includes('refreshUserToken')
      isGood ||= isRefresh
      response.writeHead(isGood && !url.includes('getCart') ? 200 : 401, { 'content-type': 'application/json' })
      response.end(JSON.stringify(isRefresh ? { access_token: 'secret', token_type: 'bearer', expires_in: 300, scope: '' } : { uid: 'jane' }))
    })()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/sapcc`
})

afterAll(() => {
  server.close()
})

beforeEach(() => {
  vi.stubGlobal('window', {})
  received = []
  isGood = true
})

afterEach(() => {
  vi.unstubAllGlobals()
})

const connect = (options: SapccModuleOptions) => sapccModule({ apiUrl, ...options }).connector
const paths = () => received.map(({ url }) => url.replace('/api/sapcc/', ''))

describe('headers and settings', () => {
  it('of a call win over those of its method, of all methods, and of `headers`', async () => {
    const sapcc = connect({
      headers: { 'x-a': 'headers', 'x-b': 'headers', 'x-c': 'headers', 'x-d': 'headers' },
      defaultRequestConfig: { headers: { 'x-b': 'default', 'x-c': 'default', 'x-d': 'default' } },
      methodsRequestConfig: { getProduct: { method: 'GET', headers: { 'x-c': 'method', 'x-d': 'method' } } },
    })
    await sapcc.getProduct({ productCode: '1' }, prepareConfig({ headers: { 'x-d': ['call', 'again'] } }))
    expect(received[0]).toMatchObject({ method: 'GET', headers: { 'x-a': 'headers', 'x-b': 'default', 'x-c': 'method', 'x-d': 'call;again' } })
  })

  it('make the address of a read another one for a CDN', async () => {
    const sapcc = connect({ cdnCacheBustingId: 'build 7', methodsRequestConfig: { getProduct: { method: 'GET' } } })
    await sapcc.getProduct({ productCode: '1' })
    await sapcc.getUser({})
    expect(Object.fromEntries(new URL(received[0]!.url, apiUrl).searchParams)).toEqual({ body: '[{"productCode":"1"}]', cdnCacheBustingId: 'build 7' })
    expect(received[1]!.url).toBe('/api/sapcc/getUser')
  })
})

describe('httpClient', () => {
  /** As in Alokai's documentation. */
  const viaAxios: HTTPClient = async (url, params, config) => {
    try {
      const { data } = await axios(url, { ...config, data: params, withCredentials: true })
      return data as unknown
    }
    catch (error) {
      const { response, message } = error as { response?: { status: number }, message: string }
      throw new SdkHttpError({ statusCode: response?.status ?? 500, message, cause: error, url })
    }
  }

  it('sends calls, refreshes and repeats', async () => {
    isGood = false
    const sapcc = connect({ httpClient: viaAxios, methodsRequestConfig: { getProduct: { method: 'GET' } } })
    expect(await sapcc.getUser({ fields: 'FULL' })).toEqual({ uid: 'jane' })
    expect(paths()).toEqual(['getUser', 'refreshUserToken', 'getUser'])
    expect(received[2]).toMatchObject({ method: 'POST', body: '[{"fields":"FULL"}]', headers: { 'content-type': 'application/json' } })
    await sapcc.getProduct({ productCode: '1' })
    expect(received[3]).toMatchObject({ method: 'GET', url: '/api/sapcc/getProduct?body=%5B%7B%22productCode%22:%221%22%7D%5D' })
  })

  it('fails as any call, with what the client threw as the cause', async () => {
    await expect(connect({ httpClient: viaAxios }).getCart({})).rejects.toMatchObject({ name: 'SapccError', status: 401, response: { status: 401 }, cause: { statusCode: 401 } })
    await expect(connect({ httpClient: url => axios.get(url) }).getCart({})).rejects.toMatchObject({ status: 401, response: { status: 401, data: { uid: 'jane' } }, cause: { isAxiosError: true } })
  })

  it('sends files as a form', async () => {
    await connect({ httpClient: viaAxios }).createTicketEventAttachment({ ticketId: '1', eventCode: '2', formData: Object.assign(new FormData(), {}) })
    expect(received[0]!.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
    expect(received[0]!.headers['x-sapcc']).toBe('1')
  })
})

describe('errorHandler', () => {
  it('decides on the result, after refresh and repeat', async () => {
    const contexts: ErrorHandlerContext[] = []
    const sapcc = connect({
      errorHandler: (context) => {
        contexts.push(context)
        return Promise.resolve('handled')
      },
    })
    expect(await sapcc.getCart({ cartId: '1' })).toBe('handled')
    expect(paths()).toEqual(['getCart', 'refreshUserToken', 'getCart'])
    expect(contexts).toMatchObject([{ error: { status: 401 }, methodName: 'getCart', url: `${apiUrl}/getCart`, params: [{ cartId: '1' }], config: { method: 'POST' } }])
    expect(await sapcc.getUser({})).toEqual({ uid: 'jane' })
    expect(contexts).toHaveLength(1)
  })

  it('may send the call once more', async () => {
    const sapcc = connect({ errorHandler: ({ error, url, params, config, httpClient }) => (error as { status: number }).status === 401 ? httpClient(url, params, config) : Promise.reject(error as Error) })
    await expect(sapcc.getCart({})).rejects.toMatchObject({ status: 401 })
    expect(paths()).toEqual(['getCart', 'refreshUserToken', 'getCart', 'getCart'])
  })

  it('may throw', async () => {
    await expect(connect({ errorHandler: () => Promise.reject(new Error('mine')) }).getCart({})).rejects.toThrow('mine')
  })
})

describe('a module whose configuration was taken for one without these options', () => {
  it('refuses them instead of ignoring them', () => {
    for (const options of [{ logger: true }, { errorHandler: () => Promise.resolve() }]) expect(() => createSapccModule(options, () => Promise.resolve())).toThrow('logger')
  })
})

describe('logger', () => {
  it.each([
    ['throws', () => { throw new Error('full') }],
    ['rejects', () => Promise.reject(new Error('full'))],
  ])('that %s does not disturb the call', async (_, note) => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {})
    expect(await connect({ logger: { onRequest: note as () => void, onResponse: note as () => void } }).getUser({})).toEqual({ uid: 'jane' })
    await new Promise(resolve => void setTimeout(resolve))
    expect(error).toHaveBeenCalledTimes(2)
    error.mockRestore()
  })

  it('is called for every request, without arguments and results of sign-ins and refreshes', async () => {
    isGood = false
    const heard: unknown[] = []
    const logger = {
      onRequest: (payload: object) => void heard.push(['request', payload]),
      onResponse: (payload: object) => void heard.push(['response', payload]),
    }
    const sapcc = connect({ logger })
    await sapcc.getUser({ fields: 'FULL' })
    await sapcc.signUserIn({ username: 'jane', password: 'hidden' })
    const request = (operation: string, params: unknown[] = []) => ['request', { url: `${apiUrl}/${operation}`, params, config: expect.objectContaining({ method: 'POST' }) as unknown }]
    const response = (operation: string, params: unknown[], result: unknown) => ['response', { url: `${apiUrl}/${operation}`, params, config: expect.anything() as unknown, response: result, responseTime: expect.any(Number) as unknown }]
    expect(heard).toEqual([
      request('getUser', [{ fields: 'FULL' }]),
      request('refreshUserToken'),
      response('refreshUserToken', [], undefined),
      request('getUser', [{ fields: 'FULL' }]),
      response('getUser', [{ fields: 'FULL' }], { uid: 'jane' }),
      request('signUserIn'),
      response('signUserIn', [], undefined),
    ])
    expect(JSON.stringify(heard)).not.toMatch(/hidden|secret/)
  })

  it('learns no password of a support agent', async () => {
    const heard: unknown[] = []
    const note = (request: unknown) => void heard.push(request)
    await connect({ logger: { onRequest: note, onResponse: note } }).signAgentIn({ username: 'agent@example.com', password: 'Password1!' })
    expect(heard).toHaveLength(2)
    expect(JSON.stringify(heard)).not.toMatch(/Password1|agent@/)
  })

  it.each([
    ['createVerificationToken', { createVerificationTokenInput: { loginId: 'jane', password: 'Password1!' } }],
    ['createUser', { userSignUp: { uid: 'jane', password: 'Password1!' } }],
    ['changeUserPassword', { replacePasswordInput: { oldPassword: 'Password1!', newPassword: 'Password1!' } }],
    ['replaceUserPassword', { old: 'Password1!', new: 'Password1!' }],
    ['changeUserLoginId', { replaceLoginIdInput: { newLoginId: 'jane', password: 'Password1!' } }],
    ['replaceUserLogin', { newLogin: 'jane', password: 'Password1!' }],
    ['doResetPassword', { resetPassword: { token: 'Password1!', newPassword: 'Password1!' } }],
    ['updateOrgCustomer', { orgCustomerId: 'jane', orgCustomerModification: { password: 'Password1!' } }],
    ['createCartPaymentDetails', { paymentDetails: { cardNumber: 'Password1!' } }],
    ['replacePaymentDetails', { paymentDetailsId: '1', paymentDetails: { cardNumber: 'Password1!' } }],
    ['updatePaymentDetails', { paymentDetailsId: '1', paymentDetails: { cardNumber: 'Password1!' } }],
  ])('learns no password and no card of %s', async (method, params) => {
    const heard: unknown[] = []
    const note = (request: unknown) => void heard.push(request)
    const sapcc = connect({ logger: { onRequest: note, onResponse: note } }) as unknown as Record<string, (params: object) => Promise<unknown>>
    await sapcc[method]!(params)
    expect(heard).toHaveLength(2)
    expect(JSON.stringify(heard)).not.toContain('Password1')
  })

  it('writes methods and addresses by default, without arguments', async () => {
    const lines: string[] = []
    const sapcc = connect({ logger: true, host: { log: message => void lines.push(message) }, methodsRequestConfig: { getProduct: { method: 'GET' } } })
    await sapcc.getProduct({ productCode: 'secret' })
    expect(lines).toEqual([`GET ${apiUrl}/getProduct`, expect.stringMatching(/^GET .*\/getProduct in \d+ ms$/)])
  })
})

describe('subscribers', () => {
  it('are called for calls, and not for refreshes', async () => {
    isGood = false
    const heard: string[] = []
    const factory: SdkConfigFactory = ({ buildModule, sapccModule }) => ({
      shop: buildModule(sapccModule, {}, {
        subscribers: {
          shop_before: () => void heard.push('before'),
          shop_getUser_after: () => void heard.push('after'),
          shop_refreshUserToken_before: () => void heard.push('refresh'),
        },
      }),
    })
    const transport = sapccModule({ apiUrl }).context.send
    const { sdk } = createSdk(factory, { ssrRefreshEnabled: false, apiPath: '/api/sapcc', apiUrl: '', ssrApiUrl: '', loginPage: '' }, '/api/sapcc', {
      ownTransport: transport,
      foreignTransport: () => ({ transport }),
      alokai,
      onRefreshed: () => undefined,
      getRequestHeaders: () => ({}),
      runInContext: callback => callback(),
      host: { isSignedIn: () => true },
    })
    await (sdk as { shop: { getUser: (params: object) => Promise<unknown> } }).shop.getUser({})
    expect(heard).toEqual(['before', 'after'])
  })
})
