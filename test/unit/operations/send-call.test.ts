import { describe, expect, it, vi } from 'vitest'
import type { SapccApiConfig } from '../../../src/runtime/server/config/types'
import type { CallWithCart } from '../../../src/runtime/server/cart/cart-of-call'
import { createFailureLog } from '../../../src/runtime/server/http/failure-log'
import { createPublicCalls } from '../../../src/runtime/server/operations/server-cached-call'
import type { PreparedCall } from '../../../src/runtime/server/operations/prepare-call'
import { readAnswer } from '../../../src/runtime/server/operations/read-answer'
import { createCallSender } from '../../../src/runtime/server/operations/send-call'
import { createRefusedCodes } from '../../../src/runtime/server/site-context/refused-codes'
import { withBytes } from '../../../src/runtime/server/upstream/bytes-response'
import { jsonResponse } from '../../../src/runtime/server/upstream/json-response'
import type { UpstreamResponse } from '../../../src/runtime/server/upstream/upstream'
import { cacheWith, virtualClock } from '../public-cache/support'
import { preparedCall } from './prepared-call'

/** A sender with a cache. SAP answers with how often it was asked. */
function senderWithCache(given: { contentType?: string, response?: UpstreamResponse, isMeasured?: boolean } = {}) {
  const clock = virtualClock()
  const { cache } = cacheWith(clock)
  const measured: unknown[] = []
  const causes: unknown[] = []
  const log = { warn: () => undefined }
  const urls: string[] = []
  const calls = createPublicCalls({ cache: { maxAge: {}, staleMaxAge: {}, sameForCustomers: [], exceptBaseSites: ['powertools'] }, oauth: {} })
  const sender = createCallSender({
    api: { uri: 'https://sap.example/occ/v2', allowedBaseSites: ['powertools'] } as unknown as SapccApiConfig,
    callSap(call, { url }) {
      causes.push(call.cache)
      if (given.response) return Promise.resolve({ response: given.response })
      const response = jsonResponse({ count: urls.push(url) })
      const { contentType } = given
      if (contentType === undefined) return Promise.resolve({ response })
      const changed: UpstreamResponse = { ...response, header: name => name === 'content-type' ? contentType : undefined, decoded: () => changed }
      return Promise.resolve({ response: changed })
    },
    application: { tokenFor: () => Promise.resolve(undefined), discard: () => undefined },
    refusedCodes: createRefusedCodes(log),
    publicAnswers: { calls, cache: () => cache },
    hooks: { hasListeners: () => given.isMeasured === true, measure: value => void measured.push(value) },
    log,
  })
  const send = (call: PreparedCall, more: Partial<CallWithCart> = {}) => sender.send(call, { params: call.params, ...more } as CallWithCart)
  return { cache, clock, measured, causes, urls, send, read: async (call: PreparedCall) => (await readAnswer(await send(call)) as { count: number }).count }
}

describe('an answer that is kept', () => {
  it.each([
    ['not named', {}],
    ['undefined', { baseSiteId: undefined }],
    ['null', { baseSiteId: null }],
    ['named', { baseSiteId: 'electronics' }],
  ])('is purged by its base site, which the call has %s', async (_, params) => {
    const { cache, read } = senderWithCache()
    const call = () => read(preparedCall('getProduct', { params: { productCode: '1', ...params } }))
    expect([await call(), await call()]).toEqual([1, 1])
    await cache.purge(['baseSiteId:apparel'])
    expect(await call()).toBe(1)
    await cache.purge(['baseSiteId:electronics'])
    expect(await call()).toBe(2)
  })
})

