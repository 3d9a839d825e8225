import { describe, expect, it } from 'vitest'
import { mayComeFromShop } from '../../../src/runtime/server/http/same-origin'

const shop = 'https://shop.example'

describe('mayComeFromShop', () => {
  it.each([
    // What changes something needs a sign.
    ['POST', {}, false],
    ['DELETE', {}, false],
    ['PATCH', { site: 'none' }, false],
    ['POST', { site: 'same-origin' }, true],
    ['PUT', { origin: shop }, true],
    ['POST', { mark: '1' }, true],
    ['POST', { mark: '' }, false],
    ['POST', { site: 'none', mark: '1' }, true],
    // A sign against it weighs more.
    ['POST', { site: 'cross-site' }, false],
    ['POST', { site: 'same-site' }, false],
    ['POST', { site: 'cross-site', origin: shop, mark: '1' }, false],
    ['POST', { site: 'same-site', origin: shop, mark: '1' }, false],
    ['POST', { origin: 'https://evil.example' }, false],
    ['POST', { origin: 'https://evil.example', mark: '1' }, false],
    ['POST', { origin: 'null' }, false],
    ['POST', { origin: 'http://shop.example' }, false],
    ['POST', { origin: 'https://shop.example.evil.example' }, false],
    ['POST', { origin: 'https://www.shop.example' }, false],
    // Reads only must not come from elsewhere.
    ['GET', {}, true],
    ['HEAD', { site: 'none' }, true],
    ['GET', { site: 'same-origin' }, true],
    ['GET', { site: 'cross-site' }, false],
    ['HEAD', { site: 'same-site' }, false],
    ['GET', { origin: 'https://evil.example' }, false],
    ['OPTIONS', { site: 'cross-site', origin: 'https://evil.example' }, false],
  ])('%s %j → %j', (method, signs, expected) => {
    expect(mayComeFromShop({ method, site: undefined, origin: undefined, mark: undefined, ...signs }, shop)).toBe(expected)
  })

  it('takes no origin for the shop\'s when the shop\'s is not known', () => {
    const request = { method: 'POST', site: undefined, origin: 'https://evil.example', mark: undefined }
    expect(mayComeFromShop(request, undefined)).toBe(false)
    expect(mayComeFromShop({ ...request, site: 'same-origin' }, undefined)).toBe(true)
  })
})
