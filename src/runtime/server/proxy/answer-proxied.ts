import type { SapccApiConfig } from '../config/types'
import type { SiteContext } from '../hooks'
import type { RequestScope } from '../http/request-scope'
import type { Answer } from '../platform/types'
import type { RequestSession } from '../session/request-session'
import type { CallSap } from '../upstream/call-sap'
import { answerToClient } from './answer'
import { forward } from './forward'
import type { ProxyTarget } from './path'
import { requestToSap } from './request'

/** What the proxy's route needs. */
export interface AnswerProxiedOptions {
  api: SapccApiConfig
  /** The shop's own, when it is known. */
  publicOrigin: string | undefined
  callSap: CallSap
  siteContext: (scope: RequestScope) => Promise<SiteContext>
  session: (scope: RequestScope) => RequestSession
}

/**
 * Answers a request to the raw proxy.
 *
 * @param proxyBase where the proxy lies, e.g. `/api/occ`.
 * @throws SapccError
 */
export async function answerProxied(scope: RequestScope, proxyBase: string, options: AnswerProxiedOptions): Promise<Answer> {
  const { api, callSap } = options
  const { request } = scope
  const { baseSiteId } = await options.siteContext(scope)
  const target: ProxyTarget = { apiUri: api.uri, baseSiteId, allowedBaseSites: api.allowedBaseSites, allowUserIds: api.allowUserIds, proxyBase }
  const toSap = await requestToSap(request, target, options.publicOrigin)
  const answer = await forward(toSap, { callSap, session: options.session(scope), scope }, request.client)
  return answerToClient(answer, request.method, toSap.url, target)
}