describe('where an answer came from', () => {
  const product = () => preparedCall('getProduct', { params: { productCode: '1' } })

  it('is told to listeners, with the event and without the visitor\'s values, and SAP\'s calls say why they are made', async () => {
    const { read, clock, measured, causes, send } = senderWithCache({ isMeasured: true })
    for (const _ of [1, 2]) await read(product())
    clock.forward(61_000)
    await read(product())
    const call = product()
    const told = (outcome: string) => ({ name: 'cache', event: call.scope.request.event, operation: 'getProduct', template: '/{baseSiteId}/products/{productCode}', outcome, duration: expect.any(Number) })
    expect(measured).toEqual([told('miss'), told('hit'), told('stale')])
    await send(preparedCall('getProduct', { params: { productCode: '1' }, caller: { token: 'jane' } }))
    expect(measured).toHaveLength(3)
    expect(causes).toEqual(['miss', 'stale', undefined])
  })

  it('costs nothing where nobody listens', async () => {
    const { read, measured } = senderWithCache()
    for (const _ of [1, 2]) await read(product())
    expect(measured).toEqual([])
  })
})

describe('how long caches in front may keep an answer', () => {
  const params = { productCode: '1' }

  it('is said by the answer to a call that the server keeps, new and from the cache', async () => {
    const { send, urls } = senderWithCache()
    for (const _ of [1, 2]) expect((await send(preparedCall('getProduct', { params }))).cachedFor).toEqual({ maxAge: 60, staleMaxAge: 600 })
    expect(urls).toHaveLength(1)
  })

  it.each([
    ['for a base site that is excepted', { params: { ...params, baseSiteId: 'powertools' } }],
    ['with a ticket of SmartEdit\'s', { params: { ...params, cmsTicketId: '1' } }],
    ['with parameters of the shop\'s hook', { params, site: { baseSiteId: 'electronics', query: { asm: 1 } } }],
    ['with a header of the visitor\'s', { params, headers: { 'x-anonymous-consents': '[]' } }],
    ['of a customer', { params, caller: { token: 'jane' } }],
  ] as [string, Partial<PreparedCall>][])('is not said by one that it does not keep: %s', async (_, given) => {
    const { send, urls } = senderWithCache()
    for (const _ of [1, 2]) expect((await send(preparedCall('getProduct', given))).cachedFor).toBeUndefined()
    expect(urls).toHaveLength(2)
  })

  it('is not said by an answer that cannot be kept', async () => {
    const { send } = senderWithCache({ contentType: 'text/plain' })
    expect((await send(preparedCall('getProduct', { params }))).cachedFor).toBeUndefined()
  })
})

describe('the media type of a successful answer', () => {
  /** What becomes of an answer. @param isPublic whether the public cache asks for it. */
  async function outcome(operationId: string, sent: { status?: number, headers?: Record<string, string>, body?: string }, isPublic: boolean): Promise<unknown> {
    const { status = 200, headers = {}, body = '' } = sent
    const response = withBytes({ status, header: name => headers[name], headers: () => headers }, new TextEncoder().encode(body))
    const succeeded = vi.fn(() => Promise.resolve())
    const { send } = senderWithCache({ response })
    const call = preparedCall(operationId, { params: operationId.includes('Ticket') ? { ticketId: '1', eventCode: '1', attachmentId: '1' } : { productCode: '1', cartId: '1' }, ...(isPublic ? {} : { caller: { token: 'jane' } }) })
    return await send(call, { succeeded, failed: error => error }).then(answer => answer.response.status, (error: unknown) => {
      expect(succeeded).not.toHaveBeenCalled()
      return error
    })
  }
  const PAGE = '<html>Maintenance</html>'

  it.each<[operationId: string, type: string, isPublic: boolean]>([
    ['getProduct', 'text/html', true],
    ['getProduct', 'text/html; charset=utf-8', false],
    ['getProduct', 'application/xhtml+xml', false],
    ['getProduct', 'application/xml', false],
    ['getProduct', 'image/png', false],
    ['createCart', 'Text/HTML', false],
    ['removeCart', 'text/html', false],
  ])('is a 502 where the body cannot be the operation\'s: %s, %s (public: %s)', async (operationId, type, isPublic) => {
    expect(await outcome(operationId, { headers: { 'content-type': type }, body: PAGE }, isPublic)).toMatchObject({ status: 502, data: { type: 'UpstreamFormatError' }, message: expect.stringContaining(type.split(';')[0]!) as string })
  })

  it.each<[operationId: string, sent: Parameters<typeof outcome>[1]]>([
    ['getProduct', { headers: { 'content-type': 'application/json;charset=UTF-8' }, body: '{}' }],
    ['getProduct', { headers: { 'content-type': 'application/vnd.shop+json' }, body: '{}' }],
    ['getProduct', { headers: { 'content-type': 'text/plain' }, body: '{}' }],
    ['getProduct', { headers: { 'content-type': 'application/octet-stream' }, body: '{}' }],
    ['getProduct', { body: '{}' }],
    ['createCart', { status: 201, headers: { 'content-type': 'text/html', 'content-length': '0' } }],
    ['removeCart', { status: 204, headers: { 'content-type': 'text/html' } }],
    ['removeCart', { status: 202, headers: { 'content-type': 'text/html' } }],
    ['createCart', { status: 201, headers: { 'content-type': 'text/html' } }],
    ['removeCart', { headers: { 'content-type': 'application/xml' }, body: '<ok/>' }],
    ['getTicketEventAttachment', { headers: { 'content-type': 'text/html' }, body: PAGE }],
  ])('is accepted where the body may be the operation\'s: %s, %j', async (operationId, sent) => {
    expect(await outcome(operationId, sent, false)).toBe(sent.status ?? 200)
  })
})

