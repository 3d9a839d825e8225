import { describe, expect, it } from 'vitest'
import { withoutAddresses } from '../../../src/runtime/server/log/without-addresses'

describe('a text for the log', () => {
  it.each([
    ['Cannot save user [kim@x.de]: no', 'Cannot save user [[…]]: no'],
    ['user kim.lee+shop@mail.example.com|electronics', 'user […]|electronics'],
    ['GET /users/kim%40x.de/carts failed', 'GET /users/[…]/carts failed'],
    ['uid=kim@müller.de, "ann@x.co.uk"', 'uid=[…], "[…]"'],
    ['no user kim@x.de.', 'no user […].'],
  ])('has no e-mail address: %s', (text, expected) => {
    expect(withoutAddresses(text)).toBe(expected)
  })

  it('keeps what is none', () => {
    const text = 'de.hybris.Model@1a2b3c at http://solr.internal:8983/solr, 50% @ 4 p.m.: 20%40 x @media'
    expect(withoutAddresses(text)).toBe(text)
  })

  it('takes no long time over a hostile one', () => {
    const start = performance.now()
    withoutAddresses(`${'a'.repeat(50_000)}${'a@'.repeat(20_000)}${'a.'.repeat(50_000)}`)
    expect(performance.now() - start).toBeLessThan(2000)
  })
})
