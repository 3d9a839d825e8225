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
import type { UserSessions } from '../session/store'
import type { SessionTermination } from './session-termination'

/** What a sign-in needs to begin a session. */
export interface BeginSessionOptions {
  cart: Pick<SapccCartConfig, 'mergeOnSignIn'>
  anonymousCart: AnonymousCartOf
  callInternally: (scope: RequestScope) => CallInternally
  session: (scope: RequestScope) => RequestSession
  /** `undefined` where sessions are not known by customer. */
  users: () => UserSessions | undefined
  termination: () => SessionTermination
  hooks: Pick<HookCaller, 'callHook'>
  log: { warn: (message: string) => void }
}

/**
 * Begins the session of the customer who just signed in, in place of the one this
 * browser had: its calls that are under way end with the old session.
 *
 * @param userId whose it is, if that is known; the shop's hook has the last word.
 */
export type BeginSession = (scope: RequestScope, tokens: OAuthUserTokenResponse, userId?: string) => Promise<Session>

export function createBeginSession(options: BeginSessionOptions): BeginSession {
  const { cart, hooks, log } = options

  return async (scope, tokens, userId) => {
    const { event } = scope.request
    const keepAlive = (work: Promise<unknown>) => scope.request.waitUntil(work)
    const session = sessionFromTokens(tokens, undefined, Date.now())
    const previous = await replaceSession(options.session(scope), session, keepAlive)
    if (previous) await hooks.callHook('sapcc:session:ended', { event, reason: 'replaced' })
    if (cart.mergeOnSignIn) await mergeAnonymousCart({ cart: options.anonymousCart(scope), call: options.callInternally(scope), log })
    const created: SessionCreatedContext = { event, tokens: tokensOfSession(session, Date.now()), ...(userId === undefined ? {} : { userId }) }
    await hooks.callHook('sapcc:session:created', created)
    if (created.userId !== undefined) await options.users()?.assign(session, created.userId)
    return session
  }

  /**
   * Begins the new session first and ends the old one then: whatever fails in
   * between, one of them lives. Tokens that no session holds are revoked.
   *
   * @param keepAlive given the revocations that go on after the sign-in's answer.
   * @returns the session that was replaced.
   */
  async function replaceSession(own: RequestSession, session: Session, keepAlive: (work: Promise<unknown>) => void): Promise<Session | undefined> {
    const termination = options.termination()
    let previous: Session | undefined
    try {
      previous = await own.session()
      await own.begin(session)
    }
    catch (error) {
      // Not awaited: it may take as long as the storage is away.
      keepAlive(termination.discard(session, previous ? [previous] : []).then(termination.drained))
      throw error
    }
    await termination.keep(session)
    if (!previous) return undefined
    await termination.end(previous, [session])
    keepAlive(termination.drained())
    return previous
  }
}
