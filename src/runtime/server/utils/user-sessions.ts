import { SapccError } from '../../sdk/errors'
import { noteSignOut } from '../auth/sso-session'
import { OperatorNote } from '../http/operator-note'
import { secondsLeft } from '../session/session'
import type { ServerEvent } from '../platform/types'
import type { ServerServices } from '../services'
import type { UserSessions } from '../session/store'

/** One of a customer's sessions, in a form that may be shown to the customer. */
export interface SapccSessionSummary {
  /** Identifier of the session; it gives no access to it. */
  id: string
  /** Whether it is the session of the present request. */
  current: boolean
  /** Milliseconds since 1970. */
  signedInAt?: number
  /**
   * When it was last known to be used: at its sign-in, or when its token was last renewed, which happens when it is used
   * and the token is about to expire. Calls in between write nothing. Of sessions that
   * share tokens (docs/sessions.md) it is the latest of their renewals. Milliseconds since 1970.
   */
  lastUsedAt?: number
  /** Seconds until its access token expires; it is renewed when the session is used. */
  expiresIn: number
}

/** Which of a customer's sessions to end; all when no option is given. */
export interface EndSapccSessionsOptions {
  /** Only this one, by {@link SapccSessionSummary.id}. */
  id?: string
  /** Keeps the session of the present request: "sign out on all other devices". */
  keepCurrent?: boolean
}

/**
 * A customer's sessions that have not ended, oldest first. Needs
 * `session.store: 'storage'`. The function does not check who sent the request: the route has to.
 *
 * @param userId the name that the customer signed in with, or the one that a listener of `sapcc:session:created` has set.
 * @throws SapccError 501 with sessions in cookies, 503 when the storage is not available.
 */
export async function listSapccSessions(event: ServerEvent, userId: string): Promise<SapccSessionSummary[]> {
  const { services, request } = event.context.sapcc.services(event)
  const users = userSessions(services)
  const own = await services.session(services.scope(request)).session()
  return await Promise.all((await users.list(userId)).map(async session => ({
    id: await users.handle(session),
    current: session.id === own?.id,
    ...(session.createdAt === undefined ? {} : { signedInAt: session.createdAt }),
    ...(session.usedAt === undefined ? {} : { lastUsedAt: session.usedAt }),
    expiresIn: secondsLeft(session, Date.now()),
  })))
}

/**
 * Signs a customer out: everywhere, or where the options say. Tokens that no
 * other session of theirs has are revoked, later if the authorization server is
 * not available; the sessions end in any case. Needs `session.store: 'storage'`.
 *
 * @returns how many sessions were ended.
 * @throws SapccError 501 with sessions in cookies, 503 when the storage is not available.
 *
 * @example
 * export default defineEventHandler(async (event) => {
 *   const { uid } = await useServerSdk(event).getUser({})
 *   await endSapccSessions(event, uid!)
 * })
 */
export async function endSapccSessions(event: ServerEvent, userId: string, options: EndSapccSessionsOptions = {}): Promise<number> {
  const { services, request } = event.context.sapcc.services(event)
  const users = userSessions(services)
  const requestSession = services.session(services.scope(request))
  const own = await requestSession.session()
  let count = 0
  const revocations: Promise<void>[] = []
  for (const session of await users.list(userId)) {
    const isOwn = session.id === own?.id
    if (isOwn && options.keepCurrent) continue
    if (options.id !== undefined && options.id !== await users.handle(session)) continue
    const last = isOwn ? await requestSession.end() : await services.stored().coordinator.end(session)
    if (isOwn) noteSignOut(services.scope(request), services.config.session.maxAge)
    if (last) revocations.push(services.stored().termination.revoke(last))
    await services.hooks.callHook('sapcc:session:ended', { event, reason: isOwn ? 'signed-out' : 'ended-elsewhere' })
    count++
  }
  // After all sessions have ended: an authorization server that does not answer must not keep the others alive.
  await Promise.all(revocations)
  return count
}

function userSessions({ stored, failures }: ServerServices): UserSessions {
  const { users } = stored().store
  if (users) return users
  const error = new SapccError('This shop does not know the sessions of a customer.', {
    status: 501,
    data: { type: 'NotSupportedError' },
    cause: new OperatorNote('Sessions are known by customer only when they are kept on the server: set NUXT_SAPCC_SESSION_STORE to "storage".'),
  })
  failures.note('A list of sessions', error)
  throw error
}
