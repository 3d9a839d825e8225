import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { shallowRef } from 'vue'
import sapccAuth from '../../../src/runtime/app/middleware/sapcc-auth'
import { rememberGuardedPage } from '../../../src/runtime/app/session/guarded-page'
import { nuxt } from '../../../src/runtime/app/session/session-access'
import { createApp, withApp } from './nuxt/app'

beforeEach(() => vi.stubGlobal('window', globalThis))
afterEach(() => void vi.unstubAllGlobals())

/** A tab that shows a page with the middleware `sapcc-auth`. */
function guardedTab(settings: object, appConfig: object = {}) {
  const page = { path: '/account', fullPath: '/account', query: {}, meta: {} }
  const push = vi.fn(() => Promise.resolve())
  const resolve = (path: string) => ({ path, query: {}, fullPath: path })
  const currentRoute = shallowRef(page)
  const app = createApp({ $router: { currentRoute, push, resolve }, $sapccSession: { nuxt, apiUrl: '/api/sapcc' } })
  Object.assign(app.$config.public.sapcc, settings)
  app.appConfig.sapcc = appConfig
  withApp(app, () => rememberGuardedPage(page as never))
  const end = async (isOwn: boolean) => {
    await app.callHook('sapcc:session:ended', { sessionKey: '', isOwn })
    await vi.dynamicImportSettled()
  }
  return { app, push, end, currentRoute }
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

/** A browser opens a guarded page that was rendered for somebody unknown. @param loggedIn what it finds out; `undefined` for nothing. */
function openedPage(loggedIn: boolean | undefined, isHydrating = true) {
  const page = { path: '/account', fullPath: '/account', query: {}, meta: {} }
  const push = vi.fn(() => Promise.resolve())
  const state = shallowRef({ ready: false, loggedIn: false })
  const ask = vi.fn(() => {
    if (loggedIn !== undefined) state.value = { ready: true, loggedIn }
    return Promise.resolve()
  })
  const currentRoute = shallowRef(page)
  const app = createApp({ isHydrating, $router: { currentRoute, push, resolve: (path: string) => ({ path, query: {}, fullPath: path }) }, $sapccSession: { nuxt, apiUrl: '/api/sapcc', ask, state } })
  app.payload.serverRendered = true
  Object.assign(app.$config.public.sapcc, { loginPage: '/login' })
  const navigation = Promise.resolve(withApp(app, () => sapccAuth(page as never, page as never)))
  const hydrate = async () => {
    await navigation
    await (app.hooks as unknown as { callHook: (name: string) => Promise<void> }).callHook('app:suspense:resolve')
    await vi.dynamicImportSettled()
  }
  return { ask, push, state, navigation, hydrate, currentRoute }
}

it.each<[loggedIn: boolean | undefined, pushes: number]>([[true, 0], [false, 1], [undefined, 0]])('a page that was rendered for everyone is hydrated before the browser asks who looks at it: signed in %s', async (loggedIn, pushes) => {
  const { ask, push, state, navigation, hydrate } = openedPage(loggedIn)
  expect(await navigation).toBeUndefined()
  expect([ask.mock.calls.length, state.value.ready]).toEqual([0, false])
  await hydrate()
  expect([ask.mock.calls.length, push.mock.calls.length]).toEqual([1, pushes])
})

it('does not lead a visitor away who has gone to another page before the answer', async () => {
  const { push, hydrate, currentRoute } = openedPage(false)
  currentRoute.value = { ...currentRoute.value, path: '/', fullPath: '/' }
  await hydrate()
  expect(push).not.toHaveBeenCalled()
})

it('a guarded page that the visitor goes to later is not opened before the answer', async () => {
  const { ask, navigation } = openedPage(false, false)
  await navigation
  expect(ask).toHaveBeenCalledOnce()
})

describe('in a tab that is older than the last deployment, whose script for the login is gone', () => {
  beforeEach(() => vi.doMock('../../../src/runtime/app/session/leave-for-login', () => {
    throw new Error('Failed to fetch dynamically imported module')
  }))
  afterEach(() => void vi.doUnmock('../../../src/runtime/app/session/leave-for-login'))

  it('a guarded page is asked of the server, which redirects to the login', async () => {
    const assign = vi.fn()
    vi.stubGlobal('location', { assign, href: 'https://shop.example.com/' })
    const navigateTo = vi.spyOn(nuxt, 'navigateTo').mockResolvedValue(undefined)
    await openedPage(false, false).navigation
    expect(navigateTo).toHaveBeenCalledExactlyOnceWith('/account', { external: true })
    navigateTo.mockRestore()
  })

  it('a guarded page whose session ends is loaded again, unless the visitor is elsewhere by then or the shop wants it to stay', async () => {
    const reload = vi.fn()
    vi.stubGlobal('location', { reload })
    await guardedTab({ loginPage: '/login' }, { leaveGuardedPages: false }).end(false)
    const { app, currentRoute } = guardedTab({ loginPage: '/login' })
    await app.callHook('sapcc:session:ended', { sessionKey: '', isOwn: false })
    currentRoute.value = { ...currentRoute.value, path: '/' }
    await vi.dynamicImportSettled()
    expect(reload).not.toHaveBeenCalled()
    await guardedTab({ loginPage: '/login' }).end(false)
    await vi.dynamicImportSettled()
    expect(reload).toHaveBeenCalledOnce()
  })
})
