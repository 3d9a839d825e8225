import { SapccError, isRecord } from '../../sdk/errors'
import type { OAuthUserTokenResponse, PublicTokenResponse } from '../../sdk/token'
import type { CallInternally } from '../cart/merge-cart'
import { OperatorNote } from '../http/operator-note'
import { mayComeFromShop, originOf } from '../http/same-origin'
import type { RequestScope } from '../http/request-scope'
import { readTokens } from '../oauth'
import { publicTokensOfSession } from '../session/session'
import { assertSessionPossible } from './begin-session'
import type { BeginSession } from './begin-session'

/** Tokens that another system has obtained from the authorization server. */
export type HandedOverTokens = Pick<OAuthUserTokenResponse, 'access_token'> & Partial<OAuthUserTokenResponse>

/** Options of the session that begins with these tokens. */
export interface AdoptTokensOptions {
  /** The customer, instead of the user that SAP reports. */
  userId?: string
  /** Whether the request may come from another site. */
  allowCrossSite?: boolean
  /** Whether to ask SAP for the customer of the tokens. @default true */
  verify?: boolean
}

/** Dependencies of {@link adoptTokens}. */
export interface AdoptTokensParts {
  beginSession: BeginSession
  /** Calls OCC with a token that does not belong to a session yet. */
  callWithToken: (scope: RequestScope, accessToken: string) => CallInternally
  /** The shop's origin, where it is known. */
  publicOrigin: string | undefined
}

/**
 * Begins a customer's session with tokens from another system.
 *
 * @throws SapccError 403 `CrossSiteRequestError`, 400 `InvalidTokensError`, 500 `SessionNotPossibleError`; 401 when
 * SAP refuses the access token; what a sign-in throws.
 */
export async function adoptTokens(scope: RequestScope, handedOver: unknown, options: AdoptTokensOptions, parts: AdoptTokensParts): Promise<PublicTokenResponse> {
  assertSessionPossible(scope)
  // Another site, or a link in a mail, must not be able to put a visitor into a session of its choice. So the request whose response
  // sets the session's cookies is checked like a POST. A request of the server to itself has no information about the browser.
  if (!options.allowCrossSite && !mayComeFromShop({ ...originOf(scope.sessionOwner.request), method: 'POST' }, parts.publicOrigin)) {
    throw new SapccError('This request comes from another site.', {
      status: 403,
      data: { type: 'CrossSiteRequestError' },
      cause: new OperatorNote('A route that another system sends browsers to has to check that itself, and tells `beginSapccSession` so with `allowCrossSite`.'),
    })
  }
  const tokens = readTokens(handedOver, Date.now())
  if (!tokens) throw invalidTokens('There is no access token that could be sent as `Authorization: Bearer`.')
  const uid = options.verify === false ? undefined : await ownerOf(parts.callWithToken(scope, tokens.access_token))
  const userId = options.userId ?? uid
  const { session } = await parts.beginSession(scope, tokens, userId === undefined ? {} : { userId })
  return publicTokensOfSession(session, Date.now())
}

/** Answers of SAP's that mean: the token is good, but this customer may not use `getUser`. B2B sites have another operation for it. */
const NOT_ALLOWED: ReadonlySet<string> = new Set(['AccessDeniedError', 'ForbiddenError'])

/** The user that SAP sees where a token is the application's own (client credentials). */
const ANONYMOUS = 'anonymous'

/** @throws SapccError what SAP says about a token that it does not take, or that is no customer's. */
async function ownerOf(call: CallInternally): Promise<string | undefined> {
  try {
    const user = await call('getUser', { userId: 'current', fields: 'BASIC' })
    if (!isRecord(user) || typeof user.uid !== 'string') return undefined
    if (user.uid === ANONYMOUS) throw invalidTokens('The access token is not a customer\'s.')
    return user.uid
  }
  catch (error) {
    if (error instanceof SapccError && NOT_ALLOWED.has(error.data.type)) return undefined
    throw error
  }
}

function invalidTokens(problem: string): SapccError {
  return new SapccError(problem, { status: 400, data: { type: 'InvalidTokensError' } })
}
