import type { H3Event } from 'h3'
import { sessionFromTokens, tokensOfSession } from '../../core/session'
import type { Session } from '../../core/session'
import type { OAuthUserTokenResponse } from '../../core/token'
import { mergeAnonymousCart } from '../cart/merge-cart'
import type { ServerContext } from '../context'

/**
 * Begins the session of whoever just signed in, in place of the one this browser
 * had: its calls that are under way end with the old session.
 */
export async function beginSession(event: H3Event, context: ServerContext, tokens: OAuthUserTokenResponse): Promise<Session> {
  const visit = context.visit(event)
  // Only now: a login that fails must not sign out whoever is signed in.
  const previous = await visit.end()
  const session = sessionFromTokens(tokens, undefined, Date.now())
  visit.begin(session)
  if (previous) await context.hooks.callHook('sapcc:session:ended', { event, reason: 'replaced' })
  await mergeAnonymousCart(event, context)
  await context.hooks.callHook('sapcc:session:created', { event, tokens: tokensOfSession(session, Date.now()) })
  return session
}
