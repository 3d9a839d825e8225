import { describe, expect, it, vi } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { createSealer } from '../../../src/runtime/server/crypto/sealer'
import { keepPendingLogin } from '../../../src/runtime/server/auth/redirect-login/pending-login'
import { keepPendingLogout } from '../../../src/runtime/server/auth/redirect-logout/pending-logout'
import { createFailureLog } from '../../../src/runtime/server/http/failure-log'
import { OutageCause } from '../../../src/runtime/server/http/operator-note'
import type { ServerEvent } from '../../../src/runtime/server/platform/types'
import { createServerApi } from '../../../src/runtime/server/server-api'
import { createServerApp } from '../../../src/runtime/server/server-app'
import type { ServerServices } from '../../../src/runtime/server/services'
import { purgeSapccCache } from '../../../src/runtime/server/utils/purge-cache'
import { getSapccSession, requireSapccSession } from '../../../src/runtime/server/utils/session'
import { useServerSdk } from '../../../src/runtime/server/utils/use-server-sdk'
import { listSapccSessions } from '../../../src/runtime/server/utils/user-sessions'
import { fakeScope, pairsOf } from '../fake-request'
import { silentLog } from '../silent-log'

vi.mock('#sapcc/operations', () => ({ operations: {} }))
vi.mock('#sapcc/platform', async () => await vi.importActual('../../../src/runtime/server/platform/nitro2/http-error'))

const sealer = createSealer(['a password of more than thirty-two characters'])
const paths = { loginPage: '/login', baseURL: '/', apiPath: '/api/sapcc' }
const STATE = 'state-of-the-login'

/** A shop whose storage is away, in a process that does not know the session. */
async function shopWithoutStorage() {
  const lines: string[] = []
  const pending = fakeScope()
  await keepPendingLogin(pending, sealer, { state: STATE, codeVerifier: 'verifier', returnTo: '/', startedAt: Date.now() })
  await keepPendingLogout(pending, { sealer, paths }, { returnTo: '/', startedAt: Date.now(), hasLeft: false })
  const cookie = pairsOf(pending.cookies.lines()).map(([name, value]) => `${name}=${value}`).join('; ')
  const scope = fakeScope(cookie, { query: { state: STATE }, rawUrl: `/api/sapcc/auth/callback?code=x&state=${STATE}` })
  const away = () => Promise.reject(new SapccError('The session store does not answer.', { status: 503, data: { type: 'SessionStoreUnavailableError' }, cause: new OutageCause('ECONNREFUSED') }))
  const failures = createFailureLog({ error: ({ message }) => void lines.push(message) })
  const services = {
    failures,
    scope: () => scope,
    session: () => ({ callSessionTag: 'one', session: away, refreshAhead: away, refresh: away, appSessionKey: away, syncCookies: away }),
    serverMethods: { getSession: away },
    operations: { call: away },
    callerHeaders: { toSap: [], toCaller: [] },
    siteContext: away,
    customerSessions: { list: away },
    purge: away,
    sealer,
    stored: () => ({ consumedLogins: { consume: away } }),
    oauth: { logoutUrl: away },
    idTokens: { read: away },
    paths,
  } as unknown as ServerServices
  const api = createServerApi(() => services, () => services, () => scope.request, silentLog)
  const event = { context: { sapcc: api } } as unknown as ServerEvent
  const app = createServerApp({ services: () => services, existingServices: () => services, api, failures, reportError: () => Promise.resolve(), log: silentLog })
  return { lines, event, api, app, request: scope.request }
}

type Shop = Awaited<ReturnType<typeof shopWithoutStorage>>
const line = (what: string) => `${what} was answered with 503 SessionStoreUnavailableError: The session store does not answer. Cause: ECONNREFUSED`

describe('while the storage is away, one line of the log has the reason', () => {
  const ways: [way: string, what: string, fail: (shop: Shop) => Promise<unknown>][] = [
    ['an own route with getSapccSession', 'The session of a request', ({ event }) => getSapccSession(event)],
    ['an own route with requireSapccSession', 'The session of a request', ({ event }) => requireSapccSession(event)],
    ['a call by useServerSdk', 'The session of a request', ({ event }) => useServerSdk(event).sapcc.getCart({})],
    ['a session method by useServerSdk', 'getSession', ({ event }) => useServerSdk(event).sapcc.getSession()],
    ['a call whose session is known, and which finds no refresh', 'The refresh ahead of a call', ({ event, api }) => api.refreshAhead(event)],
    ['the generation of a page\'s session', 'The session of a request', ({ event, api }) => api.generation(event)],
    ['the cookies of a page', 'The session of a request', ({ event, api }) => api.syncCookies(event)],
    ['the site of a page', 'The site context', ({ event, api }) => api.siteContext(event)],
    ['an own route with listSapccSessions', 'A list of sessions', ({ event }) => listSapccSessions(event, 'jane')],
    ['an own route with purgeSapccCache', 'A purge of the cache', ({ event }) => purgeSapccCache(event, {})],
    ['the callback of a login that waits', 'The callback of the login by redirect', ({ app, request }) => app.callback(request)],
    ['the logout by redirect', 'The logout by redirect', ({ app, request }) => app.logout(request)],
    ['the callback of a login that does not wait', 'The callback of the login by redirect', ({ app, request }) => app.callback(Object.assign(request, { query: {} }))],
  ]

  it.each(ways)('%s', async (_, what, fail) => {
    const shop = await shopWithoutStorage()
    await expect(fail(shop)).rejects.toMatchObject({ status: 503, data: { type: 'SessionStoreUnavailableError' } })
    expect(shop.lines).toEqual([line(what)])
  })

  it('a page that reads the session, and makes calls', async () => {
    const shop = await shopWithoutStorage()
    const { event, api } = shop
    const sdk = useServerSdk(event)
    const outcomes = await Promise.allSettled([api.session(event), api.generation(event), sdk.sapcc.getCart({}), sdk.sapcc.getUser({})])
    expect(outcomes.map(({ status }) => status)).toEqual(Array(4).fill('rejected'))
    expect(shop.lines).toEqual([line('The session of a request')])
  })
})
