import { defineHandler } from 'nitro'
import { getQuery } from 'nitro/h3'
import { requestOf } from '#sapcc/platform'
import { log } from '../log'

/** Where Nuxt renders the page of an error. */
export default defineHandler((event) => {
  log(getQuery(event).id, 'error page', { isInner: requestOf(event).isInner, outer: requestOf(event).outer?.query.id ?? null, cookie: event.req.headers.get('cookie') })
  event.res.headers.set('content-type', 'text/html')
  return '<h1>Error</h1>'
})
