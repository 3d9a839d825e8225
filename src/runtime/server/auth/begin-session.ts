import type { OAuthUserTokenResponse } from '../../sdk/token'
import type { AnonymousCartOf } from '../cart/anonymous-cart'
import { mergeAnonymousCart } from '../cart/merge-cart'
import type { CallInternally } from '../cart/merge-cart'
import type { SapccCartConfig } from '../config/types'
import type { HookCaller, SessionCreatedContext } from '../hooks'
import type { RequestScope } from '../http/request-scope'
import type { RequestSession } from '../session/request-session'
import { sessionFromTokens, tokensOfSession } from '../session/session'
import type { Session } from '../session/session'
import type { SessionStore } from '../session/store'
import type { RevokeSession } from './revoke-session'

/** What a sign-in needs to begin a session. */
export interface BeginSessionOptions {
  cart: Pick<SapccCartConfig, 'mergeOnSignIn'>
  anonymousCart: AnonymousCartOf
  callInternally: (scope: RequestScope) => CallInternally
  session: (scope: RequestScope) => RequestSession
  store: () => SessionStore
  revokeSession: RevokeSession
  hooks: Pick<HookCaller, 'callHook'>
  log: { warn: (message: string, ...details: unknown[]) => void }
}

/**
 * Begins the session of the customer who just signed in, in place of the one this
 * browser had: its calls that are under way end with the old session.
 *
 * @param userId whose it is, if that is known; the shop's hook has the last word.
 */
export type BeginSession = (scope: RequestScope, tokens: OAuthUserTokenResponse, userId?: string) => Promise<Session>

export function createBeginSession(options: BeginSessionOptions): BeginSession {
  const { cart, hooks, log, revokeSession } = options

  return async (scope, tokens, userId) => {
    const { event } = scope.request
    const own = options.session(scope)
    // Only now: a login that fails must not sign out the customer who is signed in.
    const previous = await own.end()
    const session = sessionFromTokens(tokens, undefined, Date.now())
    // Not awaited: signing in does not wait for the old session's revocation.
    if (previous) scope.request.waitUntil(revokeSession(previous))
    try {
      await own.begin(session)
    }
    catch (error) {
      // It is too large for cookies, or the storage is away: nothing will use its tokens.
      scope.request.waitUntil(revokeSession(session))
      throw error
    }
    finally {
      if (previous) await hooks.callHook('sapcc:session:ended', { event, reason: 'replaced' })
    }
    if (cart.mergeOnSignIn) await mergeAnonymousCart({ cart: options.anonymousCart(scope), call: options.callInternally(scope), log })
    const created: SessionCreatedContext = { event, tokens: tokensOfSession(session, Date.now()), ...(userId === undefined ? {} : { userId }) }
    await hooks.callHook('sapcc:session:created', created)
    if (created.userId !== undefined) await assignUser(session, created.userId)
    return session
  }

  /** The customer is signed in, also when the list of their sessions cannot be written. */
  async function assignUser(session: Session, userId: string): Promise<void> {
    try {
      await options.store().users?.assign(session, userId)
    }
    catch (error) {
      log.warn('A new session could not be added to the list of its customer\'s sessions.', error)
    }
  }
}
