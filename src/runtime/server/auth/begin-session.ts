import { withTokensByNameOnly } from '../../sdk/token'
import type { OAuthUserTokenResponse } from '../../sdk/token'
import type { AnonymousCartOf } from '../cart/anonymous-cart'
import { mergeAnonymousCart } from '../cart/merge-cart'
import type { CallInternally, MergedCart } from '../cart/merge-cart'
import type { SapccCartConfig } from '../config/types'
import type { HookCaller, SessionCreatedContext } from '../hooks'
import type { RequestScope } from '../http/request-scope'
import { CONSENTS_HEADER } from '../occ/caller-headers'
import type { RequestSession } from '../session/request-session'
import { sessionFromTokens, tokensOfSession } from '../session/session'
import type { Session } from '../session/session'
import type { UserSessions } from '../session/store'
import { areTokensRevoked } from '../session/tokens-revoked'
import { sleep } from '../time/sleep'
import type { VisitorOf } from '../visitor/visitor'
import { giveConsents, givenConsents } from './give-consents'
import type { SessionTermination } from './session-termination'

/** What a sign-in needs to begin a session. */
export interface BeginSessionOptions {
  cart: Pick<SapccCartConfig, 'mergeOnSignIn'>
  anonymousCart: AnonymousCartOf
  visitor: VisitorOf
  callInternally: (scope: RequestScope, as?: 'visitor') => CallInternally
  /** Milliseconds that carrying a guest's cart over may take. */
  maxMergeTime: number
  session: (scope: RequestScope) => RequestSession
  /** `undefined` where sessions are not known by customer. */
  users: () => UserSessions | undefined
  termination: () => SessionTermination
  hooks: Pick<HookCaller, 'callHook'>
  log: { warn: (message: string) => void }
}

/** What a sign-in made. */
export interface BegunSession {
  session: Session
  /** The visitor's carts that became the customer's. */
  carts: readonly MergedCart[]
}

/**
 * Begins the session of the customer who just signed in, in place of the one this
 * browser had: its calls that are under way end with the old session.
 *
 * @throws SapccError 503 `TokensRevokedError` when a sign-out of another session revokes these tokens, and there are no others.
 */
export type BeginSession = (scope: RequestScope, tokens: OAuthUserTokenResponse, signIn?: SignInDetails) => Promise<BegunSession>

/** What is known of a sign-in beside its tokens. */
export interface SignInDetails {
  /** Whose it is; the shop's hook has the last word. */
  userId?: string
  /** Asks for tokens again, where that needs nobody's help. */
  again?: () => Promise<OAuthUserTokenResponse>
}

/** Pauses before tokens are asked for again, until those of a session that has ended are revoked. Milliseconds. */
const PAUSES = [100, 200, 400, 800, 1600, 3200]

export function createBeginSession(options: BeginSessionOptions): BeginSession {
  const { cart, hooks, log } = options

  return async (scope, tokens, { userId, again } = {}) => {
    const { event } = scope.request
    const { session, previous } = await begin(scope, tokens, again)
    if (previous) await hooks.callHook('sapcc:session:ended', { event, reason: 'replaced' })
    const carts = cart.mergeOnSignIn ? await mergeCarts(scope) : []
    await handConsentsOver(scope)
    const created: SessionCreatedContext = { event, tokens: withTokensByNameOnly(tokensOfSession(session, Date.now())), ...(userId === undefined ? {} : { userId }) }
    await hooks.callHook('sapcc:session:created', created)
    if (created.userId !== undefined) await options.users()?.assign(session, created.userId)
    return { session, carts }
  }

  async function mergeCarts(scope: RequestScope): Promise<MergedCart[]> {
    const { event } = scope.request
    const carts = await mergeAnonymousCart({
      cart: options.anonymousCart(scope),
      call: options.callInternally(scope),
      callAsVisitor: options.callInternally(scope, 'visitor'),
      maxTime: options.maxMergeTime,
      log,
    })
    for (const merged of carts) await hooks.callHook('sapcc:cart:merged', { event, ...merged })
    return carts
  }

  /** Begins a session with these tokens; or with others, when these are being revoked. */
  async function begin(scope: RequestScope, given: OAuthUserTokenResponse, again: SignInDetails['again'], pauses = PAUSES): Promise<{ session: Session, previous: Session | undefined }> {
    const session = sessionFromTokens(given, undefined, Date.now())
    try {
      return { session, previous: await replaceSession(options.session(scope), session, work => scope.request.waitUntil(work)) }
    }
    catch (error) {
      const [pause, ...further] = pauses
      if (!areTokensRevoked(error) || !again || pause === undefined) throw error
      await sleep(pause)
      return await begin(scope, await again(), again, further)
    }
  }

  /** Consents that the server keeps, or that the app has sent with the sign-in. */
  async function handConsentsOver(scope: RequestScope): Promise<void> {
    const visitor = options.visitor(scope)
    const kept = (await visitor?.headers())?.[CONSENTS_HEADER]
    const consents = givenConsents(kept ?? scope.request.header(CONSENTS_HEADER))
    const isDone = await giveConsents({ consents, call: options.callInternally(scope), log })
    if (isDone) await visitor?.dropConsents()
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
      if (!areTokensRevoked(error)) keepAlive(termination.discard(session, previous ? [previous] : []).then(termination.drained))
      throw error
    }
    await termination.keep(session)
    if (!previous) return undefined
    await termination.end(previous, [session])
    keepAlive(termination.drained())
    return previous
  }
}
