import { createFetch } from 'ofetch'
import { describe, expect, it, vi } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { createHttpTransport } from '../../../src/runtime/sdk/transport/http-transport'
import { protectOrigin } from '../../../src/runtime/server/http/origin-protection'
import { createCallerHeaders } from '../../../src/runtime/server/occ/caller-headers'
import { defineOperations } from '../../../src/runtime/server/occ/operation'
import { answerMethod } from '../../../src/runtime/server/operations/answer-method'
import type { AnswerMethodOptions } from '../../../src/runtime/server/operations/answer-method'
import type { Lifetime } from '../../../src/runtime/server/public-cache/lifetimes'
import type { RequestSession } from '../../../src/runtime/server/session/request-session'
import { jsonResponse } from '../../../src/runtime/server/upstream/json-response'
import { keepCookies } from '../../../src/runtime/server/platform/cookie-header'
import type { SiteContext } from '../../../src/runtime/server/hooks'
import { spentTokenError } from '../../../src/runtime/server/session/session-errors'
import type { UpstreamResponse } from '../../../src/runtime/server/upstream/upstream'
import { fakeScope } from '../fake-request'
import { newSession } from '../session/tokens'

const operations = vi.hoisted(() => ({}) as Record<string, unknown>)
vi.mock('#sapcc/operations', () => ({ operations }))
Object.assign(operations, defineOperations({
  Test: {
    getLanguages: { method: 'GET', path: '/{baseSiteId}/languages', query: 'fields' },
    getProduct: { method: 'GET', path: '/{baseSiteId}/products/{productCode}', query: 'fields' },
    createAddress: { method: 'POST', path: '/{baseSiteId}/users/{userId}/addresses' },
    getLetter: { method: 'GET', path: '/{baseSiteId}/letters/{id}', result: 'binary' },
  },
}))

/** Answers a `GET` of a method. @param session a failing one stands for a storage that is away. */
async function get(name: string, given: { params?: object, lifetime?: Lifetime | undefined, headers?: Record<string, string>, publicReads?: Record<string, number>, session?: Partial<RequestSession>, sapHeaders?: Record<string, string>, limitAnonymousCall?: () => Promise<void>, siteQuery?: SiteContext['query'] } = {}) {
  const sent: (Readonly<Record<string, string>> | undefined)[] = []
  const response = jsonResponse({})
  const answered: UpstreamResponse = Object.assign(Object.create(response) as UpstreamResponse, { header: (header: string) => given.sapHeaders?.[header] ?? response.header(header) })
  const headers: Record<string, string> = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json', ...given.headers }
  let cookie: string | undefined
  const scope = fakeScope(undefined, {
    method: operations[name] && (operations[name] as { read: boolean }).read ? 'GET' : 'POST',
    headers,
    query: { body: JSON.stringify([given.params ?? {}]) },
    filterCookies(isWanted) {
      headers.cookie = keepCookies(headers.cookie ?? '', isWanted)
    },
  })
  const answer = await answerMethod(scope, name, {
    api: { publicReads: given.publicReads ?? {} },
    publicOrigin: undefined,
    callerHeaders: createCallerHeaders({ requestHeaders: ['x-group'], responseHeaders: ['x-of-sap'] }),
    operations: {
      call: (_scope: unknown, operationId: string, _args: unknown, options: { headers?: Readonly<Record<string, string>> }) => {
        sent.push(options.headers)
        cookie = headers.cookie
        return Promise.resolve({ operationId, operation: operations[name], response: answered, cachedFor: given.lifetime })
      },
    },
    session: () => ({ session: () => Promise.resolve(undefined), sessionReadyForCall: () => Promise.resolve(undefined), isFromCustomer: () => Promise.resolve(false), ownRefresh: () => undefined, refuseOutdated: () => undefined, ...given.session }),
    limitAnonymousCall: given.limitAnonymousCall,
    siteContext: () => Promise.resolve({ baseSiteId: 'electronics', query: given.siteQuery }),
    serverMethods: {},
  } as unknown as AnswerMethodOptions)
  return { answer, sent: sent[0], cookie }
}

const storeIsAway = () => Promise.reject(new SapccError('away', { status: 503, data: { type: 'SessionStoreUnavailableError' } }))

