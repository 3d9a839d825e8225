import { isRecord } from '../../sdk/errors'
import { OWN_SESSION_METHODS } from '../../sdk/session-methods'
import type { Credentials, OneTimeCredentials, SapccSessionInfo, SignInResponse, SignOutOptions, SignOutResult } from '../../sdk/session-methods'
import type { PublicTokenResponse } from '../../sdk/token'
import type { AnonymousCartOf } from '../cart/anonymous-cart'
import type { HookCaller } from '../hooks'
import type { RequestScope } from '../http/request-scope'
import type { OAuthClient } from '../oauth'
import { readTokenId } from '../occ/user-names'
import type { RequestSession } from '../session/request-session'
import { publicTokensOfSession, secondsLeft } from '../session/session'
import type { Session } from '../session/session'
import type { SiteContextOf } from '../site-context/site-context'
import type { VisitorOf } from '../visitor/visitor'
import { ASSISTED_METHODS, assistedInfo } from './assisted-methods'
import { assertSessionPossible } from './begin-session'
import type { BeginSession } from './begin-session'
import type { LoginNameOf } from './login-names'
import { readCredentials, requiredText } from './read-credentials'
import { dropPendingLogins } from './redirect-login/pending-login'
import type { RedirectUriOf } from './redirect-login/redirect-uri'
import type { BeginLogout } from './redirect-logout/begin-logout'
import type { SessionTermination } from './session-termination'
import type { SignInAttempt, SignInLimit } from './sign-in-limit/sign-in-limit'

/**
 * A method that is answered by the module's own server instead of by OCC.
 *
 * @param madeIn the session that the call was made in, see `RequestSession.callSessionTag`: methods that are repeated after a
 * refresh are refused in another session, or for another customer.
 */
export type ServerMethod = (scope: RequestScope, args: readonly unknown[], madeIn?: string) => Promise<unknown>

/** By method name; without a prototype's names. */
export type ServerMethods = Readonly<Record<string, ServerMethod>>

/** Names of these methods; `OAuthUserTokenRefresh` is what Alokai's middleware calls the refresh. */
export const SERVER_METHODS: ReadonlySet<string> = new Set([...OWN_SESSION_METHODS, ...ASSISTED_METHODS, 'OAuthUserTokenRefresh'])

/** Options of {@link createServerMethods}. */
export interface ServerMethodsOptions {
  oauth: Pick<OAuthClient, 'signIn'>
  signInLimit: () => SignInLimit
  loginName: LoginNameOf
  redirectUri: RedirectUriOf
  beginSession: BeginSession
  beginLogout: BeginLogout
  termination: () => SessionTermination
  session: (scope: RequestScope) => RequestSession
  siteContext: SiteContextOf
  anonymousCart: AnonymousCartOf
  visitor: VisitorOf
  hooks: Pick<HookCaller, 'callHook'>
  /** The methods of the assisted service, where there is one. */
  assisted?: Readonly<Record<string, ServerMethod>> | undefined
}

