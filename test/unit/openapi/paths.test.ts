import { describe, expect, it } from 'vitest'
import { isSendablePath, operationPath, serverPrefix, serverRoot, withoutPatterns } from '../../../src/build/openapi/paths'

describe('where a document\'s paths start', () => {
  it.each([
    ['https://host:9002/occ/v2', '/{baseSiteId}/things', '/{baseSiteId}/things'],
    ['/occ/v2', '/{baseSiteId}/things', '/{baseSiteId}/things'],
    ['/occ/v2/', '/basesites', '/basesites'],
    ['/', '/{baseSiteId}/things', '/{baseSiteId}/things'],
    ['https://host', '/occ/v2/{baseSiteId}/things', '/{baseSiteId}/things'],
    ['/occ/v2/{baseSiteId}', '/things', '/{baseSiteId}/things'],
    ['https://host/occ/v2/{baseSiteId}/', '/things/', '/{baseSiteId}/things/'],
    ['https://host/occ/v2/{baseSiteId}', '/{baseSiteId}/things', '/{baseSiteId}/things'],
    ['//host/rest/v2/{baseSiteId}', '/things', '/{baseSiteId}/things'],
    ['https://host/occ/v2/electronics-spa', '/things', '/{baseSiteId}/things'],
    ['https://{host}/{root}', '/{baseSiteId}/things', '/{baseSiteId}/things'],
    ['https://{host}/{root}/{baseSiteId}', '/things', '/{baseSiteId}/things'],
  ])('%s and %s', (url, path, expected) => {
    const prefix = serverPrefix([{ servers: [{ url, variables: { root: { default: 'occ/v2' }, baseSiteId: { default: 'electronics' } } }] }])
    expect(operationPath(prefix, path)).toBe(expected)
  })

  it('is said by the operation before the path, and by that before the document', () => {
    const server = (url: string) => ({ servers: [{ url }] })
    expect(serverPrefix([undefined, server('/occ/v2/{baseSiteId}'), server('/occ/v2')])).toBe('/{baseSiteId}')
    expect(serverPrefix([server('/occ/v2'), server('/occ/v2/{baseSiteId}'), {}])).toBe('')
    expect(serverPrefix([{}, { servers: [] }, {}])).toBe('')
  })

  it.each(['/{baseSiteId}/things', '/{baseSiteId}/things/', '/a/{b}.{c}'])('sends %s', path => expect(isSendablePath(path)).toBe(true))

  it.each(['things', '/a/../b', '/a?b=c', '/a#b', '/a b', '/a/{b', '/a\\b', '//host/a\n'])('does not send %j', path => expect(isSendablePath(path)).toBe(false))
})

describe('patterns in a path', () => {
  it.each([
    ['/{baseSiteId}/products/{productCode:.+}/stock', '/{baseSiteId}/products/{productCode}/stock'],
    ['/things/{id:\\d{3}}', '/things/{id}'],
    ['/things/{id:[a-z:]{1,2}}/x:y', '/things/{id}/x:y'],
    ['/plain/{id}', '/plain/{id}'],
  ])('are left out: %s', (path, expected) => expect(withoutPatterns(path)).toBe(expected))
})

describe('the root of a document\'s API', () => {
  const rootOf = (url: string) => serverRoot([{ servers: [{ url }] }])

  it.each(['https://host/occ/v2', '/occ/v2/{baseSiteId}', '/occ/v2/electronics', '/rest/v2', '/', '', 'https://host', '/v2', 'https://host/{unknown}'])('is OCC\'s: %s', url => expect(rootOf(url)).toBeUndefined())

  it.each([
    ['https://host/assistedservicewebservices', '/assistedservicewebservices'],
    ['/assistedservicewebservices/', '/assistedservicewebservices'],
    ['//host/promotions/api/{baseSiteId}', '/promotions/api'],
  ])('is its own: %s', (url, expected) => expect(rootOf(url)).toBe(expected))
})