describe('an operation', () => {
  it('passes on the headers of its caller and of SAP that are on the lists', async () => {
    const { answer, sent } = await get('getProduct', { headers: { 'x-group': 'vip' }, sapHeaders: { 'x-of-sap': '1', 'occ-personalization-id': 'p1' } })
    expect(sent).toEqual({ 'x-group': 'vip' })
    expect(answer.headers).toMatchObject({ 'x-of-sap': '1', 'occ-personalization-id': 'p1', 'cache-control': 'no-store' })
  })

  it('passes on none of them where caches keep the answer for everyone', async () => {
    const { answer, sent } = await get('getProduct', { publicReads: { getProduct: 60 }, headers: { 'x-group': 'vip', 'occ-personalization-id': 'p1', 'x-anonymous-consents': '[]' }, sapHeaders: { 'x-of-sap': '1', 'occ-personalization-id': 'p1' } })
    expect(sent).toBeUndefined()
    expect(answer.headers).toEqual({ 'cache-control': 'public, max-age=60', 'content-type': 'application/json', 'content-length': '2' })
  })

  it('may be kept by caches that all visitors share, where its address names site, language and currency', async () => {
    const given = { publicReads: { getProduct: 60 }, lifetime: { maxAge: 300, staleMaxAge: 3600 } }
    const params = { baseSiteId: 'electronics', lang: 'en', curr: 'USD', productCode: '1' }
    const caching = async (more: Parameters<typeof get>[1]) => (await get('getProduct', { ...given, ...more })).answer.headers['cache-control']
    expect(await caching({ params })).toBe('public, max-age=60, s-maxage=300, stale-while-revalidate=3600')
    expect(await caching({ params, lifetime: { maxAge: 300, staleMaxAge: 0 } })).toBe('public, max-age=60, s-maxage=300')
    for (const name of ['baseSiteId', 'lang', 'curr']) expect(await caching({ params: { ...params, [name]: undefined } })).toBe('public, max-age=60')
    expect(await caching({ params, lifetime: undefined })).toBe('public, max-age=60')
    // The server keeps it; whether caches in front may is another question.
    expect(await caching({ params, publicReads: {} })).toBe('no-store')
  })

  it('is made without any cookie where caches keep the answer for everyone: a hook of the shop must not choose by one', async () => {
    const headers = { cookie: 'site=b2b; __Host-sapcc-1-cart=x' }
    expect((await get('getProduct', { headers })).cookie).toBe(headers.cookie)
    expect((await get('getProduct', { headers, publicReads: { getProduct: 60 } })).cookie).toBe('')
  })

  it.each([[{ cmsTicketId: 'T1' }], [{ channel: 'kiosk' }]])('is kept by no cache with parameters that the shop\'s hook has set: %j', async (siteQuery) => {
    const publicReads = { getProduct: 60 }
    expect((await get('getProduct', { publicReads, siteQuery })).answer.headers['cache-control']).toBe('no-store')
    expect((await get('getProduct', { publicReads, siteQuery: { cmsTicketId: undefined } })).answer.headers['cache-control']).toBe('public, max-age=60')
  })

  it('keeps the name that SAP gives a document', async () => {
    const { answer } = await get('getProduct', { sapHeaders: { 'content-disposition': 'attachment; filename=a.html' } })
    expect(answer.headers['content-disposition']).toBe('attachment; filename=a.html')
  })

  it.each([
    ['text/html;charset=utf-8', undefined],
    ['text/html', 'attachment; filename=letter.html'],
    ['text/html', 'attachment; filename=\u0001'],
    ['application/xhtml+xml', undefined],
    ['text/plain', undefined],
    ['text/csv', undefined],
    ['application/xml', undefined],
    ['application/pdf', undefined],
  ])('gives what SAP answers as %s (%j) as a Blob to the SDK', async (type, disposition) => {
    const sapHeaders = { 'content-type': type, ...(disposition === undefined ? {} : { 'content-disposition': disposition }) }
    const { answer } = await get('getLetter', { sapHeaders })
    protectOrigin(answer)
    const headers = Object.entries(answer.headers).filter(([name]) => name !== 'content-length').map(([name, value]) => [name, String(value)] as [string, string])
    const fetch = createFetch({ fetch: () => Promise.resolve(new Response('<p>Dear Jane</p>', { headers })) })
    const result = await createHttpTransport({ apiUrl: 'https://shop.example/api/sapcc', fetch })('getLetter', [{}], {}) as Blob
    expect(result).toBeInstanceOf(Blob)
    expect([await result.text(), result.type]).toEqual(['<p>Dear Jane</p>', type])
  })

  it.each(['text/html', 'text/plain'])('gives %s in the place of JSON as no answer: it may be a page from in front of SAP', async (type) => {
    const { answer } = await get('getProduct', { sapHeaders: { 'content-type': type } })
    const fetch = createFetch({ fetch: () => Promise.resolve(new Response('Maintenance', { headers: { 'content-type': String(answer.headers['content-type']), ...(answer.headers['content-disposition'] ? { 'content-disposition': String(answer.headers['content-disposition']) } : {}) } })) })
    await expect(createHttpTransport({ apiUrl: 'https://shop.example/api/sapcc', fetch })('getProduct', [{}], {})).rejects.toMatchObject({ status: 502, data: { type: 'MalformedAnswerError' } })
  })

  it('marks no JSON', async () => {
    for (const type of ['application/json', 'application/problem+json;charset=UTF-8', 'Application/JSON']) expect((await get('getLetter', { sapHeaders: { 'content-type': type } })).answer.headers['content-disposition']).toBeUndefined()
  })

  it('answers metadata without the session, also while no session can be read', async () => {
    const { answer } = await get('getLanguages', { headers: { 'sapcc-call-session': 'x' }, session: { session: storeIsAway, sessionReadyForCall: storeIsAway } })
    expect(answer.status).toBe(200)
    expect(Object.keys(answer.headers).filter(name => name.startsWith('sapcc'))).toEqual([])
    await expect(get('getProduct', { session: { session: storeIsAway, sessionReadyForCall: storeIsAway } })).rejects.toMatchObject({ status: 503 })
  })
})