export function createServerMethods(options: ServerMethodsOptions): ServerMethods {
  const { oauth, hooks } = options

  async function signUserIn(scope: RequestScope, args: readonly unknown[]): Promise<SignInResponse> {
    // Before the credentials are sent: a one-time code would be used up for nothing.
    assertSessionPossible(scope)
    const credentials = parseCredentials(args[0])
    // Nor are they sent where the shop refuses the visitor the base site: the site decides whose customers these are, and which cart is merged.
    await options.siteContext(scope)
    const { attempt, username, password, userId } = await toSignIn(scope, credentials)
    const signIn = () => oauth.signIn({ username, password, redirectUri: () => options.redirectUri(scope.request), onBehalfOf: scope.request })
    const tokens = await options.signInLimit().limitAttempt(scope.request, attempt, signIn)
    // A one-time code does not say whose it is, and is good for one sign-in.
    const details = userId === undefined ? {} : { userId, requestTokensAgain: signIn }
    const { session, carts } = await options.beginSession(scope, tokens, details)
    const cartEntriesNotAdded = carts.flatMap(({ notAdded }) => notAdded)
    const sessionKey = await options.session(scope).appSessionKey()
    return { ...publicTokensOfSession(session, Date.now()), ...(sessionKey === undefined ? {} : { sessionKey }), ...(cartEntriesNotAdded.length > 0 ? { cartEntriesNotAdded } : {}) }
  }

  /** What the authorization server gets, and how it is counted. */
  async function toSignIn(scope: RequestScope, credentials: Credentials | OneTimeCredentials): Promise<CountedCredentials> {
    if ('tokenId' in credentials) {
      const { tokenId, tokenCode } = credentials
      // SAP takes a one-time code in place of the password, and the id of its token in place of the user name.
      const code: CountedCredentials = { attempt: { kind: 'code', tokenId }, username: tokenId, password: tokenCode }
      // SAP also takes a user name in the place of the id. Its ids (base64 in brackets) have no `@`. A session without a name would not be ended by a new password.
      return tokenId.includes('@') ? { ...code, userId: tokenId } : code
    }
    const { plain, full } = await options.loginName(scope, credentials.username)
    return { attempt: { kind: 'password', username: plain }, username: full, password: credentials.password, userId: full }
  }

  async function signUserOut(scope: RequestScope, args: readonly unknown[]): Promise<SignOutResult | undefined> {
    const requestSession = options.session(scope)
    await requestSession.session()
    const last = await requestSession.end()
    dropPendingLogins(scope.cookieOwner)
    await options.anonymousCart(scope).clear()
    await options.visitor(scope)?.dropPersonalization()
    const [result] = await Promise.all([options.beginLogout(scope, parseSignOutOptions(args[0]), last), last && revokeAndCallHook(scope, last)])
    return result
  }

  async function revokeAndCallHook({ request: { event } }: RequestScope, last: Session): Promise<void> {
    await options.termination().revoke(last)
    await hooks.callHook('sapcc:session:ended', { event, reason: 'signed-out' })
  }

  async function refreshUserToken(scope: RequestScope, args: readonly unknown[]): Promise<PublicTokenResponse> {
    const stale = isRecord(args[0]) && typeof args[0].staleGeneration === 'number' ? args[0].staleGeneration : undefined
    return publicTokensOfSession(await options.session(scope).refresh(stale), Date.now())
  }

  const methods: Record<string, ServerMethod> = { signUserIn, signUserOut, refreshUserToken, OAuthUserTokenRefresh: refreshUserToken, getSession: scope => sessionInfo(options.session(scope)), ...options.assisted }
  return Object.freeze(Object.assign(Object.create(null), methods) as typeof methods)
}

/** What the app may know about the visitor's session. */
export async function sessionInfo(requestSession: RequestSession): Promise<SapccSessionInfo> {
  const session = await requestSession.session()
  if (!session) return { loggedIn: false }
  const sessionKey = await requestSession.appSessionKey()
  const { assisted } = requestSession
  return { loggedIn: true, expiresIn: secondsLeft(session, Date.now()), ...(sessionKey === undefined ? {} : { sessionKey }), ...(assisted ? { assisted: assistedInfo(assisted) } : {}) }
}

/** What the authorization server gets as user name and password. */
interface CountedCredentials {
  attempt: SignInAttempt
  username: string
  password: string
  /** Whose the session is; unknown with a one-time code. */
  userId?: string
}

function parseCredentials(value: unknown): Credentials | OneTimeCredentials {
  const credentials = isRecord(value) ? value : {}
  if (credentials.tokenId === undefined && credentials.tokenCode === undefined) return readCredentials('signUserIn', credentials)
  return { tokenId: readTokenId(requiredText('signUserIn', credentials, 'tokenId'), 'tokenId'), tokenCode: requiredText('signUserIn', credentials, 'tokenCode') }
}

function parseSignOutOptions(value: unknown): SignOutOptions {
  const { everywhere, returnTo } = isRecord(value) ? value : {}
  return { everywhere: everywhere !== false, ...(typeof returnTo === 'string' ? { returnTo } : {}) }
}
