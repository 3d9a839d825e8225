import type { EndSapccSessionsOptions } from '../auth/customer-sessions'
import { deviceLabel } from '../auth/describe-device'
import { secondsLeft } from '../session/session'
import type { ServerEvent } from '../platform/types'
import { noted } from '../http/noted'

export type { EndSapccSessionsOptions } from '../auth/customer-sessions'

/** The browser and system that a session was begun with, as far as they are known. */
export interface SapccSessionDevice {
  /** In English: `Firefox on Windows`, or one of the two names alone. */
  label: string
  /** One of a fixed list of names, for example `Firefox`. */
  browser?: string
  /** One of a fixed list of names, for example `Windows`, `Android` or `iPhone`. */
  system?: string
}

/** One of a customer's sessions, in a form that may be shown to the customer. */
export interface SapccSessionSummary {
  /** Identifier of the session; it gives no access to it. */
  id: string
  /** Whether it is the session of the present request. */
  current: boolean
  /**
   * The browser and system of the sign-in, by its `User-Agent`. Absent when neither is known. It helps customers to
   * recognise their devices and proves nothing: a client says itself what it is.
   */
  device?: SapccSessionDevice
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

/**
 * A customer's sessions that have not ended, oldest first. Needs
 * `session.store: 'storage'`. The function does not check who sent the request: the route has to.
 *
 * @param userId the name that the customer signed in with, or the one that a listener of `sapcc:session:created` has set.
 * @throws SapccError 501 with sessions in cookies, 503 when the storage is not available.
 */
export async function listSapccSessions(event: ServerEvent, userId: string): Promise<SapccSessionSummary[]> {
  const { services, request } = event.context.sapcc.services(event)
  const listed = await noted(services, 'A list of sessions', () => services.customerSessions.list(services.scope(request), userId))
  return listed.map(({ id, isCurrent, session }) => ({
    id,
    current: isCurrent,
    ...(session.device === undefined ? {} : { device: { label: deviceLabel(session.device), ...session.device } }),
    ...(session.createdAt === undefined ? {} : { signedInAt: session.createdAt }),
    ...(session.usedAt === undefined ? {} : { lastUsedAt: session.usedAt }),
    expiresIn: secondsLeft(session, Date.now()),
  }))
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
 *   const { uid } = await useServerSdk(event).sapcc.getUser({})
 *   await endSapccSessions(event, uid!)
 * })
 */
export async function endSapccSessions(event: ServerEvent, userId: string, options: EndSapccSessionsOptions = {}): Promise<number> {
  const { services, request } = event.context.sapcc.services(event)
  return await noted(services, 'The end of sessions', () => services.customerSessions.end(services.scope(request), userId, options))
}
