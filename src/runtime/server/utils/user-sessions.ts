import type { H3Event } from 'h3'
import { SapccError } from '../../sdk/errors'
import { secondsLeft } from '../session/session'
import type { ServerContext } from '../services'
import type { UserSessions } from '../session/store'
import { revokeSession } from '../auth/revoke-session'

/** One of a customer's sessions, as it may be shown to them. */
export interface SapccSessionSummary {
  /** Names the session; nobody can take it over with this. */
  id: string
  /** Whether it is the one of the request at hand. */
  current: boolean
  /** Milliseconds since 1970. */
  signedInAt?: number
  /** Seconds until its access token expires; it is renewed when the session is used. */
  expiresIn: number
}

/** Which of a customer's sessions to end; without any of these, all. */
export interface EndSapccSessionsOptions {
  /** Only this one, by {@link SapccSessionSummary.id}. */
  id?: string
  /** Not the session of the request at hand: "sign out on all other devices". */
  keepCurrent?: boolean
}

/**
 * A customer's sessions that have not ended, oldest first. Needs
 * `session.store: 'storage'`. Check who is asking before you answer with it.
 *
 * @param userId the name they signed in with, or the one `sapcc:session:created` was given.
 * @throws SapccError 501 with sessions in cookies, 503 when the storage is away.
 */
export async function listSapccSessions(event: H3Event, userId: string): Promise<SapccSessionSummary[]> {
  const context = event.context.sapccServer(event)
  const users = userSessions(context)
  const own = await context.visit(event).session()
  return await Promise.all((await users.list(userId)).map(async session => ({
    id: await users.handle(session),
    current: session.id === own?.id,
    ...(session.createdAt === undefined ? {} : { signedInAt: session.createdAt }),
    expiresIn: secondsLeft(session, Date.now()),
  })))
}

/**
 * Signs a customer out: everywhere, or where the options say. Tokens that no
 * other session of theirs has are revoked, later if the authorization server is
 * away; the sessions end in any case. Needs `session.store: 'storage'`.
 *
 * @returns how many sessions were ended.
 * @throws SapccError 501 with sessions in cookies, 503 when the storage is away.
 *
 * @example
 * export default defineEventHandler(async (event) => {
 *   const { uid } = await useServerSdk(event).getUser({})
 *   await endSapccSessions(event, uid!)
 * })
 */
export async function endSapccSessions(event: H3Event, userId: string, options: EndSapccSessionsOptions = {}): Promise<number> {
  const context = event.context.sapccServer(event)
  const users = userSessions(context)
  const visit = context.visit(event)
  const own = await visit.session()
  let count = 0
  for (const session of await users.list(userId)) {
    const isOwn = session.id === own?.id
    if (isOwn && options.keepCurrent) continue
    if (options.id !== undefined && options.id !== await users.handle(session)) continue
    await revokeSession(context, (isOwn ? await visit.end() : undefined) ?? await context.coordinator.end(session))
    await context.hooks.callHook('sapcc:session:ended', { event, reason: isOwn ? 'signed-out' : 'ended-elsewhere' })
    count++
  }
  await visit.commit()
  return count
}

function userSessions({ store }: ServerContext): UserSessions {
  if (store.users) return store.users
  throw new SapccError('Sessions are known by customer only when they are kept on the server: set NUXT_SAPCC_SESSION_STORE to "storage".', { status: 501, data: { type: 'NotSupportedError' } })
}
