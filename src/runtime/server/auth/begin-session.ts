import type { H3Event } from 'h3'
import { sessionFromTokens, tokensOfSession } from '../session/session'
import type { Session } from '../session/session'
import type { OAuthUserTokenResponse } from '../../sdk/token'
import { mergeAnonymousCart } from '../cart/merge-cart'
import type { ServerContext } from '../services'
import type { SessionCreatedContext } from '../hooks'
import { revokeSession } from './revoke-session'

/**
 * Begins the session of whoever just signed in, in place of the one this browser
 * had: its calls that are under way end with the old session.
 *
 * @param userId whose it is, if that is known; the shop's hook has the last word.
 */
export async function beginSession(event: H3Event, context: ServerContext, tokens: OAuthUserTokenResponse, userId?: string): Promise<Session> {
  const visit = context.visit(event)
  // Only now: a login that fails must not sign out whoever is signed in.
  const previous = await visit.end()
  const session = sessionFromTokens(tokens, undefined, Date.now())
  await visit.begin(session)
  if (previous) {
    // Not awaited: nobody should wait for the old session to sign in.
    event.waitUntil(revokeSession(context, previous))
    await context.hooks.callHook('sapcc:session:ended', { event, reason: 'replaced' })
  }
  await mergeAnonymousCart(event, context)
  const created: SessionCreatedContext = { event, tokens: tokensOfSession(session, Date.now()), ...(userId === undefined ? {} : { userId }) }
  await context.hooks.callHook('sapcc:session:created', created)
  if (created.userId !== undefined) await assignUser(context, session, created.userId)
  return session
}

/** Who signed in is signed in, also when the list of their sessions cannot be written. */
async function assignUser({ store, log }: ServerContext, session: Session, userId: string): Promise<void> {
  try {
    await store.users?.assign(session, userId)
  }
  catch (error) {
    log.warn('A new session could not be added to the list of its customer\'s sessions.', error)
  }
}
