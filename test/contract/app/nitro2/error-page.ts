import { defineEventHandler, getQuery, getRequestHeader, setResponseHeader } from 'h3'
import { requestOf } from '#sapcc/platform'
import { log } from '../log'

/** Where Nuxt renders the page of an error. */
export default defineEventHandler((event) => {
  log(getQuery(event).id, 'error page', { isInner: requestOf(event).isInner, outer: requestOf(event).outer?.query.id ?? null, cookie: getRequestHeader(event, 'cookie') ?? null })
  setResponseHeader(event, 'content-type', 'text/html')
  return '<h1>Error</h1>'
})
