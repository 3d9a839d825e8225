import { SapccError } from '../../sdk/errors'
import type { SapccSessionConfig } from '../config/types'
import type { HookCaller, SessionEndReason } from '../hooks'
import { OperatorNote } from '../http/operator-note'
import type { RequestScope } from '../http/request-scope'
import { comparableUserName } from '../occ/user-names'
import { notForAgents } from '../session/assisted-errors'
import type { RefreshCoordinator } from '../session/refresh/coordinator'
import type { RequestSession } from '../session/request-session'
import type { Session } from '../session/session'
import { hasExpired } from '../session/session-lifetime'
import type { UserSessions } from '../session/session-store'
import { createRetryingWriter } from '../storage/retrying-writer'
import { settlesWithin } from '../time/sleep'
import { takeResetCookie, writeResetCookie } from './reset-cookie'
import type { SessionTermination } from './session-termination'
import { noteSignOut } from './sso-session'

/** Which of a customer's sessions to end; all when no option is given. */
export interface EndSapccSessionsOptions {
  /** Only this one, by `SapccSessionSummary.id`. */
  id?: string
  /** Keeps the session of the present request: "sign out on all other devices". */
  keepCurrent?: boolean
}

/** A session in the list of its customer's. */
export interface ListedSession {
  /** Gives no access to the session. */
  id: string
  /** Whether it is the session of the present request. */
  isCurrent: boolean
  session: Session
}

/** The sessions of one customer, on all of their devices. Known only where sessions are kept on the server. */
export interface CustomerSessions {
  /**
   * Those that have not ended, oldest sign-in first.
   *
   * @throws SapccError 501 `NotSupportedError` with sessions in cookies, 503 while the storage is unavailable.
   */
  list: (scope: RequestScope, userId: string) => Promise<ListedSession[]>
  /**
   * Ends sessions and revokes their tokens.
   *
   * @returns how many were ended.
   * @throws SapccError as `list` does.
   */
  end: (scope: RequestScope, userId: string, options: EndSapccSessionsOptions) => Promise<number>
  /**
   * SAP has taken a new password. Ends the customer's other sessions, which may have been begun with the old one. After a
   * reset (by the code of a link) it is not known whose password it was; a name that the request brings could be another
   * customer's. So a cookie marks the browser, and its next sign-in ends the other sessions of the customer who signs in,
   * see {@link CustomerSessions.takeReset}.
   *
   * Does nothing where the other sessions are not known, or the shop has switched it off. Never rejects, because the
   * password is changed already: while the storage is unavailable it is tried again.
   *
   * @param userId whose password was changed; without it, the signed-in customer's. If it was another user's, all sessions of that user end.
   * @returns settles when the sessions have ended, or after a moment.
   */
  noteNewPassword: (scope: RequestScope, by: 'change' | 'reset', userId?: string) => Promise<void>
  /**
   * A customer has signed in. Removes the cookie of a reset, whether the customer's name is known or not: it must not apply
   * to another customer at the same computer.
   *
   * @returns `undefined` where there was no reset.
   */
  takeReset: (scope: RequestScope) => TakenReset | undefined
  /** Settles when nothing is left to end; for shutdown. */
  drained: () => Promise<void>
}

/** A password reset in this browser, whose cookie has been removed. */
export interface TakenReset {
  /** Ends the customer's sessions from before the reset, for when the name is known. Never rejects. */
  endOthers: (session: Session, userId: string) => Promise<void>
  /** Sets the cookie again: if this customer's name stays unknown, the next sign-in uses it. A later `endOthers` removes it, unless the response's head has been sent. */
  putBack: () => void
}

/** Options of {@link createCustomerSessions}. */
export interface CustomerSessionsOptions {
  config: Pick<SapccSessionConfig, 'maxAge' | 'absoluteMaxAge' | 'endOthersOnPasswordChange'>
  /** `undefined` when sessions are not listed by customer. */
  users: () => UserSessions | undefined
  session: (scope: RequestScope) => RequestSession
  coordinator: () => Pick<RefreshCoordinator, 'end'>
  termination: () => Pick<SessionTermination, 'revoke' | 'drained'>
  hooks: Pick<HookCaller, 'callHook'>
}

/** How long a change of the password waits until the other sessions have ended; it goes on after that. Milliseconds. */
const OTHERS_ENDED_WAIT = 2000

