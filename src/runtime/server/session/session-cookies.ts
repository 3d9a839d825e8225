import type { CookieNames } from '../http/cookie-names'
import type { RequestCookies } from '../http/request-cookies'
import type { RequestScope } from '../http/request-scope'
import type { IdTokenCookies, WriteIdToken } from './id-token-cookies'
import type { Session } from './session'
import { ENDED, beganNoLaterThan, isSessionName, readMark, sessionName, writeMark } from './session-cookie-values'
import { sessionTooLarge } from './session-too-large'
import type { OpenedSession, SessionStore } from './session-store'

/** Factor by which the tokens of a running session may exceed the budget that its sign-in had to keep: tokens may grow, and servers and proxies accept 8 KB of headers and more. */
const GROWTH = 2

/** Options of {@link SessionCookies}. */
export interface SessionCookiesOptions {
  store: Pick<SessionStore, 'cookieValue' | 'open' | 'peek'>
  idTokens: Pick<IdTokenCookies, 'prepare'>
  config: {
    /** Seconds that the browser keeps a session's content after it was written. */
    contentMaxAge: number
    /** Seconds that a session may live at the longest: the pointer and the mark are kept that long. */
    absoluteMaxAge: number
    /** Bytes of `Set-Cookie` that a sign-in may take. */
    cookieBudget: number
  }
}

/**
 * A session as one browser's cookies hold it:
 *
 * - the pointer names the session that the browser is in; only a sign-in writes it. A session that was
 *   taken over from version 0.1 has its pointer in a cookie of its own; the usual pointer wins,
 * - the content (the sealed session, or its id) stands under the session's own name; a refresh writes nothing else,
 * - the mark says that this session has ended; a sign-out writes it and removes the content. Where
 *   only a refresh token was refused, it says up to which generation: a browser may hold a newer one.
 *
 * A pointer without content, or with a mark, means "not signed in". So it does not matter
 * when a response arrives: a late one cannot change which session the browser is
 * in, bring back an ended one, or remove another one.
 */
export class SessionCookies {
  // Declared without initialisers: when Nitro compiles to ES2019, class fields become calls of `defineProperty`, which cost time at each request.
  declare private readonly cookies: RequestCookies
  declare private readonly names: CookieNames
  declare private readonly options: SessionCookiesOptions
  /** Name of this request's session. */
  declare name: string | undefined
  /** The state in the browser's cookies. */
  declare private inBrowser: Pick<Session, 'id' | 'generation' | 'usedAt'> | undefined
  /** The content cookie that the browser sent. */
  declare private sentContent: string | undefined
  /** The session that this request has begun. */
  declare private begun: Session | undefined
  /** The session has ended up to this generation; `undefined`: it has not. */
  declare private endedUpTo: number | undefined
  /** The generation in the browser's mark, as for `endedUpTo`. */
  declare private marked: number | undefined
  /** What the response will write: the session's state, its content cookie, and its ID token cookie where this request has brought that. */
  declare private toWrite: { session: Session, value: string, writeIdToken?: WriteIdToken } | undefined
  /** Whether the browser still has the single cookie of version 0.1. */
  declare private isVersion01: boolean
  /** Whether the cookie's session cannot be used, but has not ended either: the browser may have a newer cookie of it. Set by {@link acceptOpened}. */
  declare mayHaveNewerCookie: boolean
  /** Bytes of the budget that the new session leaves for other cookies of the sign-in. */
  declare remainingCookieBudget: number

  constructor({ cookies, names }: Pick<RequestScope, 'cookies' | 'names'>, options: SessionCookiesOptions) {
    this.cookies = cookies
    this.names = names
    this.options = options
    this.name = undefined
    this.inBrowser = undefined
    this.sentContent = undefined
    this.begun = undefined
    this.endedUpTo = undefined
    this.marked = undefined
    this.toWrite = undefined
    this.isVersion01 = false
    this.mayHaveNewerCookie = false
    this.remainingCookieBudget = 0
  }

  /** The content of the browser's current session. */
  read(): string | undefined {
    const { names } = this
    const pointer = this.cookies.get(names.pointer) ?? this.cookies.get(names.version01Pointer)
    if (pointer === undefined) return this.readVersion01()
    if (!isSessionName(pointer)) return undefined
    this.marked = readMark(this.cookies.get(names.mark(pointer)))
    if (this.marked === ENDED) return undefined
    this.name = pointer
    this.sentContent = this.cookies.read(names.content(pointer))
    return this.sentContent
  }

