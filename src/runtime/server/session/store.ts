import type { MaybePromise } from '../platform/maybe-promise'
import type { Session } from './session'

/**
 * Where sessions live between requests: in the browsers' cookies, or on the
 * server. Everything else is the same for both.
 *
 * A method that cannot do its work because the storage is away throws a
 * `SapccError` 503 of type `SessionStoreUnavailableError`; it never answers as
 * if nobody were signed in.
 */
export interface SessionStore {
  /**
   * Finds the session a cookie stands for.
   *
   * @returns `'unreadable'` for a cookie that this shop never made; the session
   * in `current` is `undefined` when it has ended.
   */
  open: (cookie: string) => MaybePromise<OpenedSession | 'unreadable'>
  /**
   * What this process knows about a session, without asking anybody.
   *
   * @returns its newest generation; `undefined` when nothing is known.
   */
  peek: (id: string) => number | 'ended' | undefined
  /** What the browser gets to keep for a session. */
  cookieValue: (session: Session) => Promise<string>
  /**
   * Keeps a session that begins.
   *
   * @throws SapccError 503 `TokensRevokedError` when its tokens are another session's, which are being revoked.
   */
  begin: (session: Session) => Promise<void>
  /**
   * The newest state of a session, of which the caller holds an older one.
   *
   * @param freshness `'any'`: what this process knows will do while the storage
   * is away; `'certain'`: for decisions that others rely on.
   * @returns `undefined` when the session has ended.
   */
  newest: (session: Session, freshness: 'any' | 'certain') => MaybePromise<NewestSession | undefined>
  /**
   * Keeps what a refresh brought; called with the session's lock held. From the
   * moment of the call on this process answers with it, also when the storage is
   * away: then the write is repeated until it succeeds.
   *
   * @param options.verify whether the session may have ended or moved on, as when
   * the lock could not be taken: then it is only written if it has not.
   * @returns settles when the session is safe. Never rejects.
   */
  save: (session: Session, options?: { verify?: boolean }) => Promise<void>
  /** Ends a session for good; called with its lock held. */
  end: (session: Session) => Promise<void>
  /**
   * Ends a session as far as this state of it, whose refresh token was refused,
   * and with it all sessions that share its tokens. Newer tokens, which a browser
   * may hold without this process knowing, live on. Called with its lock held.
   */
  endUpTo: (session: Session) => Promise<void>
  /**
   * The name of the lock under which a session's tokens are renewed and ended:
   * the same one, like the generation, for all sessions that share tokens. Never
   * rejects for a storage that is away: taking the lock does.
   */
  lockKey: (session: Session) => Promise<string>
  /**
   * Keeps new tokens of a session that has ended for the sessions that share the
   * ones they replace. Called with their lock held. Absent where there are none.
   *
   * @param key the lock's.
   * @returns whether there are any.
   */
  passOn?: (session: Session, key: string) => Promise<boolean>
  /**
   * Revokes the tokens of a session that has ended, unless another living one has
   * them, and lets no session begin with them meanwhile. Absent where it cannot be
   * known who has which tokens.
   *
   * @param revoke tells whether they are revoked now.
   * @returns `undefined` when a living session has them.
   */
  revokeUnused?: <Result extends { revoked: boolean }>(tokens: Session, revoke: () => Promise<Result>) => Promise<Result | undefined>
  /** Settles when nothing is left to write; for a process that is about to end. */
  drained?: () => Promise<void>
  /** Sessions by customer; only where they are kept on the server. */
  users?: UserSessions
}

/** What a cookie stands for. */
export interface OpenedSession {
  /** As the browser knows it. */
  sent: Session | undefined
  /** As it is now; `undefined` when it cannot be used any more. */
  current: Session | undefined
  /**
   * Why it cannot be used: it has ended for good; or its refresh token was refused, and a browser
   * may hold newer tokens of the same session.
   */
  over?: 'ended' | 'refused'
}

/** The newest state that is known. */
export interface NewestSession {
  session: Session
  /** Its tokens have been replaced by others that are not known here: they must not be sent. */
  spent: boolean
}

/** The sessions of each customer. */
export interface UserSessions {
  /** Files a session under a customer; repeated until it succeeds. Never rejects: who signed in is signed in. */
  assign: (session: Session, userId: string) => Promise<void>
  /** Sessions that have not ended, oldest sign-in first. */
  list: (userId: string) => Promise<Session[]>
  /** A name for a session that may be shown: the session cannot be taken over with it. */
  handle: (session: Session) => Promise<string>
}
