import { describe, expect, it } from 'vitest'
import { operations } from '../../../src/runtime/server/occ/operations'
import { isPublicMetadataPath } from '../../../src/runtime/server/occ/public-metadata'

describe('metadata that is the same for everyone', () => {
  it('is what stores say about themselves, of all operations', () => {
    const found = Object.entries(operations).filter(([, { method, path }]) => isPublicMetadataPath(method, path)).map(([name]) => name)
    expect(found.sort()).toEqual(['getBaseSites', 'getBaseStore', 'getCardTypes', 'getCountries', 'getCountryRegions', 'getCurrencies', 'getDeliveryCountries', 'getLanguages', 'getTitles'])
  })

  it.each([
    ['GET', '/basesites', true],
    ['GET', '/electronics/languages', true],
    ['GET', '/electronics/countries/DE/regions', true],
    ['POST', '/electronics/languages', false],
    ['GET', '/electronics/users/current', false],
    ['GET', '/electronics/users/languages', false],
    ['GET', '/electronics/products/languages', false],
  ])('%s %s: %s', (method, path, expected) => {
    expect(isPublicMetadataPath(method, path)).toBe(expected)
  })
})
