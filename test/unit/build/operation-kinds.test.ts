import { describe, expect, it } from 'vitest'
import { operationKinds, operationKindsText } from '../../../src/build/operations/kinds'
import { customerDependence } from '../../../src/build/operations/select'
import { tableRows } from '../../../src/build/operations/table-rows'
import { operations } from '../../../src/runtime/server/occ/operations'

const rows = tableRows(operations)
const { everyone, customer, oddlyNamed } = operationKinds(operations, rows)

describe('whose data an operation gives', () => {
  it('is everyone\'s only where nothing of a visitor\'s is in its path, and nothing is changed', () => {
    expect(everyone.length).toBeGreaterThan(30)
    for (const name of everyone) {
      const { method, path } = operations[name]!
      expect([method, path]).toEqual([expect.stringMatching(/^(?:GET|HEAD)$/), expect.not.stringMatching(/userId|cartId|carts|orders|orgUsers|configurator|punchout|messagecenter|costcenters|customergroups/)])
    }
  })

  it.each(['getProduct', 'getProducts', 'getSuggestions', 'getProductReviews', 'getBaseStore', 'getLanguages', 'getCountries', 'getPage', 'getComponentsByIds', 'getStoreLocations'])('is everyone\'s: %s', (name) => {
    expect(everyone).toContain(name)
  })

  it.each(['getUser', 'getAddresses', 'getUserOrderHistory', 'getPaymentDetailsList', 'getOrgUnit', 'getQuotes', 'getCarts'])('is a customer\'s: %s', (name) => {
    expect(customer).toContain(name)
  })

  it.each(['getCart', 'getCartEntries', 'getCartVouchers', 'getUserOrders', 'getPageWithUser', 'createCpqConfiguration', 'getOrder', 'getOrgProduct', 'getProductsByCategory', 'createCartEntry', 'placeOrder'])('is neither: %s', (name) => {
    expect([...everyone, ...customer]).not.toContain(name)
  })

  it('is never everyone\'s where a shop describes the operation itself', () => {
    const own = [
      { operationId: 'getProductBadges', method: 'GET' as const, path: '/{baseSiteId}/products/{productCode}/badges' },
      { operationId: 'getProduct', method: 'GET' as const, path: '/{baseSiteId}/b2b/products/{productCode}' },
      { operationId: 'getWishlist', method: 'GET' as const, path: '/{baseSiteId}/users/{userId}/wishlist' },
    ]
    expect(operationKinds(operations, own)).toEqual({ everyone: [], customer: ['getWishlist'], oddlyNamed: [] })
  })

  it('is not everyone\'s where the shop says that it depends on the customer', () => {
    const kinds = operationKinds(operations, rows, customerDependence(rows, { perCustomer: ['products', 'getTitles'] }))
    const theirs = everyone.filter(name => name === 'getTitles' || operations[name]!.tag === 'Products')
    expect(theirs).toEqual(expect.arrayContaining(['getProduct', 'getProducts', 'getTitles']))
    expect(kinds).toEqual({ everyone: everyone.filter(name => !theirs.includes(name)), customer, oddlyNamed })
    expect(operationKinds(operations, rows, customerDependence(rows, {}))).toEqual({ everyone, customer, oddlyNamed })
    expect(() => customerDependence(rows, { perCustomer: ['getProdukt'] })).toThrow('`sapcc.operations.perCustomer` names "getProdukt", which is neither an operation nor a tag. Did you mean "getProduct"?')
  })

  it('tells reads from changes, with the names that do not say it', () => {
    const odd = new Set(oddlyNamed)
    for (const { operationId, method } of rows) expect([operationId, operationId.startsWith('get') !== odd.has(operationId)]).toEqual([operationId, method === 'GET' || method === 'HEAD'])
    expect(odd.size).toBeLessThan(30)
  })

  it('is written as a module', async () => {
    const text = operationKindsText({ everyone: ['getProduct', 'getTitles'], customer: ['getUser'], oddlyNamed: ['siteMessages'] })
    const made = await import(`data:text/javascript,${encodeURIComponent(text)}`) as { everyone: Set<string>, customer: Set<string>, oddlyNamed: Set<string> }
    expect([[...made.everyone], [...made.customer], [...made.oddlyNamed]]).toEqual([['getProduct', 'getTitles'], ['getUser'], ['siteMessages']])
  })
})
