import type { PublicTokenResponse } from '../../sdk/token'
import { adoptTokens } from '../auth/adopt-tokens'
import type { HandedOverTokens } from '../auth/adopt-tokens'
import type { ServerEvent } from '../platform/types'
import { noted } from '../http/noted'

/** A token response of SAP's authorization server that another system has requested: `access_token` is required, all other members are optional. */
export type SapccTokens = HandedOverTokens

/** Options of {@link beginSapccSession}. */
export interface BeginSapccSessionOptions {
  /** Name of the customer, for `listSapccSessions` and the hook `sapcc:session:created`. @default the customer's `uid` at SAP */
  userId?: string
  /**
   * Whether the request may come from another site. Only for a route that checks
   * itself that this browser has requested the session, by a one-time `state` in a
   * cookie that the route has set before. Otherwise any site could sign a visitor in
   * as another customer.
   *
   * @default false
   */
  allowCrossSite?: boolean
  /**
   * Whether a call to SAP checks that the access token is valid, and reads the customer's name.
   *
   * @default true
   */
  verify?: boolean
}

/**
 * Begins a session with tokens that come from elsewhere: from a grant of your
 * own, or from another login system. It is a sign-in like any other: the browser
 * gets a new session in place of the one it had, whose tokens are revoked, the
 * anonymous cart is merged, and the hooks are called. If the session cannot
 * begin, the tokens are revoked.
 *
 * The tokens must have been issued to this shop's client (`oauth.clientId`): no
 * other one can refresh or revoke them.
 *
 * @param event event of a request whose response reaches the browser.
 * @param tokens a token response (RFC 6749, section 5.1). Without `refresh_token` the session ends with the access token.
 * @returns the part of the token response that the browser may have.
 * @throws SapccError 403 `CrossSiteRequestError` for a request from another site, 400 `InvalidTokensError` for what is
 * no token response, 401 when SAP does not take the access token, 431 `SessionTooLargeError`, 500
 * `SessionNotPossibleError` for a response that cannot set cookies, 503 when SAP or the storage cannot be reached.
 *
 * @example
 * export default defineEventHandler(async (event) => {
 *   const { ticket } = await readBody<{ ticket: string }>(event)
 *   await beginSapccSession(event, await exchangeTicket(ticket))
 *   return { ok: true }
 * })
 */
export async function beginSapccSession(event: ServerEvent, tokens: SapccTokens, options: BeginSapccSessionOptions = {}): Promise<PublicTokenResponse> {
  const { services, request } = event.context.sapcc.services(event)
  return await noted(services, 'beginSapccSession', () => adoptTokens(services.scope(request), tokens, options, {
    beginSession: services.beginSession,
    callWithToken: services.operations.withToken,
    publicOrigin: services.publicOrigin,
  }))
}
