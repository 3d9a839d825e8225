import { afterEach, expect, it, vi } from 'vitest'
import plugin from '../../../src/runtime/app/plugins/devtools.client'
import { createApp, withApp } from './nuxt/app'

afterEach(() => void vi.unstubAllGlobals())

it('the DevTools tab lets every request through, also one whose address is not encoded well', async () => {
  const send = vi.fn(() => Promise.resolve(Response.json({})))
  const window = { fetch: send as typeof fetch }
  vi.stubGlobal('window', window)
  vi.stubGlobal('location', new URL('https://shop.example.com/'))
  vi.stubGlobal('BroadcastChannel', class { postMessage(): void {} })
  const app = createApp()
  withApp(app, () => (plugin as unknown as { setup: (app: object) => void }).setup(app))
  expect((await window.fetch('/api/sapcc/%')).status).toBe(200)
  expect(send).toHaveBeenCalledExactlyOnceWith('/api/sapcc/%', undefined)
})
