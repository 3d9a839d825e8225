import { createApp, createError, createRouter, defineEventHandler, getHeader, toNodeListener } from 'h3'
import { createHooks } from 'hookable'
import type { NitroApp, NitroAppPlugin } from 'nitropack/types'
import { callNodeRequestHandler, fetchNodeRequestHandler } from 'node-mock-http'
import { describe, expect, it, vi } from 'vitest'
import { defineServerPlugin, requestOf } from '../../../src/runtime/server/platform/nitro2'
import type { ServerApp, ServerRequest } from '../../../src/runtime/server/platform/types'

vi.mock('#sapcc/fast-path', () => ({ fastPath: undefined }))
vi.mock('nitropack/runtime', () => ({
  defineNitroPlugin: (plugin: NitroAppPlugin) => plugin,
  getRouteRules: () => ({}),
  useRuntimeConfig: () => ({ app: { baseURL: '/' } }),
  useStorage: () => ({}),
}))

/** Nitro's app without the rest of Nitro. */
function startNitro() {
  const h3App = createApp({ onError: () => {} })
  const router = createRouter()
  const listener = toNodeListener(h3App)
  const nitroApp = {
    h3App,
    router,
    hooks: createHooks(),
    captureError: () => {},
    localCall: (request: Parameters<typeof callNodeRequestHandler>[1]) => callNodeRequestHandler(listener, request),
    localFetch: (input: string, init?: RequestInit) => fetchNodeRequestHandler(listener, input, init as object),
  } as unknown as NitroApp
  const finished: string[] = []
  const plugin = defineServerPlugin(() => ({
    open: () => {},
    hasScope: () => false,
    finish: ({ rawUrl }: ServerRequest) => void finished.push(rawUrl),
  } as unknown as ServerApp))
  // As `$fetch` does, the shop's code calls Nitro's own function.
  const { localFetch } = nitroApp
  void plugin(nitroApp)
  h3App.use(router)
  return { nitroApp, router, finished, innerFetch: localFetch as (input: string, init?: object) => Promise<Response> }
}

describe('visitors\' requests under way in Nitro 2', () => {
  it('are known to a request that the shop made with their cookies by hand, until they have been answered', async () => {
    const { nitroApp, router, finished, innerFetch } = startNitro()
    const seen: string[][] = []
    router.get('/api/inner', defineEventHandler((event) => {
      const request = requestOf(event)
      expect([request.isInner, request.outer]).toEqual([true, undefined])
      seen.push([...request.underWay ?? []].map(({ rawUrl }) => rawUrl))
      return {}
    }))
    router.get('/own', defineEventHandler(event => innerFetch('/api/inner', { headers: { cookie: getHeader(event, 'cookie') } }).then(() => ({}))))
    router.get('/fails', defineEventHandler(() => {
      throw createError({ statusCode: 500 })
    }))
    const visit = (url: string, cookie?: string) => nitroApp.localCall({ url, headers: cookie === undefined ? {} : { cookie } })
    await visit('/fails', 'a=1')
    await Promise.all([visit('/own', 'a=1'), visit('/without')])
    await visit('/own', 'a=2')
    expect(seen).toEqual([['/own'], ['/own']])
    expect(finished).toContain('/own')
  })

  it('are those, too, that the shop has sent to SAP and that have come back', async () => {
    const { nitroApp, router, innerFetch } = startNitro()
    let seen: string[] = []
    router.get('/api/inner', defineEventHandler((event) => {
      seen = [...requestOf(event).underWay ?? []].map(({ rawUrl }) => rawUrl)
      return {}
    }))
    router.get('/own', defineEventHandler(() => innerFetch('/api/inner').then(() => ({}))))
    await nitroApp.localCall({ url: '/own', headers: { 'sapcc-hop': 'x' } })
    expect(seen).toEqual(['/own'])
  })

  it('are forgotten after a minute where the platform does not tell that they were given up', async () => {
    const { nitroApp, router, innerFetch } = startNitro()
    const now = vi.spyOn(performance, 'now')
    let seen: string[] = []
    router.get('/api/inner', defineEventHandler((event) => {
      seen = [...requestOf(event).underWay ?? []].map(({ rawUrl }) => rawUrl)
      return {}
    }))
    router.get('/own', defineEventHandler(() => innerFetch('/api/inner').then(() => ({}))))
    router.get('/hangs', defineEventHandler(() => new Promise(() => {})))
    const visit = (url: string) => nitroApp.localCall({ url, headers: { cookie: 'a=1' } })
    now.mockReturnValue(0)
    void visit('/hangs')
    now.mockReturnValue(59_000)
    await visit('/own')
    expect(seen).toEqual(['/hangs', '/own'])
    now.mockReturnValue(60_000)
    await visit('/own')
    expect(seen).toEqual(['/own'])
    now.mockRestore()
  })
})