  /**
   * Reads the content and finds its session.
   *
   * @returns `'unreadable'` without content, and for one that this shop has not made.
   */
  async open(): Promise<OpenedSession | 'unreadable'> {
    const content = this.read()
    const opened = content === undefined ? 'unreadable' : await this.options.store.open(content)
    if (opened === 'unreadable') return opened
    // The names tell shops apart for browsers only: any other client can send the content of one shop under the name of another.
    const shop = opened.sent?.shop
    return shop === undefined || shop === this.names.shop ? opened : 'unreadable'
  }

  /**
   * Finds the session of the browser's cookies, without any effect on the response: this request may have begun another one.
   *
   * @returns as {@link open}.
   */
  async peek(): Promise<OpenedSession | 'unreadable'> {
    return await new SessionCookies({ cookies: this.cookies, names: this.names }, this.options).open()
  }

  /**
   * Takes over the session of the decrypted content, and prepares the cookies where it has ended.
   *
   * @returns the session, unless it has ended.
   */
  async acceptOpened(opened: OpenedSession): Promise<Session | undefined> {
    const { sent } = opened
    if (!sent) return this.applyEnding(opened)
    this.inBrowser = sent
    const name = this.name ?? await sessionName(sent)
    this.name = name
    if (this.isVersion01) this.marked = readMark(this.cookies.get(this.names.mark(name)))
    this.mayHaveNewerCookie = !opened.current && opened.ending !== 'ended' && !this.isMarked(sent)
    return this.applyEnding(opened)
  }

  /** @returns the session; `undefined` when it has ended: the cookies are then prepared to say so. */
  private applyEnding({ sent, current, ending }: OpenedSession): Session | undefined {
    if (ending === 'ended') this.end()
    if (ending === 'refused') this.endUpTo(sent)
    return current && !this.isMarked(current) ? current : undefined
  }

  /** Whether the browser knows that this state is over. */
  private isMarked({ generation }: Session): boolean {
    return generation <= (this.marked ?? -1)
  }

  /** The state whose content the response will carry. */
  get prepared(): Session | undefined {
    return this.toWrite?.session
  }

  /** Whether the browser's cookies hold another session or state than this one. */
  private differsFromBrowser(session: Session): boolean {
    return session.id !== this.inBrowser?.id || session.generation !== this.inBrowser.generation || session.usedAt !== this.inBrowser.usedAt || this.isVersion01
  }

  /**
   * Prepares the cookies of a session that is about to begin.
   *
   * @returns a function that replaces the cookies of the previous session.
   * @throws SapccError 431 `SessionTooLargeError` when its cookies would lock the browser out of the shop.
   */
  async prepareBegin(session: Session): Promise<() => void> {
    const { store, config } = this.options
    const name = await sessionName(session)
    const [value, writeIdToken] = await Promise.all([store.cookieValue(session), this.prepareIdToken(session)])
    const size = this.sizeOf(name, value)
    if (size > config.cookieBudget) throw sessionTooLarge(size, config.cookieBudget)
    return () => {
      this.name = name
      this.remainingCookieBudget = config.cookieBudget - size
      this.inBrowser = undefined
      this.begun = session
      this.endedUpTo = undefined
      this.toWrite = { session, value, writeIdToken }
    }
  }

  private async prepareIdToken(session: Session): Promise<WriteIdToken> {
    return await this.options.idTokens.prepare({ cookies: this.cookies, names: this.names }, session)
  }

  /** Bytes of `Set-Cookie` that a session's content and pointer take. */
  private sizeOf(name: string, value: string): number {
    return this.cookies.sizeOf(this.names.content(name), value) + this.cookies.sizeOf(this.names.pointer, name)
  }

  /** Whether the browser already holds this state, and no cookie changes are prepared. */
  isInBrowser(session: Session): boolean {
    return this.toWrite === undefined && this.endedUpTo === undefined && !this.differsFromBrowser(session)
  }

