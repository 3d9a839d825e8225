import { defineHandler, serverFetch } from 'nitro'
import { getQuery } from 'nitro/h3'
import { log } from '../log'

export default defineHandler((event) => {
  const { id, middleware, again } = getQuery(event)
  const { nuxt } = event.context as { nuxt?: Record<string, unknown> }
  // As Nuxt's own middleware for a base path that is set when the server starts.
  if (again && !nuxt?.['~internal']) return serverFetch(`${String(again)}${event.url.search}`, event.req, { nuxt: { '~internal': true } })
  const nodeCookie = event.req.runtime?.node?.req.headers.cookie
  log(id, 'middleware', { cookie: event.req.headers.get('cookie'), nodeCookie })
  if (middleware !== 'sets') return
  event.res.headers.append('set-cookie', 'shop=1; Path=/')
  event.res.headers.append('set-cookie', 'shop=2; Path=/')
  event.res.headers.set('x-shop', 'shop')
})
