import type { SapccApiConfig } from '../config/types'
import type { RequestScope } from '../http/request-scope'
import type { CallerHeaders } from '../occ/caller-headers'
import { isPublicMetadataPath } from '../occ/public-metadata'
import type { Answer } from '../platform/types'
import type { RequestSession } from '../session/request-session'
import type { SiteContextOf } from '../site-context/site-context'
import type { CallSap } from '../upstream/call-sap'
import { answerToClient } from './answer'
import { forward } from './forward'
import type { ProxyTarget } from './path'
import { requestToSap } from './request'

/** Whether the address is one whose answer is the same for everyone. */
function isPublicMetadata({ method, rawUrl }: RequestScope['request'], proxyBase: string): boolean {
  const queryAt = rawUrl.indexOf('?')
  return isPublicMetadataPath(method, rawUrl.slice(proxyBase.length, queryAt === -1 ? undefined : queryAt))
}

/** What the proxy's route needs. */
export interface AnswerProxiedOptions {
  api: SapccApiConfig
  /** The shop's origin, if it is known. */
  publicOrigin: string | undefined
  callerHeaders: CallerHeaders
  callSap: CallSap
  siteContext: SiteContextOf
  session: (scope: RequestScope) => RequestSession
}

/**
 * Answers a request to the raw proxy.
 *
 * @param proxyBase path of the proxy, e.g. `/api/occ`.
 * @throws SapccError
 */
export async function answerProxied(scope: RequestScope, proxyBase: string, options: AnswerProxiedOptions): Promise<Answer> {
  const { api, callSap } = options
  const { request } = scope
  const { baseSiteId, query } = await options.siteContext(scope)
  const target: ProxyTarget = { apiUri: api.uri, baseSiteId, allowedBaseSites: api.allowedBaseSites, allowUserIds: api.allowUserIds, proxyBase, query }
  const toSap = await requestToSap(request, target, options)
  const answer = await forward(toSap, { callSap, session: isPublicMetadata(request, proxyBase) ? undefined : options.session(scope) }, request.client)
  return answerToClient(answer, request, toSap.url, target)
}