describe('SAP\'s text of a failure, which goes into the log', () => {
  /** The lines that a failed call leaves in the log, and the error of its caller. */
  async function failed(operationId: string, given: Partial<PreparedCall>, status: number, message: string) {
    const lines: string[] = []
    const body = JSON.stringify({ errors: [{ type: 'IllegalArgumentError', message }] })
    const response = withBytes({ status, header: () => undefined, headers: () => ({}) }, new TextEncoder().encode(body))
    const error: unknown = await senderWithCache({ response }).send(preparedCall(operationId, given), { failed: failure => failure }).catch((failure: unknown) => failure)
    createFailureLog({ error: entry => lines.push(entry.message) }).note(operationId, error)
    return { error, lines }
  }
  const userSignUp = { uid: 'kim', password: 'Hunter2!' }

  it('has nothing that the call gave, and no e-mail address', async () => {
    const { lines } = await failed('createUser', { params: { userSignUp } }, 500, 'Cannot save user kim: rejected value Hunter2!, see ann@x.de')
    expect(lines).toEqual(['createUser was answered with 500 IllegalArgumentError: SAP Commerce answered createUser with status 500. Cause: Cannot save user […]: rejected value […], see […]'])
  })

  it('has none of it where a long text is cut either, and where the status is no error\'s', async () => {
    for (const status of [503, 302]) {
      const { lines } = await failed('createUser', { params: { userSignUp } }, status, `${'x '.repeat(248)}Hunter2! and more`)
      expect(lines).toHaveLength(1)
      expect(lines[0]).not.toContain('Hunt')
    }
  })

  it('has none of it for an answer that is the same for everybody, and of the caller\'s headers', async () => {
    expect((await failed('getProduct', { params: { productCode: 'SECRET-1' } }, 500, 'No SECRET-1')).lines[0]).toMatch(/Cause: No \[…\]$/)
    expect((await failed('createUser', { params: { userSignUp }, headers: { 'sap-commerce-cloud-captcha-token': 'captcha' } }, 500, 'Bad captcha')).lines[0]).toMatch(/Cause: Bad \[…\]$/)
  })

  it('stays as it is for the caller of a call that SAP refuses, and is then in no line', async () => {
    const { error, lines } = await failed('createUser', { params: { userSignUp } }, 400, 'kim is taken')
    expect(error).toMatchObject({ status: 400, message: 'kim is taken' })
    expect(lines).toEqual([])
  })
})
