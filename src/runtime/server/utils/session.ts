import type { SapccSessionInfo } from '../../sdk/session-methods'
import type { ServerEvent } from '../platform/types'
import { httpError } from '#sapcc/platform'

/**
 * Reads the session of a request, for the shop's own server routes.
 *
 * @param event event of the request.
 * @returns whether a customer is signed in, and how many seconds the access token is valid.
 * @throws SapccError 503 when the storage of the sessions is not available.
 *
 * @example
 * export default defineEventHandler(async event => ({ signedIn: (await getSapccSession(event)).loggedIn }))
 */
export async function getSapccSession(event: ServerEvent): Promise<SapccSessionInfo> {
  return await event.context.sapcc.session(event)
}

/**
 * Reads the session of a request, for routes that need a signed-in customer.
 *
 * @param event event of the request.
 * @throws the framework's error with status 401 when no customer is signed in; otherwise as {@link getSapccSession}.
 *
 * @example
 * export default defineEventHandler(async (event) => {
 *   await requireSapccSession(event)
 *   return await useServerSdk(event).sapcc.getUser({})
 * })
 */
export async function requireSapccSession(event: ServerEvent): Promise<SapccSessionInfo> {
  const session = await getSapccSession(event)
  if (!session.loggedIn) throw httpError(401, 'Please sign in.')
  return session
}