/** The other sessions of a customer, to be ended. */
interface OthersToEnd {
  userId: string
  /** The session in which the password was changed. */
  kept: Session | undefined
  /** Milliseconds since 1970: sessions that began later began with the new password. */
  until: number
  onEnded: () => void
}

export function createCustomerSessions(options: CustomerSessionsOptions): CustomerSessions {
  const { config, hooks } = options

  function knownUsers(): UserSessions {
    const users = options.users()
    if (users) return users
    throw new SapccError('This shop does not know the sessions of a customer.', {
      status: 501,
      data: { type: 'NotSupportedError' },
      cause: new OperatorNote('Sessions are known by customer only when they are kept on the server: set NUXT_SAPCC_SESSION_STORE to "storage".'),
    })
  }

  /** Also those that have outlived their limits: their tokens may still be valid. */
  async function allRecorded(scope: RequestScope, userId: string): Promise<ListedSession[]> {
    const users = knownUsers()
    const requestSession = options.session(scope)
    const own = await requestSession.session()
    // Routes ask SAP whose sessions to list. While an agent acts for a customer, SAP names that customer, whose sessions are not the agent's to see.
    if (requestSession.assisted?.customer || requestSession.assisted?.expired) throw notForAgents('cannot see or end the sessions of a customer')
    return await Promise.all((await users.list(userId)).map(async session => ({ id: await users.handle(session), isCurrent: session.id === own?.id, session })))
  }

  const tellEnded = ({ request: { event } }: RequestScope, reason: SessionEndReason) => hooks.callHook('sapcc:session:ended', { event, reason })

  // Neither an authorization server nor a listener that does not answer may keep the sessions alive that are still to end.
  const endingOthers = createRetryingWriter<OthersToEnd>(async (_key, { userId, kept, until, onEnded }) => {
    for (const session of await options.users()?.list(userId) ?? []) {
      if (session.id === kept?.id || (session.createdAt ?? 0) > until) continue
      const last = await options.coordinator().end(session)
      if (!last) continue
      void options.termination().revoke(last, kept ? [kept] : [])
      onEnded()
    }
  })

  async function endOthers(scope: RequestScope, kept: Session | undefined, userId: string, until: number): Promise<void> {
    const told: (Promise<void> | void)[] = []
    const work = endingOthers.write(userId, { userId, kept, until, onEnded: () => void told.push(tellEnded(scope, 'password-changed')) }).then(() => Promise.all(told))
    // The tokens of the ended sessions, too.
    scope.finishAfterResponse(work.then(() => options.termination().drained()))
    await settlesWithin(work, OTHERS_ENDED_WAIT)
  }

  return {
    async list(scope, userId) {
      const now = Date.now()
      return (await allRecorded(scope, userId)).filter(({ session }) => !hasExpired(session, config, now))
    },
    async end(scope, userId, { id, keepCurrent }) {
      const requestSession = options.session(scope)
      let count = 0
      const work: (Promise<void> | void)[] = []
      for (const { session, isCurrent, ...listed } of await allRecorded(scope, userId)) {
        if ((isCurrent && keepCurrent) || (id !== undefined && id !== listed.id)) continue
        const last = isCurrent ? await requestSession.end() : await options.coordinator().end(session)
        if (isCurrent) noteSignOut(scope, config.maxAge)
        if (last) work.push(options.termination().revoke(last))
        if (hasExpired(session, config, Date.now())) continue
        work.push(tellEnded(scope, isCurrent ? 'signed-out' : 'ended-elsewhere'))
        count++
      }
      // After all sessions have ended: an authorization server or a listener that does not answer must not keep the others alive.
      await Promise.all(work)
      return count
    },
    async noteNewPassword(scope, by, userId) {
      if (!config.endOthersOnPasswordChange || !options.users()) return
      if (by === 'reset') return writeResetCookie(scope)
      const own = await options.session(scope).session().catch(() => undefined)
      const isOwn = userId === undefined || comparableUserName(userId) === own?.userId
      const changed = isOwn ? own?.userId : userId
      if (changed !== undefined) await endOthers(scope, isOwn ? own : undefined, changed, Date.now())
    },
    takeReset(scope) {
      const reset = takeResetCookie(scope)
      if (!reset || !config.endOthersOnPasswordChange) return undefined
      return {
        async endOthers(session, userId) {
          reset.remove()
          await endOthers(scope, session, userId, reset.at)
        },
        putBack: reset.putBack,
      }
    },
    drained: () => endingOthers.drained(),
  }
}
