import { createError, defineEventHandler, getQuery, getRequestHeader, getRequestHeaders, getRouterParam, send, sendRedirect } from 'h3'
import type { H3Event } from 'h3'
import { useNitroApp } from 'nitropack/runtime'
import { requestOf } from '#sapcc/platform'
import { log } from '../log'

/** The shop's own route: `/shop/:kind`, each kind another way in which a handler of Nitro 2 can answer. */
export default defineEventHandler(async (event) => {
  const { id, from } = getQuery(event)
  const request = requestOf(event)
  log(id, 'handler', { cookie: getRequestHeader(event, 'cookie') ?? null, isCached: request.isCached, isInner: request.isInner, isSame: requestOf(event) === request })
  const { res } = event.node
  const kind = getRouterParam(event, 'kind')
  if (kind?.startsWith('kept')) return `kept ${String(id)}`
  switch (kind) {
    case 'value': return { kind: 'value' }
    case 'text': return 'text'
    case 'named': return { name: 'named' }
    case 'send': return await send(event, 'sent', 'text/plain')
    case 'response': return new Response('web', { headers: { 'x-web': 'web' } })
    case 'redirect': return await sendRedirect(event, '/elsewhere')
    case 'static-redirect': return Response.redirect('http://shop.test/elsewhere')
    case 'fetched': return await fetch(String(from))
    case 'not-modified':
      res.statusCode = 304
      return res.end()
    case 'stream': return new Response('streamed').body
    case 'throws': throw createError({ statusCode: 418, message: 'a teapot' })
    case 'later': throw createError({ statusCode: 503, message: 'later' })
    case 'caught': return await Promise.reject(createError({ statusCode: 503, message: 'later' })).catch(() => 'caught')
    case 'expected': throw new ExpectedError('busy')
    case 'fails': throw new Error('boom')
    case 'write-head':
      res.writeHead(200, { 'content-type': 'text/plain', 'set-cookie': ['raw=1; Path=/', 'raw=2; Path=/'] })
      res.write('raw ')
      return res.end('write')
    case 'write-head-list':
      res.writeHead(200, 'OK', ['content-type', 'text/plain', 'set-cookie', 'raw=1; Path=/', 'set-cookie', 'raw=2; Path=/'])
      return res.end('raw write')
    case 'write':
      res.write('raw ')
      return res.end('write')
    case 'flush':
      res.flushHeaders()
      await new Promise(resolve => setTimeout(resolve, 20))
      return res.end('flushed')
    case 'inner': return await callItself(event)
  }
})

/** An error that is none of the framework's, and says so as a `SapccError` does. */
class ExpectedError extends Error {
  static readonly __h3_error__ = true
  readonly status = 503
  readonly statusCode = 503
  readonly unhandled = false
}

/** Calls the server itself, in the way that the query names. */
async function callItself(event: H3Event): Promise<unknown> {
  const { id, way, to = '/shop/value' } = getQuery(event)
  const base = String(getQuery(event).base ?? '')
  const path = `${base}${String(to)}?id=${String(id)}.inner`
  const headers = { cookie: getRequestHeaders(event).cookie ?? '' }
  const response = await call()
  return { status: response.status, cookies: response.headers.getSetCookie(), body: await response.text() }

  async function call(): Promise<Response> {
    switch (way) {
      case 'fetch-with-cookies': return await useNitroApp().localFetch(path, { headers })
      case 'event-fetch': return await event.fetch(path)
      // It has the base already.
      case 'event-$fetch': return new Response(await event.$fetch<string>(path.slice(base.length), { responseType: 'text', ignoreResponseError: true }))
      case '$fetch': {
        const { _data, status, headers } = await $fetch.raw<string>(path.slice(base.length), { responseType: 'text', ignoreResponseError: true })
        return new Response(_data, { status, headers })
      }
      default: throw new Error(`No such way: ${String(way)}`)
    }
  }
}
