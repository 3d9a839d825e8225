import { createError } from 'h3'
import { describe, expect, it, vi } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { createHookCaller } from '../../../src/runtime/server/hooks'
import { createFailureLog } from '../../../src/runtime/server/http/failure-log'
import type { ServerEvent } from '../../../src/runtime/server/platform/types'
import { createServerApi } from '../../../src/runtime/server/server-api'
import { createServerApp } from '../../../src/runtime/server/server-app'
import type { ServerServices } from '../../../src/runtime/server/services'
import { createSiteContexts } from '../../../src/runtime/server/site-context/site-context'
import { beginSapccSession } from '../../../src/runtime/server/utils/begin-session'
import { useServerSdk } from '../../../src/runtime/server/utils/use-server-sdk'
import { fakeScope } from '../fake-request'
import { silentLog } from '../silent-log'

vi.mock('#sapcc/operations', () => ({ operations: {} }))
vi.mock('#sapcc/platform', async () => await vi.importActual('../../../src/runtime/server/platform/nitro2/http-error'))

/** A shop whose hook `sapcc:site-context` throws. */
function shopWhoseHookThrows(thrown: unknown) {
  const lines: string[] = []
  const scope = fakeScope()
  const failures = createFailureLog({ error: ({ message }) => void lines.push(message) })
  const hooks = createHookCaller({ callHook: () => Promise.reject(thrown as Error), hasListeners: () => true }, { error: () => {} })
  const api = { baseSiteId: 'electronics', languages: {}, publicReads: {} }
  const siteContext = createSiteContexts(api as never, hooks)
  const decided = () => siteContext(scope)
  const session = { callSessionTag: 'one', session: () => Promise.resolve(undefined), refreshAhead: () => Promise.resolve(undefined), ownRefresh: () => undefined, syncCookies: () => undefined, appSessionKey: () => Promise.resolve('key') }
  const services = {
    failures,
    api,
    scope: () => scope,
    session: () => session,
    serverMethods: { signUserIn: decided },
    operations: { call: decided, withToken: decided },
    beginSession: decided,
    callerHeaders: { toSap: [], toCaller: [] },
    siteContext,
    redirectUri: () => 'https://shop.example/callback',
    config: { oauth: {} },
    paths: { loginPage: '/login', baseURL: '/', apiPath: '/api/sapcc' },
  } as unknown as ServerServices
  const serverApi = createServerApi(() => services, () => services, () => scope.request, silentLog)
  const event = { context: { sapcc: serverApi } } as unknown as ServerEvent
  const app = createServerApp({ services: () => services, existingServices: () => services, api: serverApi, failures, reportError: () => Promise.resolve(), log: silentLog })
  return { lines, event, app, request: scope.request }
}

type Shop = ReturnType<typeof shopWhoseHookThrows>

/** The status of an answer, or what h3 makes of an error that is thrown. */
async function statusOf(answering: Promise<unknown>): Promise<unknown> {
  try {
    return (await answering as { status?: number }).status
  }
  catch (error) {
    return createError(error as Error).statusCode
  }
}

const ways: [way: string, ask: (shop: Shop) => Promise<unknown>][] = [
  ['a route of the module', ({ app, request }) => app.siteContext(request)],
  ['the login by redirect', ({ app, request }) => app.login(request)],
  ['an own route that begins a session', ({ event }) => beginSapccSession(event, { access_token: 'token', token_type: 'bearer' }, { allowCrossSite: true, verify: false })],
  ['an own route that calls SAP', ({ event }) => useServerSdk(event).sapcc.getProduct({ productCode: '1' })],
  ['a page that asks for its site', ({ event }) => event.context.sapcc.siteContext(event)],
]

describe.each(ways)('what a hook that decides throws, at %s,', (_, ask) => {
  it.each([
    createError({ statusCode: 200, message: 'secret' }),
    createError({ statusCode: 204, message: 'secret' }),
    createError({ statusCode: 302, message: 'secret' }),
    createError({ statusCode: 600, message: 'secret' }),
    ...[200, 204, 302, 99, 600, 403.5, Number.NaN, '403', undefined].flatMap(status => [
      new SapccError('secret', { status: status as number, data: { type: 'Own' } }),
      Object.assign(new Error('secret'), { status }),
      Object.assign(new Error('secret'), { statusCode: status }),
    ]),
  ])('is a 500 with its reason in the log where its status is none of an error: %o', async (thrown) => {
    const shop = shopWhoseHookThrows(thrown)
    expect(await statusOf(ask(shop))).toBe(500)
    expect(shop.lines).toEqual([expect.stringContaining('failed with an unexpected error')])
  })

  it.each([createError({ statusCode: 403, message: 'Not here.' }), new SapccError('Not here.', { status: 403, data: { type: 'Own' } })])('refuses with its status where it is one: %o', async (thrown) => {
    const shop = shopWhoseHookThrows(thrown)
    // The login goes to the shop's sign-in page, which shows why.
    expect([403, 302]).toContain(await statusOf(ask(shop)))
    expect(shop.lines).toEqual([])
  })
})
