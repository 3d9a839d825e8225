import { createApp, createRouter, defineEventHandler, fetchWithEvent, getHeader, toNodeListener } from 'h3'
import { fetchNodeRequestHandler } from 'node-mock-http'
import { expect, it, vi } from 'vitest'
import { requestOf } from '../../../src/runtime/server/platform/nitro2/request'

vi.mock('nitropack/runtime', () => ({ getRouteRules: () => ({}) }))

// Node's server gives all names in lower case. `event.fetch` hands over the names as the shop's code has written them.
it('a request of the server to itself has its headers whatever the case of their names', async () => {
  const app = createApp({ onRequest: event => void requestOf(event) })
  const listener = toNodeListener(app)
  const localFetch = (input: string, init: object) => fetchNodeRequestHandler(listener, input, init)
  const router = createRouter()
  router.post('/api/inner', defineEventHandler((event) => {
    const request = requestOf(event)
    return {
      ofModule: [request.header('content-type'), request.header('x-group'), request.header('cookie')],
      ofShop: [getHeader(event, 'content-type'), event.headers.get('content-type')],
      names: Object.keys(request.headers),
    }
  }))
  router.get('/own', defineEventHandler(event => fetchWithEvent(event, '/api/inner', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Group': 'vip' } }, { fetch: localFetch as never })))
  app.use(router)
  const answer = await localFetch('/own', { headers: { 'content-type': 'text/plain', 'cookie': 'a=1' } })
  expect(await answer.json()).toEqual({
    ofModule: ['application/json', 'vip', 'a=1'],
    ofShop: ['application/json', 'application/json'],
    names: expect.arrayContaining(['content-type', 'x-group', 'cookie']) as string[],
  })
})
