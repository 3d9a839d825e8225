import { SapccError } from '../../sdk/errors'
import { withTokensByNameOnly } from '../../sdk/token'
import type { OAuthUserTokenResponse } from '../../sdk/token'
import type { AnonymousCartOf } from '../cart/anonymous-cart'
import { mergeAnonymousCart } from '../cart/merge-cart'
import type { CallInternally, MergedCart } from '../cart/merge-cart'
import type { SapccCartConfig } from '../config/types'
import type { HookCaller, SessionCreatedContext } from '../hooks'
import type { RequestScope } from '../http/request-scope'
import type { LoginTokens } from '../oauth'
import { CONSENTS_HEADER } from '../occ/caller-headers'
import { createLimitedWarnings } from '../log/limited-warnings'
import type { IdTokenCookies } from '../session/id-token-cookies'
import type { RequestSession } from '../session/request-session'
import type { SessionCookies } from '../session/session-cookies'
import { sessionFromTokens, tokensOfSession } from '../session/session'
import type { Session } from '../session/session'
import type { UserSessions } from '../session/session-store'
import { areTokensRevoked } from '../session/storage-store/tokens-revoked'
import type { Turns } from '../storage/turns'
import { sleep } from '../time/sleep'
import type { VisitorOf } from '../visitor/visitor'
import type { CustomerSessions, TakenReset } from './customer-sessions'
import { describeDevice } from './describe-device'
import { giveConsents, givenConsents } from './give-consents'
import type { SessionTermination } from './session-termination'

