import { defineHandler, fetch as nitroFetch, HTTPError, serverFetch } from 'nitro'
import { fetchWithEvent, getQuery, H3Event, redirect } from 'nitro/h3'
import { requestOf } from '#sapcc/platform'
import { log } from '../log'

/** The shop's own route: `/shop/:kind`, each kind another way in which a handler of Nitro 3 can answer. */
export default defineHandler(async (event) => {
  const request = requestOf(event)
  // Nitro's cache hides it from the event.
  const { id, from } = request.query
  // As Nuxt makes the event that a page is rendered with.
  const pageEvent = new H3Event(event.req)
  log(id, 'handler', {
    cookie: event.req.headers.get('cookie'),
    isCached: request.isCached,
    isInner: request.isInner,
    isSame: requestOf(event) === request && requestOf(pageEvent) === request,
  })
  const kind = event.context.params?.kind
  if (kind?.startsWith('kept')) return `kept ${String(id)}`
  switch (kind) {
    case 'value': return { kind: 'value' }
    case 'text': return 'text'
    case 'named': return { name: 'named' }
    case 'response': return new Response('web', { headers: { 'x-web': 'web' } })
    case 'redirect': return redirect('/elsewhere')
    case 'static-redirect': return Response.redirect('http://shop.test/elsewhere')
    case 'fetched': return await fetch(String(from))
    case 'not-modified': return new Response(null, { status: 304 })
    case 'stream': return new Response('streamed').body
    case 'throws': throw new HTTPError({ status: 418, message: 'a teapot' })
    case 'later': throw new HTTPError({ status: 503, message: 'later' })
    case 'caught': return await Promise.reject(new HTTPError({ status: 503, message: 'later' })).catch(() => 'caught')
    case 'expected': throw new ExpectedError('busy')
    case 'fails': throw new Error('boom')
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
  const { id, way, to = '/shop/value', base = '' } = getQuery(event)
  const path = `${String(base)}${String(to)}?id=${String(id)}.inner`
  const headers = { cookie: event.req.headers.get('cookie') ?? '' }
  const response = await call()
  return { status: response.status, cookies: response.headers.getSetCookie(), body: await response.text() }

  async function call(): Promise<Response> {
    switch (way) {
      case 'server-fetch': return await serverFetch(path)
      case 'nitro-fetch': return await nitroFetch(path)
      case 'fetch-with-cookies': return await serverFetch(path, { headers })
      case 'fetch-with-context': return await serverFetch(path, { headers }, event.context)
      case 'fetch-with-event': return await fetchWithEvent(event, path)
      default: throw new Error(`No such way: ${String(way)}`)
    }
  }
}
