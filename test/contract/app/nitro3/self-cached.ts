import { defineCachedHandler } from 'nitro/cache'
import { requestOf } from '#sapcc/platform'
import { log } from '../log'

/** A handler that the shop caches itself, without a route rule. */
export default defineCachedHandler((event) => {
  const request = requestOf(event)
  log(request.query.id, 'handler', { isCached: request.isCached, cookie: event.req.headers.get('cookie'), header: request.header('cookie') ?? null, isSame: requestOf(event) === request })
  return `made for ${request.header('cookie') ?? 'everyone'}`
}, { maxAge: 60, name: 'self-cached', getKey: event => event.req.url })
