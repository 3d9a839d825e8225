import type { Device, Session } from './session'

/**
 * Where sessions are kept between requests: in the browsers' cookies or on the
 * server. All other code is the same for both.
 *
 * When the storage is unavailable, a method that needs it throws a `SapccError`
 * 503 of type `SessionStoreUnavailableError`; it never reports the visitor as
 * signed out.
 */
export interface SessionStore {
  /**
   * Finds the session of a cookie.
   *
   * @returns `'unreadable'` for a cookie that this shop did not create, or that this process has no password for; `current`
   * is `undefined` when the session has ended.
   */
  open: (cookie: string) => Promise<OpenedSession | 'unreadable'>
  /**
   * Looks up a session in process memory only.
   *
   * @returns its newest generation; `undefined` for an unknown session.
   */
  peek: (id: string) => number | 'ended' | undefined
  /** The cookie value of a session. */
  cookieValue: (session: Session) => Promise<string>
  /**
   * Stores a new session.
   *
   * @throws SapccError 503 `TokensRevokedError` when another session has the same tokens and they are being revoked.
   */
  begin: (session: Session) => Promise<void>
  /**
   * The newest state of a session; the caller may hold an older one.
   *
   * @param freshness `'may-be-stale'`: this process's state is used while the storage
   * is unavailable; `'current'`: throws then.
   * @returns `undefined` when the session has ended.
   */
  newest: (session: Session, freshness: 'may-be-stale' | 'current') => Promise<NewestSession | undefined>
  /**
   * Stores the tokens of a refresh. The caller holds the session's lock. This
   * process uses the new tokens immediately, even if the storage is unavailable:
   * then the write is retried until it succeeds.
   *
   * @returns settles when the session is stored. Never rejects.
   */
  save: (session: Session) => Promise<void>
  /**
   * Waits for a {@link SessionStore.save} of this process: until then other processes read the old tokens. Never rejects.
   * Absent in stores whose tokens travel with the browser.
   */
  saved?: (session: Session) => Promise<void>
  /**
   * Ends a session permanently. The caller holds its lock.
   *
   * @returns the session with its last tokens: another process may have written newer ones a moment ago.
   */
  end: (session: Session) => Promise<Session>
  /**
   * Ends a session up to this generation, whose refresh token was refused, and
   * all sessions that share its tokens. Newer tokens remain valid: a browser may
   * hold some that this process does not know. The caller holds the lock.
   *
   * @returns `false` when another process has stored newer tokens; then nothing has ended. Only sessions on the server know that.
   */
  endUpTo: (session: Session) => Promise<boolean>
  /**
   * The name of the lock for refreshing and ending a session. Sessions that share
   * tokens share the lock and the generation. Never rejects during a storage
   * outage; acquiring the lock does.
   */
  lockKey: (session: Session) => Promise<string>
  /**
   * Stores the new tokens of an ended session for the sessions that shared the old
   * ones with it. The caller holds their lock. Absent in stores without shared
   * tokens.
   *
   * @param key of the lock.
   * @returns whether there are such sessions.
   */
  keepForOthers?: (session: Session, key: string) => Promise<boolean>
  /**
   * Gives the new tokens of an ended session to one that a sign-in has begun with the replaced refresh token: the authorization
   * server may have issued that one again while the refresh was under way. Where there is none, a session that begins with it
   * later is refused. The caller holds no lock. Absent in stores without shared tokens.
   *
   * @param replaced the refresh token that was sent.
   * @returns whether there is such a session.
   * @throws SapccError 503 when the storage is unavailable.
   */
  keepForLateSignIn?: (session: Session, replaced: string) => Promise<boolean>
  /**
   * Revokes the tokens of an ended session, unless an active session has them; no
   * session can begin with them meanwhile. Absent in stores that do not know which
   * sessions have which tokens.
   *
   * @param revoke resolves to whether the tokens are revoked.
   * @returns `undefined` when an active session has the tokens.
   */
  revokeUnused?: <Result extends { revoked: boolean }>(tokens: HeldTokens, revoke: () => Promise<Result>) => Promise<Result | undefined>
  /** Whether sessions with the same tokens share one state, so that each of their refresh tokens is sent once. */
  sharesTokens?: boolean
  /** Settles when nothing is left to write; for shutdown. */
  drained?: () => Promise<void>
  /** Sessions by customer; only where they are kept on the server. */
  users?: UserSessions
}

/** Tokens, and the id of the session that had them, if there was one. */
export type HeldTokens = Pick<Session, 'accessToken' | 'refreshToken'> & Partial<Pick<Session, 'id'>>

/** The session of a cookie. */
export interface OpenedSession {
  /** The state in the cookie. */
  sent: Session | undefined
  /** The current state; `undefined` when the session can no longer be used. */
  current: Session | undefined
  /**
   * How the session has ended: `ended` permanently; or its refresh token was `refused`, but a
   * browser may hold newer tokens of the same session. Absent when it has not.
   */
  ending?: 'ended' | 'refused'
}

/** The newest known state. */
export interface NewestSession {
  session: Session
  /** There are newer tokens, which this process does not know. The refresh token of this state must not be sent. */
  isOutdated: boolean
}

/** The sessions of each customer. */
export interface UserSessions {
  /** Adds a session to the customer's list; retried until it succeeds. Never rejects, so that a failure does not undo the sign-in. */
  assign: (session: Session, userId: string, device?: Device) => Promise<void>
  /** Sessions that have not ended, oldest sign-in first. */
  list: (userId: string) => Promise<Session[]>
  /** A public identifier of a session, which gives no access to it. */
  handle: (session: Session) => Promise<string>
}
