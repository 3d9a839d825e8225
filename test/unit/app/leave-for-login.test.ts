import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { shallowRef } from 'vue'
import sapccAuth from '../../../src/runtime/app/middleware/sapcc-auth'
import { guardedPage, rememberGuardedPage } from '../../../src/runtime/app/session/guarded-page'
import { nuxt } from '../../../src/runtime/app/session/session-access'
import { createApp, withApp } from './nuxt/app'
import { eventually } from '../eventually'

/** The part of a router that is used, of an app below a base path. @param page that is shown. */
function createRouter(page: { path: string, fullPath: string }, base = '') {
  const currentRoute = shallowRef(page)
  const guards = new Set<() => void>()
  const ends = new Set<(to: unknown, from: unknown, failure?: { type: number }) => void>()
  const failures = new Set<() => void>()
  return {
    currentRoute,
    push: vi.fn(() => Promise.resolve()),
    resolve: (to: string | { name: string }) => {
      const url = new URL(typeof to === 'string' ? to : `/${to.name}`, 'http://app.invalid')
      return { path: url.pathname, query: Object.fromEntries(url.searchParams), fullPath: `${url.pathname}${url.search}`, href: `${base}${url.pathname}${url.search}` }
    },
    beforeEach: (guard: () => void) => {
      guards.add(guard)
      return () => void guards.delete(guard)
    },
    afterEach: (end: () => void) => {
      ends.add(end)
      return () => void ends.delete(end)
    },
    onError: (fail: () => void) => {
      failures.add(fail)
      return () => void failures.delete(fail)
    },
    /** As `leave`, to a page whose guard throws: the router calls nothing but these. */
    fail: () => {
      for (const guard of [...guards]) guard()
      return () => {
        for (const fail of [...failures]) fail()
      }
    },
    /** The visitor follows a link. @returns what happens when the other page is there, or with a failure of the navigation. */
    leave: (path = '/') => {
      for (const guard of [...guards]) guard()
      return (failure?: { type: number }) => {
        if (!failure) currentRoute.value = { ...page, path, fullPath: path }
        for (const end of [...ends]) end(undefined, undefined, failure)
      }
    },
    guards,
    ends,
    failures,
  }
}

beforeEach(() => vi.stubGlobal('window', globalThis))
afterEach(() => void vi.unstubAllGlobals())

/** A tab that shows a page with the middleware `sapcc-auth`. */
function guardedTab(settings: object, appConfig: object = {}) {
  const page = { path: '/account', fullPath: '/account', query: {}, meta: {} }
  const router = createRouter(page)
  const { push, currentRoute } = router
  const state = shallowRef({ ready: true, loggedIn: false })
  const app = createApp({ $router: router, $sapccSession: { nuxt, apiUrl: '/api/sapcc', state } })
  Object.assign(app.$config.public.sapcc, settings)
  app.appConfig.sapcc = appConfig
  withApp(app, () => rememberGuardedPage(page as never))
  const end = async (isOwn: boolean) => {
    await app.callHook('sapcc:session:ended', { sessionKey: '', isOwn })
    await vi.dynamicImportSettled()
  }
  return { app, push, end, currentRoute, state, leave: router.leave }
}

it('a guarded page leaves for the sign-in page when another tab has ended the session, and not when its own has', async () => {
  const { push, end } = guardedTab({ loginPage: '/login' })
  await end(true)
  expect(push).not.toHaveBeenCalled()
  await end(false)
  expect(push).toHaveBeenCalledWith({ path: '/login', query: { returnTo: '/account' } })
})

it('does not keep other listeners waiting until the sign-in page is there', async () => {
  const { push, end } = guardedTab({ loginPage: '/login' })
  push.mockReturnValue(new Promise(() => {}))
  await end(false)
  expect(push).toHaveBeenCalledOnce()
})

it('shows the error page where there is no login to go to', async () => {
  const { app, end } = guardedTab({ apiUrl: 'https://shop.example.com/api/sapcc' })
  await end(false)
  expect((app.payload as { error?: unknown }).error).toMatchObject({ statusCode: 401 })
})

it('stays where the shop wants guarded pages to stay', async () => {
  const { push, end } = guardedTab({ loginPage: '/login' }, { leaveGuardedPages: false })
  await end(false)
  expect(push).not.toHaveBeenCalled()
})

it('does not lead a visitor away who has gone to another page meanwhile', async () => {
  const { app, push, currentRoute } = guardedTab({ loginPage: '/login' })
  await app.callHook('sapcc:session:ended', { sessionKey: '', isOwn: false })
  currentRoute.value = { ...currentRoute.value, path: '/', fullPath: '/' }
  await vi.dynamicImportSettled()
  expect(push).not.toHaveBeenCalled()
})

