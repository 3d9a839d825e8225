import { defineEventHandler } from 'h3'
import type { H3Event } from 'h3'
import { useRuntimeConfig } from 'nitropack/runtime'
import { joinURL } from 'ufo'
import { passOn } from '../proxy/answer'
import { forward } from '../proxy/forward'
import type { ProxyTarget } from '../proxy/path'
import { requestToSap } from '../proxy/request'
import { watchClient } from '#sapcc/upstream'
import type { Visit } from '../session/request-session'
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
  let visit: Visit | undefined
  try {
    const context = event.context.sapccServer(event)
    const { api } = context.config
    const deciding = context.siteContext(event)
    const { baseSiteId } = deciding instanceof Promise ? await deciding : deciding
    const target: ProxyTarget = { apiUri: api.uri, baseSiteId, allowedBaseSites: api.allowedBaseSites, allowUserIds: api.allowUserIds, proxyBase }
    visit = context.visit(event)
    const reading = requestToSap(event, target, context.publicOrigin)
    const request = reading instanceof Promise ? await reading : reading
    const forwarded = await forward(event, context, request, client)
    // New cookies go out with the headers, and those with the first byte of the body.
    const committing = visit.commit()
    if (committing) await committing
    const passing = passOn(event, forwarded, request.url, target)
    if (passing) await passing
  }
  catch (error) {
    // Nobody is left to be told, or half of the answer is out: the connection was broken instead.
    if (client.aborted || event.node.res.headersSent) return
    return await answerWithError(event, await commitAfter(error, visit))
  }
}

/** @returns the error to answer with: the cookies' own one when they could not be written. */
async function commitAfter(error: unknown, visit: Visit | undefined): Promise<unknown> {
  try {
    await visit?.commit()
    return error
  }
  catch (failure) {
    return failure
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
