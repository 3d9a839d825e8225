import { getRequestHeader } from 'h3'
import { defineCachedEventHandler } from 'nitropack/runtime'
import { requestOf } from '#sapcc/platform'
import { log } from '../log'

/** A handler that the shop caches itself, without a route rule. */
export default defineCachedEventHandler((event) => {
  const request = requestOf(event)
  log(request.query.id, 'handler', { isCached: request.isCached, cookie: getRequestHeader(event, 'cookie') ?? null, header: request.header('cookie') ?? null, isSame: requestOf(event) === request })
  return `made for ${request.header('cookie') ?? 'everyone'}`
}, { maxAge: 60, name: 'self-cached', getKey: event => event.path })
