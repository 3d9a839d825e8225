import { SapccError, isRecord } from '../../sdk/errors'
import type { AssistedCustomer, AssistedSessionInfo } from '../../sdk/assisted-session'
import { isUnauthorized } from '../../sdk/refresh/is-unauthorized'
import type { OAuthUserTokenResponse } from '../../sdk/token'
import type { AnonymousCartOf } from '../cart/anonymous-cart'
import type { HookCaller } from '../hooks'
import type { RequestScope } from '../http/request-scope'
import type { OAuthClient } from '../oauth'
import { claimsOf } from '../oauth/jwt-claims'
import { assistedOperations } from '../occ/assisted-operations'
import { invalidParameter } from '../occ/parameter-errors'
import { defaultLimits, headerText, pathText } from '../occ/parameter-values'
import type { OperationCaller } from '../operations/call-operation'
import { emulationExpired } from '../session/assisted-errors'
import type { AssistedState } from '../session/assisted-session'
import type { SessionCaller } from '../session/newest-token'
import type { RequestSession } from '../session/request-session'
import { publicTokensOfSession, sessionFromTokens } from '../session/session'
import type { Session } from '../session/session'
import type { SiteContextOf } from '../site-context/site-context'
import type { Caller } from '../upstream/call-sap'
import { assistedContext, assistedInfo } from './assisted-methods'
import { assertSessionPossible } from './begin-session'
import type { BeginSession } from './begin-session'
import { missingParameter, readCredentials } from './read-credentials'
import type { RedirectUriOf } from './redirect-login/redirect-uri'
import type { ServerMethod } from './server-methods'
import type { SessionTermination } from './session-termination'
import type { SignInLimit } from './sign-in-limit/sign-in-limit'

/** What {@link createAssistedService} needs. */
export interface AssistedServiceOptions {
  oauth: Pick<OAuthClient, 'signIn'>
  signInLimit: () => SignInLimit
  redirectUri: RedirectUriOf
  beginSession: BeginSession
  termination: () => Pick<SessionTermination, 'revokeWhenKnownUnused'>
  session: (scope: RequestScope) => RequestSession
  anonymousCart: AnonymousCartOf
  siteContext: SiteContextOf
  callAsAgent: OperationCaller['callAsAgent']
  hooks: Pick<HookCaller, 'callHook'>
}

/** SAP's answers to a user who may not do this. */
const NOT_ALLOWED: ReadonlySet<number> = new Set([401, 403])

const MAX_ID_LENGTH = 255

/**
 * Assisted service: what a support agent does for a customer. The session's tokens are the agent's at all times, and SAP
 * decides what an agent may do; which customer is meant stands beside the session (`session/assisted-session.ts`).
 */