  /**
   * Prepares the content for a newer state of the session.
   *
   * @param isRenewed whether this request has waited for the refresh that brought it. The ID token is written with those answers only: one that
   * did not reach the browser because of its size must be followed by a smaller one.
   * @throws SapccError 431 `SessionTooLargeError` when its cookies would lock the browser out of the shop.
   */
  async prepareContent(session: Session, isRenewed = false): Promise<void> {
    if (this.toWrite?.session === session || !this.isCurrent(session)) return
    if (!this.differsFromBrowser(session)) return this.keepUnchanged()
    const withIdToken = isRenewed || this.toWrite?.writeIdToken !== undefined
    const value = await this.options.store.cookieValue(session)
    // With sessions on the server the content is an id, which a refresh does not change.
    if (value === this.sentContent) return this.keepUnchanged()
    const writeIdToken = withIdToken ? await this.prepareIdToken(session) : undefined
    // This request may have begun or ended a session meanwhile.
    if (!this.isCurrent(session)) return
    const [size, limit] = [this.sizeOf(this.name ?? '', value), this.options.config.cookieBudget * GROWTH]
    if (size > limit) throw sessionTooLarge(size, limit)
    this.toWrite = { session, value, ...(writeIdToken ? { writeIdToken } : {}) }
  }

  /** Whether this request's cookies belong to the session, and it has not ended. Another session is never written under its name. */
  private isCurrent({ id }: Session): boolean {
    return this.endedUpTo !== ENDED && (this.begun ?? this.inBrowser ?? { id }).id === id
  }

  /** The session has ended: its content is removed, and its mark makes the order of responses irrelevant. */
  end(): void {
    this.endedUpTo = ENDED
    this.begun = undefined
    this.toWrite = undefined
  }

  /** The refresh token of this state was refused: states of this generation or older have ended. */
  endUpTo(session: Session | undefined): void {
    if (this.endedUpTo === ENDED || (this.begun && this.begun.id !== session?.id)) return
    this.endedUpTo = session?.generation ?? ENDED
    this.toWrite = undefined
  }

  /** Keeps the cookies unchanged: the browser may hold a newer state than this request knows. */
  keepUnchanged(): void {
    // A sign-in or sign-out of this request keeps its cookie changes.
    if (this.begun || this.endedUpTo === ENDED) return
    this.toWrite = undefined
    this.endedUpTo = undefined
  }

  /** Writes the prepared changes to the cookies of the response; uses process memory only. */
  writeToResponse(): void {
    const { config } = this.options
    const { name, names } = this
    if (this.endedUpTo !== undefined) {
      if (name !== undefined) this.mark(name, this.endedUpTo)
      if (this.isVersion01) this.cookies.clear(names.version01.session, 0, names.version01.path)
      return
    }
    if (name === undefined || !this.toWrite || this.isOvertaken(this.toWrite.session)) return
    this.cookies.write(names.content(name), this.toWrite.value, config.contentMaxAge)
    this.toWrite.writeIdToken?.(config.cookieBudget - this.sizeOf(name, this.toWrite.value))
    if (this.begun) this.cookies.write(names.pointer, name, config.absoluteMaxAge)
    else if (this.isVersion01) this.cookies.write(names.version01Pointer, name, config.absoluteMaxAge)
    if (this.begun) this.cookies.clear(names.version01Pointer)
    if (this.begun || this.isVersion01) this.cookies.clear(names.version01.session, 0, names.version01.path)
    this.removeOthers(name)
  }

  /** Whether the session has ended or been refreshed since, as far as this process knows. */
  private isOvertaken({ id, generation }: Session): boolean {
    const known = this.options.store.peek(id)
    return known === 'ended' || (known !== undefined && known > generation)
  }

  private mark(name: string, upTo: number): void {
    const { names } = this
    const { config } = this.options
    // After a refused refresh the content stays: another response may have set newer content meanwhile.
    if (upTo === ENDED) this.cookies.clear(names.content(name))
    // The mark lives as long as the pointer, so that late content does not outlive it.
    if (this.marked === undefined || this.marked < upTo) this.cookies.write(names.mark(name), writeMark(upTo), config.absoluteMaxAge)
  }

  /** Removes content and marks of earlier sessions, which late responses may have set. */
  private removeOthers(name: string): void {
    const { names } = this
    const stale = this.cookies.names().filter((cookie) => {
      const other = names.sessionOf(cookie)
      return other !== undefined && other !== name && beganNoLaterThan(other, name)
    })
    for (const cookie of stale) this.cookies.clear(cookie)
  }

  private readVersion01(): string | undefined {
    const value = this.cookies.read(this.names.version01.session)
    this.isVersion01 = value !== undefined
    return value
  }
}
