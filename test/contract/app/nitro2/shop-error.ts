import { appendResponseHeader, getQuery, getRequestHeader, getRequestHeaders, send, setResponseHeader, setResponseStatus } from 'h3'
import { useNitroApp, useRuntimeConfig } from 'nitropack/runtime'
import type { NitroErrorHandler } from 'nitropack/types'

/** As Nuxt's own: the page of an error comes from a request of the server to itself, headers and all. */
const errorHandler: NitroErrorHandler = async (error, event) => {
  setResponseStatus(event, error.statusCode || 500)
  if (!getRequestHeader(event, 'accept')?.includes('text/html')) {
    setResponseHeader(event, 'content-type', 'application/json')
    return await send(event, JSON.stringify({ error: true, url: event.path, statusCode: error.statusCode, unhandled: error.unhandled }))
  }
  const { id } = getQuery(event)
  const base = useRuntimeConfig().app.baseURL.replace(/\/$/, '')
  const headers = { ...getRequestHeaders(event) as Record<string, string>, 'x-nuxt-error': 'true' }
  const page = await useNitroApp().localFetch(`${base}/__nuxt_error?id=${String(id)}.error`, { headers, redirect: 'manual' })
  for (const [name, value] of page.headers) {
    if (name === 'set-cookie') appendResponseHeader(event, name, value)
    else if (name !== 'content-length') setResponseHeader(event, name, value)
  }
  return await send(event, await page.text())
}

export default errorHandler
