import { randomBytes, randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { parseCookies } from '../http.ts'

const MAX_SESSIONS = 5_000
const MAX_PENDING = 20

/** SAP's session of a browser with the authorization server: a cookie with its id; everything else is kept on the server. */
export interface HostedSession {
  id: string
  /** The cluster node that has the session; SAP's cloud names it in the cookie `ROUTE`. */
  route: string
  csrfToken: string
  /** The library's own cookies. They are kept here because a real SAP sets none beside these two. */
  libraryCookies: Map<string, string>
  /** Authorization requests that wait for a login, the latest one last. */
  pending: string[]
}

/** All sessions of one authorization server, addressed by the cookies `JSESSIONID` and `ROUTE`. */
export class HostedSessions {
  readonly #sessions = new Map<string, HostedSession>()
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  /** The session of a request; `undefined` when one of the two cookies is missing or unknown. */
  find(req: IncomingMessage): HostedSession | undefined {
    const cookies = parseCookies(req.headers.cookie)
    const session = this.#sessions.get(cookies.get('JSESSIONID') ?? '')
    return session && session.route === cookies.get('ROUTE') ? session : undefined
  }

  /** The session of a request, or a new one whose cookies are set on the response. */
  findOrCreate(req: IncomingMessage, res: ServerResponse): HostedSession {
    const existing = this.find(req)
    if (existing) return existing
    const session: HostedSession = {
      id: newId(),
      route: `.accstorefront-${randomBytes(4).toString('hex')}`,
      csrfToken: randomUUID(),
      libraryCookies: new Map(),
      pending: [],
    }
    for (const id of this.#sessions.keys()) {
      if (this.#sessions.size < MAX_SESSIONS) break
      this.#sessions.delete(id)
    }
    this.#sessions.set(session.id, session)
    this.#setCookies(res, session)
    return session
  }

  /**
   * Gives a session a new id, as at every login, so that an attacker cannot fix the id before it. The CSRF
   * token stays, unlike Spring's: otherwise the form in another tab would be refused.
   */
  renew(session: HostedSession, res: ServerResponse): void {
    this.#sessions.delete(session.id)
    session.id = newId()
    this.#sessions.set(session.id, session)
    this.#setCookies(res, session)
  }

  end(session: HostedSession): void {
    this.#sessions.delete(session.id)
  }

  clear(): void {
    this.#sessions.clear()
  }

  #setCookies(res: ServerResponse, session: HostedSession): void {
    res.setHeader('set-cookie', [
      `JSESSIONID=${session.id}; Path=${this.#path}; HttpOnly`,
      `ROUTE=${session.route}; Path=/; HttpOnly`,
    ])
  }
}

/** Remembers an authorization request that waits for the login of this session. */
export function rememberPending(session: HostedSession, uid: string): void {
  session.pending = [...session.pending.filter(known => known !== uid), uid].slice(-MAX_PENDING)
}

function newId(): string {
  return randomBytes(16).toString('hex').toUpperCase()
}
