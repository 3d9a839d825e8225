import { describe, expect, it } from 'vitest'
import { createBrowserTransport } from '../../../src/runtime/app/sdk/browser-transport.client'
import { sapccModule } from '../../../src/runtime/sdk/sapcc-module'
import { fetchInstance } from '../../harness/fetch-instance.ts'

const failed = (type: string, status: number, data: object = {}) => Response.json({ name: 'SapccError', status, message: 'no', data: { type, ...data } }, { status, headers: { 'sapcc-call-session': 'jane', 'sapcc-generation': '1' } })

/** A tab whose token SAP refuses with this type, and whose session lives but cannot be renewed now. */
function tab(type: string, given: { reason?: string, asVisitor?: () => Response, host?: object } = {}) {
  const sent: [operation: string, session: string | undefined][] = []
  const fetch = fetchInstance(async (path, init) => {
    const operation = path.split('/').at(-1)!
    const session = (init.headers as Record<string, string>)['sapcc-call-session']
    sent.push([operation, session])
    if (operation === 'refreshUserToken') return failed('TokenRefreshUnavailableError', 503, { retryAfter: 12, reason: given.reason })
    return session === 'visitor' ? given.asVisitor?.() ?? Response.json({ code: '1' }) : failed(type, 401)
  })
  const transport = createBrowserTransport('/api/sapcc', () => undefined, { fetch })
  const host = { isOwnRefresh: transport.isOwnRefresh, onRefreshed: transport.onRefreshed, callsAsVisitor: true, isForEveryone: (operation: string) => operation === 'getProduct', ...given.host }
  const { connector } = sapccModule({ transport, host, refreshToken: { ssrRefreshEnabled: true } })
  return { connector, sent }
}

describe.each([['renewed just now', 'renewedJustNow'], ['in an outage', undefined]])('a session that cannot be renewed now, %s', (_, reason) => {
  const given = reason === undefined ? {} : { reason }

  it('does not keep the customer from what is the same for everybody', async () => {
    const { connector, sent } = tab('InvalidTokenError', given)
    expect(await connector.getProduct({ productCode: '1' })).toEqual({ code: '1' })
    expect(sent).toEqual([['getProduct', undefined], ['refreshUserToken', undefined], ['getProduct', 'visitor']])
  })

  it.each([
    ['what is the customer\'s own', 'getUser', {}],
    ['what visitors may not read', 'getProduct', { asVisitor: () => failed('UnauthorizedError', 401) }],
    ['what is asked of a server that cannot', 'getProduct', { host: { callsAsVisitor: false } }],
  ] as const)('makes the call fail with an error that says so: %s', async (_, operation, own) => {
    const { connector } = tab('InvalidTokenError', { ...given, ...own })
    const error: unknown = await connector[operation]({ productCode: '1' }).catch((error: unknown) => error)
    expect(error).toMatchObject({ status: 503, data: { type: 'TokenRefreshUnavailableError', retryAfter: 12 }, cause: { status: 401 } })
  })
})

it('a token that was renewed just now does not hide a 401 that does not name it', async () => {
  const { connector } = tab('SomeOtherError', { reason: 'renewedJustNow' })
  await expect(connector.getUser({})).rejects.toMatchObject({ status: 401, data: { type: 'SomeOtherError' } })
})
