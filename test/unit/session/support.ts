import type { Sealer } from '../../../src/runtime/server/crypto/sealer'
import type { CookieNames } from '../../../src/runtime/server/http/cookie-names'
import type { RequestScope } from '../../../src/runtime/server/http/request-scope'
import type { ServerRequest } from '../../../src/runtime/server/platform/types'
import { createCookieStore } from '../../../src/runtime/server/session/cookie-store'
import { createRefreshCoordinator } from '../../../src/runtime/server/session/refresh/coordinator'
import type { RefreshCoordinator } from '../../../src/runtime/server/session/refresh/coordinator'
import { createIdTokenCookies } from '../../../src/runtime/server/session/id-token-cookies'
import { RequestSession } from '../../../src/runtime/server/session/request-session'
import type { RequestSessionOptions } from '../../../src/runtime/server/session/request-session'
import type { Session } from '../../../src/runtime/server/session/session'
import { SessionCookies } from '../../../src/runtime/server/session/session-cookies'
import { createStorageStore } from '../../../src/runtime/server/session/storage-store/storage-store'
import type { SessionStore } from '../../../src/runtime/server/session/session-store'
import { createLocalLock } from '../../../src/runtime/server/storage/lock'
import { createSharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import { fakeScope } from '../fake-request'
import { breakableStorage, newSession, rotatingServer, sealer } from './tokens'

/** As in the shop, for its routes of login and logout. */
export const idTokens = createIdTokenCookies({ sealer, path: '/api/sapcc/auth', maxAge: 86_400 })

/** One request's session while a test works with it. */
export interface TestRequest {
  scope: RequestScope
  session: RequestSession
  cookies: SessionCookies
  /** Ends the request as the server does. @returns `Set-Cookie` lines. */
  respond: () => Promise<string[]>
  /** Ends the request without looking at the store once more. */
  respondNow: () => string[]
}

/** How the requests of a process handle its sessions. */
export interface TestRequestsOptions {
  store: SessionStore
  coordinator: RefreshCoordinator
  hooks: RequestSessionOptions['hooks']
  /** Seconds. */
  refreshMargin?: number
  maxAge?: number
  absoluteMaxAge?: number
  cookieBudget?: number
  onExpired?: RequestSessionOptions['onExpired']
  assisted?: RequestSessionOptions['assisted']
}

/** Gives the sessions of the requests that a process gets. */
export function createTestRequests({ store, coordinator, hooks, refreshMargin = 30, maxAge = 3600, absoluteMaxAge = 86_400, cookieBudget = 3584, onExpired = () => Promise.resolve(), assisted }: TestRequestsOptions): (scope: RequestScope) => TestRequest {
  return (scope) => {
    const cookies = new SessionCookies(scope, { store, idTokens, config: { contentMaxAge: maxAge, absoluteMaxAge, cookieBudget } })
    const session = new RequestSession(scope, cookies, { config: { refreshMargin, maxAge, absoluteMaxAge }, hooks, store, coordinator, onExpired, assisted })
    const respondNow = () => {
      cookies.writeToResponse()
      return scope.cookies.lines()
    }
    return {
      scope, session, cookies, respondNow,
      async respond() {
        await session.syncCookies()
        return respondNow()
      },
    }
  }
}

/** Options of {@link sessionShop}. */
export interface SessionShopOptions extends Pick<TestRequestsOptions, 'refreshMargin' | 'maxAge' | 'absoluteMaxAge' | 'cookieBudget' | 'assisted'> {
  /** Of several processes that know nothing of each other. @default one of its own */
  server?: ReturnType<typeof rotatingServer>
  /** Of several processes that share it. @default one of its own */
  storage?: ReturnType<typeof breakableStorage>
  /** That a process with other session passwords uses. @default the tests' own */
  sealer?: Sealer
  /** As in `Deployment`. @default true */
  continuesAfterResponse?: boolean
}

/** The sessions of a shop with one process. */
export function sessionShop(mode: 'cookie' | 'storage', settings: SessionShopOptions = {}) {
  const { maxAge = 3600, server = rotatingServer(), storage: { state, storage: raw } = breakableStorage(), sealer: own = sealer } = settings
  const lock = createLocalLock()
  const store = mode === 'cookie'
    ? createCookieStore({ sealer: own, gracePeriod: 120_000, maxAge })
    : createStorageStore({ sealer: own, storage: createSharedStorage(raw, 'sapcc', { timeout: 50 }), lock, maxAge })
  const hooks: string[] = []
  /** Sessions that were found to have outlived their limits. */
  const expired: Session[] = []
  const coordinator = createRefreshCoordinator({ refresh: server.refresh, store, lock })
  const sessionOf = createTestRequests({ ...settings, store, coordinator, hooks: { callHook: async name => void hooks.push(name) }, onExpired: async session => void expired.push(session) })

  /** A request with these cookies arrives. */
  function request(cookie?: string, given?: Partial<ServerRequest>, cookieNames?: CookieNames): TestRequest {
    return sessionOf(fakeScope(cookie, given, cookieNames, settings.continuesAfterResponse))
  }

  /** A whole request. @returns what the work gave, or the type of the error that it failed with. */
  async function send(cookie: string | undefined, work: (session: RequestSession, request: TestRequest) => unknown) {
    const current = request(cookie)
    let outcome: { status: number, body: unknown }
    try {
      outcome = { status: 200, body: await work(current.session, current) ?? null }
    }
    catch (error) {
      const { status, data } = error as { status: number, data: { type: string } }
      outcome = { status, body: { failed: data.type } }
    }
    return { ...outcome, setCookie: await current.respond() }
  }

  /** Signs in and gives the `Set-Cookie` lines. */
  async function begin(cookie?: string, session = newSession()): Promise<string[]> {
    return (await send(cookie, own => own.begin(session))).setCookie
  }

  /** Signs in and gives the browser's `cookie` header. */
  async function signIn(expiresIn?: number): Promise<string> {
    return (await begin(undefined, newSession(Date.now(), expiresIn))).map(line => line.split(';')[0]!).join('; ')
  }

  return { state, server, hooks, expired, store, coordinator, request, send, begin, signIn }
}