it.each<[what: string, meanwhile: (tab: ReturnType<typeof guardedTab>) => void]>([
  ['has gone to another page', ({ leave }) => leave()()],
  ['has signed in again', ({ state }) => void (state.value = { ready: true, loggedIn: true })],
])('does not lead a visitor away who %s before the script was there', async (_, meanwhile) => {
  const tab = guardedTab({ loginPage: '/login' })
  await tab.app.callHook('sapcc:session:ended', { sessionKey: '', isOwn: false })
  meanwhile(tab)
  await vi.dynamicImportSettled()
  expect(tab.push).not.toHaveBeenCalled()
})

/** A browser opens a guarded page that was rendered for somebody unknown. @param loggedIn what it finds out; `undefined` for nothing. */
function openedPage(loggedIn: boolean | undefined, isHydrating = true, { settings = { loginPage: '/login' }, address = '/account', base = '' }: { settings?: object, address?: string, base?: string } = {}) {
  const page = { path: '/account', fullPath: address, query: {}, meta: {} }
  const router = createRouter(page, base)
  const { push } = router
  const state = shallowRef({ ready: false, loggedIn: false })
  const ask = vi.fn(() => {
    if (loggedIn !== undefined) state.value = { ready: true, loggedIn }
    return Promise.resolve()
  })
  const app = createApp({ isHydrating, $router: router, $sapccSession: { nuxt, apiUrl: `${base}/api/sapcc`, ask, state } })
  app.payload.serverRendered = true
  Object.assign(app.$config.public.sapcc, settings)
  const navigation = Promise.resolve(withApp(app, () => sapccAuth(page as never, page as never)))
  const hydrate = async () => {
    await navigation
    await (app.hooks as unknown as { callHook: (name: string) => Promise<void> }).callHook('app:suspense:resolve')
    await vi.dynamicImportSettled()
  }
  return { app, ask, push, state, navigation, hydrate, router }
}

it.each<[loggedIn: boolean | undefined, pushes: number]>([[true, 0], [false, 1], [undefined, 0]])('a page that was rendered for everyone is hydrated before the browser asks who looks at it: signed in %s', async (loggedIn, pushes) => {
  const { ask, push, state, navigation, hydrate } = openedPage(loggedIn)
  expect(await navigation).toBeUndefined()
  expect([ask.mock.calls.length, state.value.ready]).toEqual([0, false])
  await hydrate()
  expect([ask.mock.calls.length, push.mock.calls.length]).toEqual([1, pushes])
})

it('does not lead a visitor away who has gone to another page before the answer', async () => {
  const { push, hydrate, router } = openedPage(false)
  router.leave()()
  await hydrate()
  expect(push).not.toHaveBeenCalled()
})

/** `NavigationFailureType` of vue-router. */
const ABORTED = { type: 4 }
const CANCELLED = { type: 8 }

/** Hydrates a guarded page while a visitor is on the way to another one, and ends that way then. @param begin @returns what ends it. */
async function hydratedOnTheWay(begin: (router: ReturnType<typeof createRouter>) => () => void) {
  const { push, hydrate, router } = openedPage(false)
  const end = begin(router)
  const hydrated = hydrate()
  await vi.dynamicImportSettled()
  expect(push).not.toHaveBeenCalled()
  end()
  await hydrated
  await eventually(() => expect(push).toHaveBeenCalledWith({ path: '/login', query: { returnTo: '/account' } }))
  return router
}

it('leads a visitor away whose way to another page has come to nothing', async () => {
  const router = await hydratedOnTheWay(({ leave }) => {
    const end = leave()
    return () => end(ABORTED)
  })
  expect(router.ends.size).toBe(0)
})

it('leads a visitor away whose way to another page ended with an error', async () => {
  const router = await hydratedOnTheWay(({ fail }) => fail())
  expect([router.ends.size, router.failures.size]).toEqual([0, 0])
})

it('waits for the last of several ways to other pages', async () => {
  const { push, hydrate, router } = openedPage(false)
  const first = router.leave()
  const last = router.leave('/last')
  first(CANCELLED)
  await hydrate()
  last()
  await new Promise(resolve => setTimeout(resolve))
  expect(push).not.toHaveBeenCalled()
})

it('remembers the page of a customer whose way to another page has come to nothing', async () => {
  const { app, hydrate, router } = openedPage(true)
  router.leave()(ABORTED)
  await hydrate()
  expect(guardedPage(app)).toMatchObject({ path: '/account' })
})

it('a guarded page that the visitor goes to later is not opened before the answer', async () => {
  const { ask, navigation } = openedPage(false, false)
  await navigation
  expect(ask).toHaveBeenCalledOnce()
})

it('watches one navigation only, however many guarded pages are opened', async () => {
  const { app, navigation, router } = openedPage(true, false)
  await navigation
  for (let opened = 0; opened < 5; opened++) {
    router.leave()
    const page = router.currentRoute.value as never
    await withApp(app, () => sapccAuth(page, page))
  }
  expect(router.guards.size).toBe(1)
})

