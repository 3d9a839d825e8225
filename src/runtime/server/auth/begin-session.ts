import type { H3Event } from 'h3'
import { sessionFromTokens, tokensOfSession } from '../session/session'
import type { Session } from '../session/session'
import type { OAuthUserTokenResponse } from '../../sdk/token'
import { mergeAnonymousCart } from '../cart/merge-cart'
import type { ServerContext } from '../services'
import type { SessionCreatedContext } from '../hooks'

/**
 * Begins the session of whoever just signed in, in place of the one this browser
 * had: its calls that are under way end with the old session.
 *
 * @param userId whose it is, if that is known; the shop's hook has the last word.
 */
export async function beginSession(event: H3Event, context: ServerContext, tokens: OAuthUserTokenResponse, userId?: string): Promise<Session> {
  const session = sessionFromTokens(tokens, undefined, Date.now())
  const previous = await replaceSession(event, context, session)
  if (previous) await context.hooks.callHook('sapcc:session:ended', { event, reason: 'replaced' })
  await mergeAnonymousCart(event, context)
  const created: SessionCreatedContext = { event, tokens: tokensOfSession(session, Date.now()), ...(userId === undefined ? {} : { userId }) }
  await context.hooks.callHook('sapcc:session:created', created)
  if (created.userId !== undefined) await context.store.users?.assign(session, created.userId)
  return session
}

/**
 * Begins the new session first and ends the old one then: whatever fails in
 * between, one of them lives. Tokens that no session holds are revoked.
 *
 * @returns the session that was replaced.
 */
async function replaceSession(event: H3Event, context: ServerContext, session: Session): Promise<Session | undefined> {
  const visit = context.visit(event)
  let previous: Session | undefined
  try {
    previous = await visit.session()
    await visit.begin(session)
  }
  catch (error) {
    // Not awaited: it may take as long as the storage is away.
    void context.termination.end(session, previous ? [previous] : [])
    throw error
  }
  await context.termination.keep(session)
  if (previous) await context.termination.end(previous, [session])
  return previous
}
