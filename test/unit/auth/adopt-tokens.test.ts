import { describe, expect, it } from 'vitest'
import { adoptTokens } from '../../../src/runtime/server/auth/adopt-tokens'
import { RequestScope } from '../../../src/runtime/server/http/request-scope'
import type { ServerRequest } from '../../../src/runtime/server/platform/types'
import { sessionFromTokens } from '../../../src/runtime/server/session/session'
import { fakeRequest, names } from '../fake-request'
import { tokens } from '../session/tokens'

const SAME = { 'sec-fetch-site': 'same-origin' }
const CROSS = { 'sec-fetch-site': 'cross-site' }

/** Hands a session over on behalf of a request that the server has made to itself for another one. */
async function handOver(outer: Partial<ServerRequest>, inner: Partial<ServerRequest>, mark: (outer: RequestScope) => void = () => {}): Promise<string> {
  const outerRequest = fakeRequest(outer)
  const outerScope = new RequestScope(outerRequest, names)
  mark(outerScope)
  const scope = new RequestScope(fakeRequest({ isInner: true, outer: outerRequest, ...inner }), names, outerScope)
  return await adoptTokens(scope, tokens(1), {}, {
    beginSession: (_scope, given) => Promise.resolve({ session: sessionFromTokens(given, undefined, Date.now()), carts: [] }),
    callWithToken: () => () => Promise.resolve({ uid: 'jane' }),
    publicOrigin: 'https://shop.example',
  }).then(() => 'begun', (error: { data: { type: string } }) => error.data.type)
}

describe('a session that is handed over by a request of the server to itself', () => {
  it('begins on behalf of the request that it was made for', async () => {
    for (const headers of [{}, SAME]) expect(await handOver({ headers: SAME }, { headers })).toBe('begun')
  })

  it('is judged by where that request came from', async () => {
    expect(await handOver({ headers: CROSS }, { headers: SAME })).toBe('CrossSiteRequestError')
    expect(await handOver({ headers: { 'sec-fetch-site': 'none' } }, { headers: SAME })).toBe('CrossSiteRequestError')
  })

  it.each<[string, Partial<ServerRequest>, ((outer: RequestScope) => void)?]>([
    ['has sent its head', { isHeadSent: true }],
    ['comes from another browser', { headers: { ...SAME, cookie: 'other=1' } }],
    ['is kept for all visitors', {}, outer => outer.markPublicResponse()],
    ['is a page that may not renew the session', {}, outer => outer.markRendering(() => false)],
  ])('is not possible where that request %s', async (_, outer, mark) => {
    expect(await handOver({ headers: SAME, ...outer }, { headers: SAME }, mark)).toBe('SessionNotPossibleError')
  })
})