/** Options of a {@link BeginSession}. */
export interface BeginSessionOptions {
  cart: Pick<SapccCartConfig, 'mergeOnSignIn'>
  anonymousCart: AnonymousCartOf
  visitor: VisitorOf
  callInternally: (scope: RequestScope, as?: 'visitor') => CallInternally
  /** Milliseconds that carrying a guest's cart over may take. */
  maxMergeTime: number
  /** Those of changes to carts. */
  turns: () => Turns
  session: (scope: RequestScope) => RequestSession
  sessionCookies: (scope: RequestScope) => Pick<SessionCookies, 'remainingCookieBudget'>
  idTokens: Pick<IdTokenCookies, 'prepare'>
  /** `undefined` when sessions are not listed by customer. */
  users: () => UserSessions | undefined
  termination: () => SessionTermination
  /** See `CustomerSessions.takeReset`. */
  takeReset: CustomerSessions['takeReset']
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
 * Begins the session of a customer who has just signed in. It replaces the
 * browser's previous session; calls in progress still use the previous one.
 *
 * @throws SapccError 500 `SessionNotPossibleError` when the session's cookies would not reach the browser; 503
 * `TokensRevokedError` when a sign-out of another session revokes these tokens, and there are no others.
 */
export type BeginSession = (scope: RequestScope, tokens: LoginTokens, signIn?: SignInDetails) => Promise<BegunSession>

/** Details of a sign-in besides its tokens. */
export interface SignInDetails {
  /** The customer; the shop's hook can override it. */
  userId?: string
  /** Whether it is a support agent, to whom nothing of a visitor's is given. */
  isAgent?: boolean
  /** Requests tokens again, if that is possible without the customer. */
  requestTokensAgain?: () => Promise<OAuthUserTokenResponse>
}

/** Pauses before tokens are requested again, while those of an ended session are being revoked. Milliseconds. */
const PAUSES = [100, 200, 400, 800, 1600, 3200]

/**
 * A session begins only where its cookies reach the browser: otherwise the session before would end, and no other one take its place.
 *
 * @throws SapccError 500 `SessionNotPossibleError`
 */
export function assertSessionPossible(scope: RequestScope): void {
  if (scope.sessionOwner.access === 'write') return
  throw new SapccError('A session cannot begin for this request, because its cookies would not reach the browser: the response has begun, is cached for all visitors, or belongs to a request of the server to itself.', { status: 500, data: { type: 'SessionNotPossibleError' } })
}

export function createBeginSession(options: BeginSessionOptions): BeginSession {
  const { cart, hooks } = options
  // While SAP is away, each sign-in would have a line.
  const log = createLimitedWarnings(options.log)

  return async (scope, tokens, { userId, isAgent = false, requestTokensAgain } = {}) => {
    const { event } = scope.request
    const { session, previous } = await begin(scope, tokens, requestTokensAgain)
    if (previous) await hooks.callHook('sapcc:session:ended', { event, reason: 'replaced' })
    const carts = cart.mergeOnSignIn && !isAgent ? await mergeCarts(scope) : []
    if (!isAgent) await handConsentsOver(scope)
    // While the response's cookies can still be changed.
    const reset = options.takeReset(scope)
    const addToList = listFor(scope, session, reset)
    const created: SessionCreatedContext = { event, tokens: withTokensByNameOnly(tokensOfSession(session, Date.now())), ...(userId === undefined ? {} : { userId }) }
    await hooks.callHook('sapcc:session:created', created, (ended) => {
      // A serverless function may be stopped before a slow listener has set the name.
      if (created.userId === undefined && !scope.continuesAfterResponse) reset?.putBack()
      scope.finishAfterResponse(ended.then(() => addToList(created.userId)))
    })
    await addToList(created.userId)
    return { session, carts }
  }

  /**
   * Adds the session to the list of the customer's sessions, and ends the others where a password was reset in this browser.
   *
   * @returns a function to call with the customer's name after the hook, and again where a listener that took longer has set it. It never rejects.
   */
  function listFor(scope: RequestScope, session: Session, reset: TakenReset | undefined): (userId: string | undefined) => Promise<void> {
    const device = describeDevice(scope.sessionOwner.request.header('user-agent'))
    let listedAs: string | undefined
    return async (userId) => {
      if (userId === undefined || userId === listedAs) return
      listedAs = userId
      await options.users()?.assign(session, userId, device)
      await reset?.endOthers(session, userId)
    }
  }

  async function mergeCarts(scope: RequestScope): Promise<MergedCart[]> {
    const { event } = scope.request
    const carts = await mergeAnonymousCart({
      cart: options.anonymousCart(scope),
      call: options.callInternally(scope),
      callAsVisitor: options.callInternally(scope, 'visitor'),
      turns: options.turns(),
      maxTime: options.maxMergeTime,
      log,
    })
    for (const merged of carts) await hooks.callHook('sapcc:cart:merged', { event, ...merged })
    return carts
  }

  /** Begins a session with these tokens, or with new ones if these are being revoked. */
  async function begin(scope: RequestScope, given: LoginTokens, requestTokensAgain: SignInDetails['requestTokensAgain'], pauses = PAUSES): Promise<{ session: Session, previous: Session | undefined }> {
    const session = sessionFromTokens(given, undefined, Date.now())
    try {
      return { session, previous: await replaceSession(scope, session) }
    }
    catch (error) {
      const [pause, ...further] = pauses
      if (!areTokensRevoked(error) || !requestTokensAgain || pause === undefined) throw error
      await sleep(pause)
      return await begin(scope, await requestTokensAgain(), requestTokensAgain, further)
    }
  }

  async function keepIdToken(scope: RequestScope, of: Session): Promise<void> {
    const write = await options.idTokens.prepare(scope, of)
    write(options.sessionCookies(scope).remainingCookieBudget)
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
   * Begins the new session before it ends the old one, so that after a failure in
   * between one of them is active. Tokens without a session are revoked.
   *
   * @returns the session that was replaced.
   * @throws SapccError 500 `SessionNotPossibleError` when the response was sent while SAP was asked for the tokens.
   */
  async function replaceSession(scope: RequestScope, session: Session): Promise<Session | undefined> {
    const requestSession = options.session(scope)
    const termination = options.termination()
    /** For revocations that continue after the sign-in's response. */
    const keepAlive = (work: Promise<unknown>): void => scope.finishAfterResponse(work)
    let previous: Session | undefined
    try {
      previous = await requestSession.session()
      assertSessionPossible(scope)
      await requestSession.begin(session)
    }
    catch (error) {
      // Not awaited: it may take as long as a storage outage.
      if (!areTokensRevoked(error)) keepAlive(termination.discard(session, previous ? [previous] : []).then(termination.drained))
      throw error
    }
    await termination.cancelRevocation(session)
    if (!previous) return undefined
    // The authorization server's session with the browser is still that of the redirect login before, and ends with the next sign-out.
    if (session.idToken === undefined) await keepIdToken(scope.sessionOwner, previous)
    await termination.end(previous, [session])
    keepAlive(termination.drained())
    return previous
  }
}