describe('while the script for the login is slow', () => {
  let arrive: () => void
  const leaveForLogin = vi.fn()
  beforeEach(() => {
    leaveForLogin.mockClear()
    const slow = new Promise<void>(resolve => arrive = resolve)
    vi.doMock('../../../src/runtime/app/session/leave-for-login', async () => {
      await slow
      return { leaveForLogin }
    })
  })
  afterEach(() => void vi.doUnmock('../../../src/runtime/app/session/leave-for-login'))

  /** @param isHydrating whether the page is shown already. @returns whether the visitor is sent to the login. */
  async function isSent(isHydrating: boolean, meanwhile: (page: ReturnType<typeof openedPage>) => void): Promise<boolean> {
    const page = openedPage(false, isHydrating)
    const opened = isHydrating ? page.hydrate() : page.navigation
    await eventually(() => expect(page.state.value.ready).toBe(true))
    meanwhile(page)
    arrive()
    await opened
    await vi.dynamicImportSettled()
    await new Promise(resolve => setTimeout(resolve))
    return leaveForLogin.mock.calls.length > 0
  }

  describe.each([true, false])('of a page that is shown already: %s', (isHydrating) => {
    it('a visitor who waits is sent there', async () => expect(await isSent(isHydrating, () => {})).toBe(true))
    it('a visitor who has gone elsewhere is not', async () => expect(await isSent(isHydrating, ({ router }) => router.leave()())).toBe(false))
    it('a visitor who is on the way elsewhere is not', async () => expect(await isSent(isHydrating, ({ router }) => void router.leave())).toBe(false))
    it('a visitor who has signed in is not', async () => expect(await isSent(isHydrating, ({ state }) => void (state.value = { ready: true, loggedIn: true }))).toBe(false))
  })
})

describe('in a tab that is older than the last deployment, whose script for the login is gone', () => {
  const navigateTo = vi.spyOn(nuxt, 'navigateTo')
  beforeEach(() => {
    navigateTo.mockReset().mockResolvedValue(undefined)
    vi.doMock('../../../src/runtime/app/session/leave-for-login', () => {
      throw new Error('Failed to fetch dynamically imported module')
    })
  })
  afterEach(() => void vi.doUnmock('../../../src/runtime/app/session/leave-for-login'))

  const base = '/shop'
  const address = '/account#orders'

  it.each<[what: string, settings: object, expected: string]>([
    ['the shop\'s own sign-in page', { loginPage: '/login' }, '/shop/login?returnTo=%2Faccount%23orders'],
    ['the same with a query', { loginPage: '/login?brand=a' }, '/shop/login?brand=a&returnTo=%2Faccount%23orders'],
    ['the authorization server\'s page', { loginPage: '' }, '/shop/api/sapcc/auth/login?returnTo=%2Faccount%23orders'],
    ['the same in place of a page that only has a name', { loginPage: 'login' }, '/shop/api/sapcc/auth/login?returnTo=%2Faccount%23orders'],
  ])('the login is loaded from the server, never the guarded page, which might be the same old one: %s', async (_, settings, expected) => {
    const shown = openedPage(false, true, { settings, address, base })
    await shown.hydrate()
    expect(navigateTo).toHaveBeenCalledExactlyOnceWith(expected, { external: true })
    navigateTo.mockClear()
    await openedPage(false, false, { settings, address, base }).navigation
    expect(navigateTo).toHaveBeenCalledExactlyOnceWith(expected, { external: true })
  })

  it('takes the sign-in page in the visitor\'s language', async () => {
    const { app, hydrate } = openedPage(false)
    Object.assign(app, { $localePath: (path: string) => `/de${path}` })
    await hydrate()
    expect(navigateTo).toHaveBeenCalledExactlyOnceWith('/de/login?returnTo=%2Faccount', { external: true })
  })

  it('a sign-in page that is guarded itself stays', async () => {
    await openedPage(false, true, { settings: { loginPage: '/account' } }).hydrate()
    expect(navigateTo).not.toHaveBeenCalled()
  })

  it('a guarded page whose session ends leaves for the login, unless the visitor is elsewhere by then or the shop wants it to stay', async () => {
    await guardedTab({ loginPage: '/login' }, { leaveGuardedPages: false }).end(false)
    const { app, leave } = guardedTab({ loginPage: '/login' })
    await app.callHook('sapcc:session:ended', { sessionKey: '', isOwn: false })
    leave()()
    await vi.dynamicImportSettled()
    expect(navigateTo).not.toHaveBeenCalled()
    await guardedTab({ loginPage: '/login' }).end(false)
    await eventually(() => expect(navigateTo).toHaveBeenCalledExactlyOnceWith('/login?returnTo=%2Faccount', { external: true }))
  })
})