export function createAssistedService(options: AssistedServiceOptions): Readonly<Record<string, ServerMethod>> {
  const { hooks } = options

  async function signAgentIn(scope: RequestScope, [given]: readonly unknown[]): Promise<unknown> {
    assertSessionPossible(scope)
    const { username, password } = readCredentials('signAgentIn', isRecord(given) ? given : {})
    // Before the password is sent: without a site the agent could not act for any customer.
    await options.siteContext(scope)
    const tokens = await options.signInLimit().limitAttempt(scope.request, { kind: 'password', username }, () => options.oauth.signIn({ username, password, redirectUri: () => options.redirectUri(scope.request), onBehalfOf: scope.request }))
    await assertAgentsTokens(scope, tokens)
    const { session } = await options.beginSession(scope, tokens, { userId: username, isAgent: true })
    const requestSession = options.session(scope)
    await requestSession.setAssisted({ agent: username })
    const sessionKey = await requestSession.appSessionKey()
    return { ...publicTokensOfSession(session, Date.now()), ...(sessionKey === undefined ? {} : { sessionKey }) }
  }

  /** Before a session begins: a customer must not begin one with `signAgentIn`. */
  async function assertAgentsTokens(scope: RequestScope, tokens: OAuthUserTokenResponse): Promise<void> {
    try {
      await assertAgent(scope, { token: tokens.access_token })
    }
    catch (error) {
      scope.finishAfterResponse(options.termination().revokeWhenKnownUnused(sessionFromTokens(tokens, undefined, Date.now())))
      throw error
    }
  }

  /** SAP opens its lists of customers to agents only. */
  async function assertAgent(scope: RequestScope, caller: Caller): Promise<void> {
    await asAgent(() => call(scope, 'getCustomerLists', {}, caller))
  }

  async function call(scope: RequestScope, name: string, params: Record<string, unknown>, caller: Caller): Promise<unknown> {
    const { baseSiteId } = await options.siteContext(scope)
    return await options.callAsAgent(scope, name, assistedOperations, { baseSite: baseSiteId, ...params }, caller)
  }

  /** The session of the request with what is known of its agent. @param madeIn see `ServerMethod`. */
  async function agentsSession(scope: RequestScope, madeIn: string | undefined): Promise<{ requestSession: RequestSession, state: AssistedState, caller: Caller }> {
    const requestSession = options.session(scope)
    const session = await requestSession.sessionReadyForCall()
    if (madeIn !== undefined) requestSession.assertMadeInThisSession(madeIn)
    if (!session) throw noSession()
    const caller: SessionCaller = { token: session.accessToken, sessionId: session.id, session }
    const state = requestSession.assistedOf(session)
    if (state) return { requestSession, state, caller }
    // After a redirect login.
    await assertAgent(scope, caller)
    const agent = nameOfAgent(session)
    return { requestSession, state: agent === undefined ? {} : { agent }, caller }
  }

  async function findCustomers(scope: RequestScope, [given]: readonly unknown[], madeIn?: string): Promise<unknown> {
    const { caller } = await agentsSession(scope, madeIn)
    return await asAgent(() => call(scope, 'findCustomers', { pageSize: 20, ...(isRecord(given) ? pick(given) : {}) }, caller))
  }

  async function startEmulation(scope: RequestScope, [given]: readonly unknown[], madeIn?: string): Promise<unknown> {
    assertSessionPossible(scope)
    const id = readCustomerId(isRecord(given) ? given.customerId : undefined)
    const { requestSession, state, caller } = await agentsSession(scope, madeIn)
    const { callSessionTag } = requestSession
    const customer = await readCustomer(scope, id, caller)
    // The request may have begun another session meanwhile.
    requestSession.assertMadeInThisSession(callSessionTag)
    const next = { ...(state.agent === undefined ? {} : { agent: state.agent }), customer }
    await requestSession.setAssisted(next)
    await hooks.callHook('sapcc:assisted:started', assistedContext(scope, next))
    return await withKey(requestSession, next)
  }

  /** The customer as SAP knows them, read with the agent's token, like all data of the customer later. */
  async function readCustomer(scope: RequestScope, id: string, agent: Caller): Promise<AssistedCustomer> {
    const caller: Caller = { ...agent, actsFor: id }
    const read = (name: string) => options.callAsAgent(scope, name, undefined, { userId: 'current', fields: 'DEFAULT' }, caller)
    const user = await read('getUser').catch((error: unknown) => {
      if (!(error instanceof SapccError && error.data.type === 'AccessDeniedError')) throw error
      // B2B customers cannot be read by `getUser`.
      return read('getOrgUser')
    })
    if (!isRecord(user) || typeof user.uid !== 'string') throw new SapccError('SAP Commerce did not say who the customer is.', { status: 502, data: { type: 'UpstreamFormatError' } })
    const { uid, name } = user
    // Each call has it in its address and in a header.
    const customerId = readCustomerId(typeof user.customerId === 'string' && user.customerId !== '' ? user.customerId : uid)
    return { customerId, uid, ...(typeof name === 'string' ? { name } : {}) }
  }

  async function endEmulation(scope: RequestScope, _args: readonly unknown[], madeIn?: string): Promise<unknown> {
    assertSessionPossible(scope)
    const requestSession = options.session(scope)
    const session = await requestSession.session()
    if (madeIn !== undefined) requestSession.assertMadeInThisSession(madeIn)
    // Throw instead of answering: the browser takes any answer as proof that there is a session.
    if (!session) throw noSession()
    const state = requestSession.assisted
    if (!state?.customer && !state?.expired) return await withKey(requestSession, state ?? {})
    const next = state.agent === undefined ? {} : { agent: state.agent }
    await requestSession.setAssisted(next)
    return await withKey(requestSession, next)
  }

  async function bindCartToCustomer(scope: RequestScope, [given]: readonly unknown[], madeIn?: string): Promise<void> {
    const { state: { agent, customer, expired }, caller } = await agentsSession(scope, madeIn)
    if (expired) throw emulationExpired()
    if (!customer) throw new SapccError('The agent acts for no customer.', { status: 400, data: { type: 'NoEmulationError' } })
    const { baseSiteId } = await options.siteContext(scope)
    const cart = options.anonymousCart(scope)
    const named = isRecord(given) && given.cartId !== undefined ? readCartId(given.cartId) : undefined
    const cartId = named ?? await cart.guid(baseSiteId)
    if (cartId === undefined) throw new SapccError('There is no cart in this browser.', { status: 400, data: { type: 'CartError', reason: 'notFound' } })
    await call(scope, 'bindCartToCustomer', { cartBinding: { cartId, customerId: customer.customerId } }, caller)
    // It is the customer's now. A visitor's cart that was named by its guid may be the one of this browser, too.
    await cart.drop(baseSiteId, cartId)
    await hooks.callHook('sapcc:assisted:cart-bound', assistedContext(scope, { ...(agent === undefined ? {} : { agent }), customer }))
  }

  return { signAgentIn, findCustomers, startEmulation, endEmulation, bindCartToCustomer }
}