describe('a call that is repeated', () => {
  const headers = { 'sapcc-call-session': 'x' }
  const alive = newSession()
  const repeating = (before: typeof alive | undefined, ready: typeof alive | undefined, madeIn = headers) => get('getProduct', {
    headers: madeIn,
    session: { session: () => Promise.resolve(before), sessionReadyForCall: () => Promise.resolve(ready), assertMadeInThisSession: () => undefined },
  })

  it('is answered in its session', async () => {
    expect((await repeating(alive, alive)).answer.status).toBe(200)
  })

  it.each([
    ['before it arrived', undefined, undefined],
    ['while its token was renewed', alive, undefined],
  ])('is refused when its session has ended %s: it would be a visitor\'s', async (_, before, ready) => {
    await expect(repeating(before, ready)).rejects.toMatchObject({ status: 409, data: { type: 'SessionChangedError' } })
  })

  it('is refused by what it is when it is a write with an outdated cookie: its session may live', async () => {
    const refuseOutdated = () => {
      throw spentTokenError()
    }
    await expect(get('createAddress', { headers, session: { refuseOutdated } })).rejects.toMatchObject({ status: 401, data: { type: 'SpentTokenError' } })
    await expect(get('getProduct', { headers, session: { refuseOutdated } })).rejects.toMatchObject({ status: 409 })
  })

  it('is made for a visitor where it was made by one before', async () => {
    expect((await repeating(undefined, undefined, { 'sapcc-call-session': 'none' })).answer.status).toBe(200)
  })
})

describe('the limit of calls of visitors who are not signed in', () => {
  const publicReads = { getProduct: 60 }

  async function countOf(name: string, given: Parameters<typeof get>[1]): Promise<number> {
    const limitAnonymousCall = vi.fn(() => Promise.resolve())
    await get(name, { ...given, limitAnonymousCall })
    return limitAnonymousCall.mock.calls.length
  }

  it('counts each call of theirs, also of what is the same for everybody', async () => {
    expect(await countOf('getProduct', {})).toBe(1)
    expect(await countOf('getProduct', { publicReads })).toBe(1)
    expect(await countOf('getLanguages', {})).toBe(1)
    expect(await countOf('getLanguages', { session: { session: storeIsAway, sessionReadyForCall: storeIsAway } })).toBe(1)
  })

  it('knows a customer by the cookies that a call for everyone is then made without', async () => {
    const seen: (string | undefined)[] = []
    const headers = { cookie: 'session=1' }
    const { cookie } = await get('getProduct', { publicReads, headers, limitAnonymousCall: () => Promise.resolve(), session: { isFromCustomer: () => Promise.resolve(seen.push(headers.cookie) > 0) } })
    expect([seen, cookie]).toEqual([['session=1'], ''])
  })

  it('counts no call of a customer, also where it is made without their session', async () => {
    const customer = { isFromCustomer: () => Promise.resolve(true) }
    expect(await countOf('getProduct', { session: { sessionReadyForCall: () => Promise.resolve(newSession()) } })).toBe(0)
    expect(await countOf('getProduct', { publicReads, session: customer })).toBe(0)
    expect(await countOf('getLanguages', { session: customer })).toBe(0)
  })
})
