import { defineEventHandler } from 'h3'
import type { H3Event } from 'h3'
import { useRuntimeConfig } from 'nitropack/runtime'
import { joinURL } from 'ufo'
import { passOn } from '../proxy/answer'
import { forward } from '../proxy/forward'
import type { ProxyTarget } from '../proxy/path'
import { requestToSap } from '../proxy/request'
import { watchClient } from '#sapcc/upstream'
import type { CancelSignal } from '../occ/upstream'
import { answerWithError } from './answer-error'

/**
 * `/api/occ/**`: everything OCC has that is no operation, streamed both ways
 * with the visitor's token. `/api/occ/{baseSiteId}/…` is `{api.uri}/{baseSiteId}/…`.
 */
export default defineEventHandler(event => answerProxied(event, proxyBase(event)))

/**
 * @param proxyBase where the proxy lies, e.g. `/api/occ`.
 * @returns the body of an error; `undefined` when the answer has been sent.
 */
export async function answerProxied(event: H3Event, proxyBase: string): Promise<unknown> {
  const client = watchClient(event)
  try {
    await answer(event, proxyBase, client)
  }
  catch (error) {
    // Nobody is left to be told, or half of the answer is out: the connection was broken instead.
    if (client.aborted || event.node.res.headersSent) return
    return await answerWithError(event, error)
  }
}

async function answer(event: H3Event, proxyBase: string, signal: CancelSignal): Promise<void> {
  const context = event.context.sapccServer(event)
  const { api } = context.config
  const decided = context.siteContext(event)
  const { baseSiteId } = decided instanceof Promise ? await decided : decided
  const target: ProxyTarget = { apiUri: api.uri, baseSiteId, allowedBaseSites: api.allowedBaseSites, allowUserIds: api.allowUserIds, proxyBase }
  const visit = context.visit(event)
  try {
    const { request, headers } = await requestToSap(event, target, context.publicOrigin)
    const forwarded = await forward(event, context, request, headers, signal)
    // New cookies go out with the headers, and those with the first byte of the body.
    const committing = visit.commit()
    if (committing) await committing
    await passOn(event, forwarded, request.url, target)
  }
  finally {
    if (!event.node.res.headersSent) await visit.commit()
  }
}

/**
 * Where this handler was registered: `/api/occ/**` below the app's base. Like
 * Nitro's own router this asks for the configuration without the event, for
 * which Nitro would read the whole environment again at each request.
 */
function proxyBase(event: H3Event): string {
  const route = event.context.matchedRoute?.path.replace(/\/\*\*$/, '') ?? ''
  return joinURL(useRuntimeConfig().app.baseURL, route)
}