async function withKey(requestSession: RequestSession, state: AssistedState): Promise<AssistedSessionInfo & { sessionKey?: string }> {
  const sessionKey = await requestSession.appSessionKey()
  return { ...assistedInfo(state), ...(sessionKey === undefined ? {} : { sessionKey }) }
}

function noSession(): SapccError {
  return new SapccError('No support agent is signed in.', { status: 401, data: { type: 'NoSessionError' } })
}

async function asAgent<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  }
  catch (error) {
    // A token that has expired says nothing about its owner; the SDK renews it and calls again.
    if (!(error instanceof SapccError) || !NOT_ALLOWED.has(error.status) || isUnauthorized(error, false)) throw error
    throw new SapccError('Only support agents may do this.', { status: 403, data: { type: 'NotAnAgentError' }, cause: error })
  }
}

/** The agent's name after a redirect login: access tokens of SAP's jdk21 server are JWTs, and came from SAP itself. */
function nameOfAgent({ userId, accessToken }: Session): string | undefined {
  if (userId !== undefined) return userId
  const claims = claimsOf(accessToken)
  const name = claims?.user_name ?? claims?.sub
  return typeof name === 'string' ? name : undefined
}

function pick(given: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(['query', 'orderId', 'customerListId', 'currentPage', 'pageSize', 'sort'].filter(name => given[name] !== undefined).map(name => [name, given[name]]))
}

/** Refuses `current`, which would be the agent, `anonymous`, which is no customer, and what no path or no header can contain. */
function readCustomerId(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw missingParameter('startEmulation', 'customerId')
  if (value.length > MAX_ID_LENGTH || /^(?:current|anonymous)$/i.test(value.trim())) throw invalidParameter('customerId', 'does not name a customer.')
  pathText('customerId', value, defaultLimits)
  if (headerText('customerId', value, defaultLimits) !== value) throw invalidParameter('customerId', 'has spaces at its ends.')
  return value
}

function readCartId(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw missingParameter('bindCartToCustomer', 'cartId')
  if (value.length > MAX_ID_LENGTH) throw invalidParameter('cartId', 'is too long.', 'tooLong')
  return value
}
