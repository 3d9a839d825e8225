import { serverFetch } from 'nitro'
import { getQuery } from 'nitro/h3'
import { useRuntimeConfig } from 'nitro/runtime-config'
import type { H3Event } from 'nitro/h3'
import type { NitroErrorHandler } from 'nitro/types'

/** As Nuxt's own: the page of an error comes from a request of the server to itself, headers and all. */
const errorHandler: NitroErrorHandler = async (error, httpEvent) => {
  const event = httpEvent as H3Event
  const status = error.status || 500
  if (!event.req.headers.get('accept')?.includes('text/html')) return Response.json({ error: true, url: event.req.url, statusCode: status, unhandled: error.unhandled }, { status })
  const { id } = getQuery(event)
  const base = useRuntimeConfig().app.baseURL.replace(/\/$/, '')
  const page = await serverFetch(`${base}/__nuxt_error?id=${String(id)}.error`, { headers: event.req.headers, redirect: 'manual' }, { nuxt: { '~internal': true, '~rendering-error': true } })
  const headers = new Headers(error.headers)
  for (const [name, value] of [...page.headers, ...event.res.headers]) {
    if (name === 'set-cookie') headers.append(name, value)
    else headers.set(name, value)
  }
  return new Response(await page.text(), { status, headers })
}

export default errorHandler
