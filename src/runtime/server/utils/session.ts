import { createError } from 'h3'
import type { H3Event } from 'h3'
import type { SapccSessionInfo } from '../../sdk/session-methods'

/**
 * Who is looking, for the shop's own server routes.
 *
 * @example
 * export default defineEventHandler(async event => ({ signedIn: (await getSapccSession(event)).loggedIn }))
 */
export async function getSapccSession(event: H3Event): Promise<SapccSessionInfo> {
  return await event.context.sapcc.session(event)
}

/**
 * The same, for routes that are nothing without a customer.
 *
 * @throws H3Error 401 when nobody is signed in.
 */
export async function requireSapccSession(event: H3Event): Promise<SapccSessionInfo> {
  const session = await getSapccSession(event)
  if (!session.loggedIn) throw createError({ statusCode: 401, message: 'Please sign in.' })
  return session
}
