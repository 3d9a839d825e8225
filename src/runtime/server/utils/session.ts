import type { SapccSessionInfo } from '../../sdk/session-methods'
import type { ServerEvent } from '../platform/types'
import { httpError } from '#sapcc/platform'

/**
 * Who is looking, for the shop's own server routes.
 *
 * @example
 * export default defineEventHandler(async event => ({ signedIn: (await getSapccSession(event)).loggedIn }))
 */
export async function getSapccSession(event: ServerEvent): Promise<SapccSessionInfo> {
  return await event.context.sapcc.session(event)
}

/**
 * The same, for routes that are nothing without a customer.
 *
 * @throws the framework's error with status 401 when the visitor is not signed in.
 */
export async function requireSapccSession(event: ServerEvent): Promise<SapccSessionInfo> {
  const session = await getSapccSession(event)
  if (!session.loggedIn) throw httpError(401, 'Please sign in.')
  return session
}
