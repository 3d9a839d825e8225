import { describe, expect, it } from 'vitest'
import { applyCaching } from '../../../src/runtime/server/http/response-caching'
import type { ResponseFacts } from '../../../src/runtime/server/http/response-caching'
import type { ResponseHead } from '../../../src/runtime/server/platform/types'

function headWith(given: Record<string, string | undefined>, cookies: readonly string[] = []): ResponseHead {
  const headers = new Map(Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined))
  return { get: name => headers.get(name), set: (name, value) => void headers.set(name, value), remove: name => void headers.delete(name), names: () => [...headers.keys()], cookies: () => cookies, addCookies: () => {} }
}

const facts: ResponseFacts = { setsOwnCookie: false, isPersonal: false, hasOwnCookie: false, isPublic: false, isOwnAnswer: false }
const cookie: Partial<ResponseFacts> = { setsOwnCookie: true }
const personal: Partial<ResponseFacts> = { isPersonal: true }
const sent: Partial<ResponseFacts> = { hasOwnCookie: true }
const open: Partial<ResponseFacts> = { isPublic: true }
const own: Partial<ResponseFacts> = { isOwnAnswer: true }

describe('applyCaching', () => {
  it.each<[facts: Partial<ResponseFacts>, said: string | undefined, expected: string | undefined, isCorrected: boolean]>([
    [{}, undefined, undefined, false],
    [{}, 'public, max-age=60', 'public, max-age=60', false],
    [cookie, undefined, 'private, no-store', false],
    [personal, undefined, 'private, no-store', false],
    [cookie, 'public, max-age=60', 'private, no-store', true],
    [personal, 'Public', 'private, no-store', true],
    [personal, 'max-age=0, s-maxage=60', 'private, no-store', true],
    // What the shop has said otherwise is its own decision.
    [personal, 'private, max-age=60', 'private, max-age=60', false],
    [cookie, 'no-store', 'no-store', false],
    [personal, 'no-cache', 'private, no-cache', false],
    [personal, 'max-age=600', 'private, max-age=600', false],
    [personal, 'private, max-age=600', 'private, max-age=600', false],
    [{ ...sent, ...personal }, 'public', 'private, no-store', true],
    // The shop made it without the session, as far as is known.
    [sent, 'public, max-age=60', 'public, max-age=60', false],
    [own, 'no-store', 'no-store', false],
    // What the module itself has opened to caches.
    [open, 'public, max-age=60', 'public, max-age=60', false],
    [{ ...open, ...sent }, 'public, max-age=60', 'public, max-age=60', false],
    [{ ...open, ...cookie }, 'public, max-age=60', 'no-store', false],
    [{ ...open, ...cookie }, 'no-store', 'no-store', false],
  ])('%j said %j: %j', (given, said, expected, isCorrected) => {
    const head = headWith({ 'cache-control': said })
    expect(applyCaching(head, { ...facts, ...given })).toBe(isCorrected)
    expect(head.get('cache-control')).toBe(expected)
  })

  it.each([
    ['text/html; charset=utf-8', true, 'private, no-store'],
    ['text/html', false, undefined],
    ['application/json', true, undefined],
    ['text/htmlx', true, undefined],
    [undefined, true, undefined],
  ])('keeps a page of a visitor with cookies of the module out of caches: %j, with cookies: %s', (type, hasOwnCookie, expected) => {
    const head = headWith({ 'content-type': type })
    expect(applyCaching(head, { ...facts, hasOwnCookie })).toBe(false)
    expect(head.get('cache-control')).toBe(expected)
  })

  it.each(['cdn-cache-control', 'surrogate-control', 'vercel-cdn-cache-control', 'netlify-cdn-cache-control', 'cloudflare-cdn-cache-control', 'fastly-cache-control', 'x-cache-control', 'some-product-cache-control', 'edge-control', 'x-accel-expires'])('takes back what is said to caches in front of the shop alone: %s', (name) => {
    for (const [given, left, isCorrected, said] of [
      [cookie, undefined, true, 'private'],
      [personal, undefined, true, 'private'],
      [sent, 'max-age=60', false, 'private'],
      [{}, 'max-age=60', false, 'private'],
      [own, undefined, false, 'no-store'],
      [open, 'max-age=60', false, 'public, max-age=60'],
      // A public read that failed, or that would carry a cookie.
      [open, undefined, false, 'no-store'],
      [{ ...open, ...cookie }, undefined, false, 'public, max-age=60'],
    ] as const) {
      const head = headWith({ 'cache-control': said, [name]: 'max-age=60' })
      expect(applyCaching(head, { ...facts, ...given })).toBe(isCorrected)
      expect(head.get(name)).toBe(left)
    }
    const head = headWith({ [name]: 'private, no-store' })
    expect(applyCaching(head, { ...facts, isPersonal: true })).toBe(false)
  })

  it('keeps a public response with a cookie of the shop\'s out of caches', () => {
    const head = headWith({ 'cache-control': 'public, max-age=60' }, ['theirs=1'])
    applyCaching(head, { ...facts, isPublic: true })
    expect(head.get('cache-control')).toBe('no-store')
  })
})
