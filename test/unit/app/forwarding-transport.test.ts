import { describe, expect, it } from 'vitest'
import { createForwardingTransport } from '../../../src/runtime/app/sdk/forwarding-transport.server'
import type { ServerEvent } from '../../../src/runtime/server/platform/event'
import type { ServerApi } from '../../../src/runtime/server/server-api'
import { fetchInstance } from '../../harness/fetch-instance.ts'

const INTERNAL = 'http://middleware:4000/sapcc'

/** A page of `shop.example.com` that is rendered for a request with these headers. */
function page(headers: Record<string, string>, apiUrl: string, { isCached = false, answer = () => Response.json({}) }: { isCached?: boolean, answer?: () => Response } = {}) {
  const sent = new Map(Object.entries({ host: 'shop.example.com', ...headers }))
  const server = {
    mayUseSession: () => !isCached,
    requestHeader: (_: ServerEvent, name: string) => sent.get(name),
    markPersonalResponse: () => {},
    isHeadSent: () => false,
    addResponseCookie: () => {},
  } as unknown as ServerApi
  return createForwardingTransport(server, {} as ServerEvent, { ssrApiUrl: INTERNAL, apiUrl }, fetchInstance(() => Promise.resolve(answer())))
}

const SAME_HOST = 'https://shop.example.com/sapcc'
const OTHER_HOST = 'https://middleware.example.com/sapcc'

describe('whether a page knows the visitor\'s session at another server', () => {
  it.each<[what: string, headers: Record<string, string>, apiUrl: string, knows: boolean]>([
    ['a cookie, and the other server has the host of the page', { cookie: 'session=1' }, SAME_HOST, true],
    ['another port of that host', { cookie: 'session=1', host: 'shop.example.com:3000' }, 'https://shop.example.com:8181/sapcc', true],
    ['a path of the page\'s own host', { cookie: 'session=1' }, '/middleware/sapcc', true],
    ['the host that a proxy has passed on', { 'cookie': 'session=1', 'host': 'internal:3000', 'x-forwarded-host': 'shop.example.com, proxy' }, SAME_HOST, true],
    ['no cookie', {}, SAME_HOST, false],
    ['only cookies of the page\'s host, where the other server has one of its own', { cookie: 'session=1; consent=all' }, OTHER_HOST, false],
    ['Alokai\'s cookie, which was set for both hosts', { cookie: 'consent=all; vsf-sap-token=1' }, OTHER_HOST, true],
    ['a host that cannot be read', { cookie: 'session=1', host: '[' }, SAME_HOST, false],
  ])('%s', (_, headers, apiUrl, knows) => {
    expect(page(headers, apiUrl).knowsVisitor()).toBe(knows)
    expect(page(headers, apiUrl, { isCached: true }).knowsVisitor()).toBe(false)
  })

  it('no cookie of a load balancer in front of the other server', async () => {
    const { transport, knowsVisitor } = page({}, OTHER_HOST, { answer: () => new Response('{}', { headers: { 'content-type': 'application/json', 'set-cookie': 'AWSALB=1; Path=/' } }) })
    expect(knowsVisitor()).toBe(false)
    await transport('createCart', [{}], {})
    expect(knowsVisitor()).toBe(false)
  })
})
