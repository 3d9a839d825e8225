import { isRecord } from '../../sdk/errors'
import type { Sealer } from '../crypto/sealer'
import type { RequestScope } from '../http/request-scope'
import type { Session } from './session'
import { beganNoLaterThan, sessionName } from './session-cookie-values'

/**
 * The newest ID tokens of sessions, in cookies of the browsers. By such a token the authorization server knows at the
 * sign-out whose session with it is to end; some servers accept only the newest one.
 *
 * Each has a cookie of its own that browsers send to the routes of login and logout only, so that it makes no other request
 * larger. Its name contains the session's, as that of the content cookie does, so that a late response cannot replace the
 * token of a later login.
 */
export interface IdTokenCookies {
  /** Seals the session's ID token. @returns writes the cookie to the response; does nothing where the session has no ID token, or only the browser has it. */
  prepare: (scope: IdTokenScope, session: Session) => Promise<WriteIdToken>
  /** The ID token of the last redirect login. Only on the routes of login and logout, which get these cookies. */
  read: (scope: IdTokenScope) => Promise<string | undefined>
  /** Removes the cookie of a session that ended without a sign-out at the authorization server. On any route. */
  drop: (scope: IdTokenScope, session: Session) => Promise<void>
  /** Removes all ID token cookies of the request. Only on the routes of login and logout. */
  dropAll: (scope: IdTokenScope) => void
}

/**
 * Writes an ID token to the response.
 *
 * @param room bytes of `Set-Cookie` that are left. What does not fit is left out, and the one before is removed: the server
 * may then ask the customer whether to sign out.
 */
export type WriteIdToken = (room: number) => void

/** The request whose cookies are read and written. */
export type IdTokenScope = Pick<RequestScope, 'cookies' | 'names'>

/** Options of {@link createIdTokenCookies}. */
export interface IdTokenCookiesOptions {
  sealer: Sealer
  /** The path that the routes of login and logout lie below. */
  path: string
  /** Seconds that a session may last. */
  maxAge: number
}

/** @param options all are required. */
export function createIdTokenCookies({ sealer, path, maxAge }: IdTokenCookiesOptions): IdTokenCookies {
  const cookieOf = async ({ names }: IdTokenScope, session: Session) => names.idToken(await sessionName(session))

  return {
    async prepare(scope, session) {
      const { idToken } = session
      if (!idToken) return () => {}
      const cookie = await cookieOf(scope, session)
      const sealed = await sealer.sealValue('logout', { idToken })
      return (room) => {
        if (scope.cookies.sizeOf(cookie, sealed) <= room) scope.cookies.write(cookie, sealed, maxAge, path)
        else scope.cookies.removeUnsent(cookie, path)
      }
    },
    async read({ cookies, names }) {
      const newest = cookies.names().map(names.idTokenSession).filter(session => session !== undefined)
        .reduce<string | undefined>((last, session) => last !== undefined && beganNoLaterThan(session, last) ? last : session, undefined)
      // Earlier versions had one cookie without the session's name. During a deployment it is the younger one: each login of this version removes it.
      const cookie = cookies.read(names.idToken()) ?? cookies.read(names.idToken(newest))
      const value = cookie === undefined ? undefined : await sealer.openValue('logout', cookie)
      return isRecord(value) && typeof value.idToken === 'string' ? value.idToken : undefined
    },
    async drop(scope, session) {
      if (session.idToken !== undefined) scope.cookies.removeUnsent(await cookieOf(scope, session), path)
    },
    dropAll({ cookies, names }) {
      for (const cookie of cookies.names().filter(names.isIdToken)) cookies.clear(cookie, 0, path)
    },
  }
}
