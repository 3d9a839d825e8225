import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { shallowRef } from 'vue'
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
