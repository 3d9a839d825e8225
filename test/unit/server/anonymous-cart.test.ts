import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { createEvent } from 'h3'
import type { H3Event } from 'h3'
import { describe, expect, it, vi } from 'vitest'
import { createAnonymousCarts } from '../../../src/runtime/server/cart/anonymous-cart'
import { publicMaxAge } from '../../../src/runtime/server/operations/public-read'
import { answerForEveryone } from '../../../src/runtime/server/session/access'
import { createCookieJar } from '../../../src/runtime/server/http/cookies'
import { sealer } from './support'

vi.mock('nitropack/runtime', () => ({ getRouteRules: () => ({}) }))
// A backend's own operations: among SAP's there is no read of a cart that names no user.
vi.mock('#sapcc/operations', async () => {
  const { defineOperations } = await import('../../../src/runtime/server/occ/operation')
  return {
    operations: defineOperations({
      Suggestions: {
        getSuggestions: { method: 'GET', path: '/{baseSiteId}/suggestions', query: 'fields' },
        getSuggestionsForCart: { method: 'GET', path: '/{baseSiteId}/suggestions', query: 'cartId fields' },
      },
    }),
  }
})

const carts = createAnonymousCarts({ cookies: createCookieJar({ secure: false }), sealer })

async function visitorWithCart(): Promise<H3Event> {
  const req = new IncomingMessage(new Socket())
  req.headers.cookie = `sapcc-cart=${await sealer.sealValue('cart', { guids: [['shop', 'a-guid']], writtenAt: Date.now() })}`
  return createEvent(req, new ServerResponse(req))
}

describe('an anonymous cart', () => {
  it('is the visitor\'s', async () => {
    expect(await carts(await visitorWithCart()).guid('shop')).toBe('a-guid')
  })

  it.each([false, true])('is not in an answer for everyone; looked at before: %s', async (isLookedAt) => {
    const event = await visitorWithCart()
    if (isLookedAt) await carts(event).guid('shop')
    answerForEveryone(event)
    expect(await carts(event).guid('shop')).toBeUndefined()
    expect(await carts(event).entries()).toEqual([])
  })

  it('is nothing that a read opened to caches could be about', async () => {
    const event = await visitorWithCart()
    event.node.req.method = 'GET'
    const publicReads = { getSuggestions: 60, getSuggestionsForCart: 60 }
    expect(publicMaxAge(event, 'getSuggestions', { publicReads })).toBe(60)
    expect(publicMaxAge(event, 'getSuggestionsForCart', { publicReads })).toBeUndefined()
  })
})
