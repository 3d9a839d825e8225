import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ref } from 'vue'
import { rememberGuardedPage } from '../../../src/runtime/app/session/leave-for-login'
import { createApp, withApp } from './nuxt/app'

beforeEach(() => vi.stubGlobal('window', globalThis))
afterEach(() => void vi.unstubAllGlobals())

/** A tab that shows a page with the middleware `sapcc-auth`. */
function guardedTab(settings: object) {
  const page = { path: '/account', fullPath: '/account', query: {}, meta: {} }
  const push = vi.fn(() => Promise.resolve())
  const resolve = (path: string) => ({ path, query: {}, fullPath: path })
  const app = createApp({ $router: { currentRoute: ref(page), push, resolve } })
  Object.assign(app.$config.public.sapcc, settings)
  withApp(app, () => rememberGuardedPage(page as never))
  const end = (isOwn: boolean) => app.callHook('sapcc:session:ended', { sessionKey: '', isOwn })
  return { app, push, end }
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
