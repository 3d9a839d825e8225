import type { H3Event } from 'h3'
import { SapccError } from '../../core/errors'
import { parseSession, tokensOfSession } from '../../core/session'
import type { Session } from '../../core/session'
import type { ServerContext } from '../context'
import type { RefreshObserver } from '../refresh/coordinator'
import { sessionAccess } from './access'

/** One request's view of its visitor's session. */
export interface Visit {
  /** The newest state of the session; `undefined` when nobody is signed in, or when the answer is for everyone. */
  session: () => Promise<Session | undefined>
  /**
   * Renews the session, unless that has happened since.
   *
   * @param staleGeneration the generation of the tokens that were found expired.
   * @throws SapccError 401 when the session is over or there is none.
   */
  refresh: (staleGeneration?: number) => Promise<Session>
  /** Begins a session, in place of whichever there was. */
  begin: (session: Session) => void
  /** Ends the session here and gives its last tokens, to be revoked. */
  end: () => Promise<Session | undefined>
  /** Writes the cookies if the session is not what they say. Without it nothing reaches the browser. */
  commit: () => Promise<void>
}

/** Opens the visit of one event. */
export function createVisit(event: H3Event, context: ServerContext): Visit {
  const access = sessionAccess(event)
  /** What the browser's cookie says, even when the session it names has ended since. */
  let sent: Session | undefined
  let current: Promise<Session | undefined> | undefined
  let hasCookie = false
  let begun: Session | undefined
  let written: Session | undefined | null = null

  async function open(): Promise<Session | undefined> {
    if (access === 'none') return undefined
    const cookie = context.cookies.read(event, 'sapcc-session')
    if (cookie === undefined) return undefined
    hasCookie = true
    sent = parseSession(await context.sealer.open('session', cookie))
    return sent && await context.coordinator.resolve(sent)
  }

  function session(): Promise<Session | undefined> {
    current ??= open()
    return current
  }

  const { hooks } = context
  const observer: RefreshObserver = {
    refreshed: renewed => hooks.callHook('sapcc:token:refreshed', { event, tokens: tokensOfSession(renewed, Date.now()) }),
    failed: error => hooks.callHook('sapcc:token:refresh-error', { event, error }),
    ended: () => hooks.callHook('sapcc:session:ended', { event, reason: 'refused' }),
  }

  return {
    session,

    async refresh(staleGeneration) {
      const known = await session()
      if (!known) throw new SapccError('Nobody is signed in.', { status: 401, data: { type: 'NoSessionError' } })
      // A request with an old cookie asks for what has happened already.
      const isRenewed = known.generation > (staleGeneration ?? sent?.generation ?? known.generation)
      if (isRenewed && known.expiresAt > Date.now()) return known
      if (access !== 'write') throw new SapccError('The session cannot be renewed on behalf of this request.', { status: 401, data: { type: 'RefreshNotPossibleError' } })
      try {
        const renewed = await context.coordinator.refresh(known, observer)
        current = Promise.resolve(renewed)
        return renewed
      }
      catch (error) {
        // Every 401 of the coordinator's is definite: the session is over.
        if (error instanceof SapccError && error.status === 401) current = Promise.resolve(undefined)
        throw error
      }
    },

    begin(started) {
      begun = started
      current = Promise.resolve(started)
    },

    async end() {
      const known = await session()
      const last = known && await context.coordinator.end(known)
      current = Promise.resolve(undefined)
      return last
    },

    async commit() {
      if (access !== 'write') return
      const known = await session()
      // A sign-out may have overtaken this request: what it ended is not brought back.
      const now = known && known.id !== begun?.id ? await context.coordinator.resolve(known) : known
      if (now === written) return
      if (now && (now.id !== sent?.id || now.generation !== sent.generation)) {
        context.cookies.write(event, 'sapcc-session', await context.sealer.seal('session', now), context.config.session.maxAge)
      }
      else if (!now && hasCookie) {
        context.cookies.clear(event, 'sapcc-session')
      }
      written = now
    },
  }
}
