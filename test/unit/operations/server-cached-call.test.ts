import { describe, expect, it } from 'vitest'
import { operations } from '../../../src/runtime/server/occ/operations'
import type { PreparedCall } from '../../../src/runtime/server/operations/prepare-call'
import { isCacheable, createPublicCalls } from '../../../src/runtime/server/operations/server-cached-call'
import { DEFAULT_LIFETIMES } from '../../../src/runtime/server/public-cache/lifetimes'
import { preparedCall } from './prepared-call'

const SETTINGS = { maxAge: {}, staleMaxAge: {}, sameForCustomers: [], exceptBaseSites: [] }

const lifetimeOf = (call: PreparedCall, cache: Partial<Parameters<typeof createPublicCalls>[0]['cache']> = {}, oauth = {}) => createPublicCalls({ cache: { ...SETTINGS, ...cache }, oauth }).lifetimeOf(call)

describe('the operations that are kept by default', () => {
  it.each(Object.keys(DEFAULT_LIFETIMES))('is a read of SAP\'s that names no customer, cart or order: %s', (name) => {
    const operation = operations[name]
    expect(operation).toBeDefined()
    expect(isCacheable(operation!)).toBe(true)
    expect(operation!.headerParams).toEqual([])
    expect(operation!.path).not.toMatch(/cart|order|customer|voucher|coupon|address|payment|consent|b2b|org[A-Z]/i)
    if (operation!.path.includes('{userId}')) expect(operation!.path).toMatch(/\/users\/\{userId\}\/cms\//)
  })
})

describe('the answer to a call', () => {
  const customer = { caller: { token: 'jane', sessionId: 's' }, userId: 'current' as const }

  it('is the same for everybody who is not signed in', () => {
    expect(lifetimeOf(preparedCall('getProduct'))).toEqual({ maxAge: 60, staleMaxAge: 600 })
    expect(lifetimeOf(preparedCall('getPageWithUser', { params: { userId: 'anonymous' } }))).toBeDefined()
    expect(lifetimeOf(preparedCall('getProduct', { caller: { token: undefined }, headers: {}, site: { baseSiteId: 'electronics', query: { cmsTicketId: undefined } } }))).toBeDefined()
  })

  it.each([
    ['of a customer', customer],
    ['for the server\'s own purposes', { isInternal: true }],
    ['with a header of the caller\'s', { headers: { 'x-anonymous-consents': '%5B%5D' } }],
    ['with parameters of the shop\'s hook', { site: { baseSiteId: 'electronics', query: { asm: 1 } } }],
    ['that names the current user', { params: { userId: 'current' } }],
    ['that names another user', { params: { userId: 'jane@example.com' } }],
    ['that names no user, in an unusual way', { params: { userId: null } }],
    ['for a base site that is excepted', { params: { baseSiteId: 'powertools' } }],
    ['with a parameter that the operation does not declare', { params: { productCode: '1', utm: 'x' } }],
    ['with a user that the operation does not declare', { params: { productCode: '1', userId: 'anonymous' } }],
    ['for a base site in another form than a text', { params: { baseSiteId: ['powertools'] } }],
  ] as [string, Partial<PreparedCall>][])('is not: %s', (_, given) => {
    expect(lifetimeOf(preparedCall('getProduct', given), { exceptBaseSites: ['powertools'] })).toBeUndefined()
    // The same call without it.
    expect(lifetimeOf(preparedCall('getProduct'), { exceptBaseSites: ['powertools'] })).toBeDefined()
  })

  it('is the same with parameters that the operation declares, and those of every call', () => {
    expect(lifetimeOf(preparedCall('getProduct', { params: { productCode: '1', fields: 'FULL', lang: 'de', curr: 'EUR', baseSiteId: 'apparel' } }))).toBeDefined()
    expect(lifetimeOf(preparedCall('getProducts', { params: { query: 'camera', currentPage: 2, pageSize: 20, sort: 'name-asc' } }))).toBeDefined()
    // What has no value is not sent.
    expect(lifetimeOf(preparedCall('getProduct', { params: { productCode: '1', utm: undefined, other: null } }))).toBeDefined()
    const withoutFields = { ...operations.getProduct!, queryParams: [] }
    expect(lifetimeOf(preparedCall('getProduct', { operation: withoutFields, params: { productCode: '1', fields: 'FULL' } }))).toBeUndefined()
  })

  it.each(['getUser', 'getCart', 'createCart', 'getStoreProductStock', 'getOrgProduct', 'getConsentTemplates', 'countProducts'])('is not: %s', (name) => {
    expect(lifetimeOf(preparedCall(name))).toBeUndefined()
  })

  it.each(['getCart', 'createCart', 'countProducts', 'getOrder'])('is not, whatever the configuration says: %s', (name) => {
    expect(lifetimeOf(preparedCall(name), { maxAge: { [name]: 60 }, sameForCustomers: [name] })).toBeUndefined()
  })

  it('is the same for customers where the shop says so', () => {
    expect(lifetimeOf(preparedCall('getProduct', customer), { sameForCustomers: ['getProduct'] })).toBeDefined()
    expect(lifetimeOf(preparedCall('getPage', customer), { sameForCustomers: ['getProduct'] })).toBeUndefined()
    expect(lifetimeOf(preparedCall('getPageWithUser', { ...customer, params: { userId: 'current' } }), { sameForCustomers: ['getPageWithUser'] })).toBeUndefined()
  })

  it('is not where the shop calls with a token of its own', () => {
    expect(lifetimeOf(preparedCall('getProduct'), {}, { applicationOperations: ['getProduct'] })).toBeUndefined()
  })

  it('is kept as long as the shop says, by operation', () => {
    const cache = { maxAge: { getProduct: 5, getTitles: 0, getTicketCategories: 30 }, staleMaxAge: { getProduct: 0, getTicketCategories: 10, getLanguages: 7 } }
    expect(lifetimeOf(preparedCall('getProduct'), cache)).toEqual({ maxAge: 5, staleMaxAge: 0 })
    expect(lifetimeOf(preparedCall('getTitles'), cache)).toBeUndefined()
    expect(lifetimeOf(preparedCall('getTicketCategories'), cache)).toEqual({ maxAge: 30, staleMaxAge: 10 })
    expect(lifetimeOf(preparedCall('getLanguages'), cache)).toEqual({ maxAge: 3600, staleMaxAge: 7 })
  })
})

describe('a request to SAP for everybody', () => {
  const { isPlain } = createPublicCalls({ cache: SETTINGS, oauth: {} })
  const request = { operationId: 'getProduct', method: 'GET' as const, url: 'https://sap.example/occ/v2/electronics/products/1?lang=en', headers: { accept: 'application/json' } }

  it('has nothing but its address', () => {
    expect(isPlain(request)).toBe(true)
    expect(isPlain({ ...request, headers: { ...request.headers, 'x-own': '1' } })).toBe(false)
    expect(isPlain({ ...request, body: '{}' })).toBe(false)
  })

  it.each(['cmsTicketId', 'cmsticketid'])('has no ticket of an editor: %s', (name) => {
    expect(isPlain({ ...request, url: `${request.url}&${name}=1` })).toBe(false)
  })
})
