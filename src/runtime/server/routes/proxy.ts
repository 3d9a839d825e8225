import { defineEventHandler, setResponseHeader } from 'h3'
import type { H3Event } from 'h3'
import { useRuntimeConfig } from 'nitropack/runtime'
import { joinURL } from 'ufo'
import { passOn } from '../proxy/answer'
import { forward } from '../proxy/forward'
import type { ProxyTarget } from '../proxy/path'
import { requestToSap } from '../proxy/request'
import { answerWithError } from './answer-error'

/**
 * `/api/occ/**`: everything OCC has that is no operation, streamed both ways
 * with the visitor's token. `/api/occ/{baseSiteId}/…` is `{api.uri}/{baseSiteId}/…`.
 */
export default defineEventHandler(async (event) => {
  setResponseHeader(event, 'cache-control', 'no-store')
  const client = new AbortController()
  const { res } = event.node
  res.once('close', () => {
    if (!res.writableFinished) client.abort()
  })
  try {
    await answer(event, client.signal)
  }
  catch (error) {
    // Nobody is left to be told, or half of the answer is out: the connection was broken instead.
    if (client.signal.aborted || res.headersSent) return
    return answerWithError(event, error)
  }
})

async function answer(event: H3Event, signal: AbortSignal): Promise<void> {
  const context = event.context.sapccServer(event)
  const { api } = context.config
  const { baseSiteId } = await context.siteContext(event)
  const target: ProxyTarget = { apiUri: api.uri, baseSiteId, allowedBaseSites: api.allowedBaseSites, allowUserIds: api.allowUserIds, proxyBase: proxyBase(event) }
  const visit = context.visit(event)
  try {
    const { request, headers } = await requestToSap(event, target, context.config)
    const forwarded = await forward(event, context, request, headers, signal)
    // New cookies go out with the headers, and those with the first byte of the body.
    await visit.commit()
    await passOn(event, forwarded, request.url, target)
  }
  finally {
    if (!event.node.res.headersSent) await visit.commit()
  }
}

/** Where this handler was registered: `/api/occ/**` below the app's base. */
function proxyBase(event: H3Event): string {
  const route = event.context.matchedRoute?.path.replace(/\/\*\*$/, '') ?? ''
  return joinURL(useRuntimeConfig(event).app.baseURL, route)
}
