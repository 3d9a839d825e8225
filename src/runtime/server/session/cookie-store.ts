import { BoundedMap } from '../storage/bounded-map'
import { platformAead } from '../crypto/aead'
import type { Sealer } from '../crypto/sealer'
import { packSession, unpackSession, withoutIdTokenValue } from './session'
import type { Session } from './session'
import { createOpenedCookies } from './opened-cookies'
import type { OpenedCookies } from './opened-cookies'
import { recordKey } from './record-key'
import { CLOCK_TOLERANCE } from './session-lifetime'
import type { SharedStorage } from '../storage/shared-storage'
import type { NewestSession, OpenedSession, SessionStore } from './session-store'
import { createRetryingWriter } from '../storage/retrying-writer'
import { storageUnavailable } from '../storage/storage-unavailable'
import { systemClock } from '../time/clock'

/** Options of {@link createCookieStore}. */
export interface CookieStoreOptions {
  sealer: Sealer
  /** Milliseconds for which a session's newest tokens are kept for requests that still carry older ones. */
  gracePeriod: number
  /** Seconds that a cookie is accepted; an ended session is remembered for the same time. @default an hour */
  maxAge?: number
  /** Shares the state of sessions between several processes. */
  shared?: SharedStorage
  /** @default one of its own */
  openedCookies?: OpenedCookies
  /** @default the monotonic clock */
  now?: () => number
}

/** Maximum size of each map: far more sessions than one process refreshes within an entry's lifetime. */
const MAX_SESSIONS = 20_000

/** Maximum number of ended sessions, which are remembered until their cookies expire; about ten megabytes. */
export const MAX_ENDED = 50_000

/** How long the newest generation of a session is remembered after the refresh that made it: longer than the grace period usually is. Milliseconds. */
const MEMORY = 60 * 60 * 1000

/** The newest tokens of a session, sealed. */
interface Kept {
  generation: number
  sealed: string
}

/**
 * Encrypted sessions in the browsers' cookies. The server remembers what
 * requests with an older cookie need: the newest tokens for the grace period
 * (sealed), and for an hour the newest generation. The contents of cookies that
 * were decrypted in the last minute or two are in memory, too (`opened-cookies.ts`).
 */
export function createCookieStore(options: CookieStoreOptions): SessionStore {
  const { sealer, shared, now = systemClock.monotonic, maxAge = MEMORY / 1000 } = options
  const aead = platformAead()
  const { openedCookies = createOpenedCookies({ now }) } = options
  const newest = new BoundedMap<string, Kept>({ maxEntries: MAX_SESSIONS, ttl: options.gracePeriod, now })
  /** The highest known generation: identifies a spent token after the grace period. */
  const generations = new BoundedMap<string, number>({ maxEntries: MAX_SESSIONS, ttl: MEMORY, now })
  const ended = new BoundedMap<string, true>({ maxEntries: MAX_ENDED, ttl: maxAge * 1000 + CLOCK_TOLERANCE, now })
  /** The generation whose refresh token was refused: this generation and older ones have ended. */
  const refused = new BoundedMap<string, number>({ maxEntries: MAX_SESSIONS, ttl: MEMORY, now })

  const writer = createRetryingWriter<Kept>(async (id, kept) => {
    if (!shared) return
    const keys = await keysOf(id)
    // Check at the first attempt, too: a process that lost its lock must not restore a session that another process ended.
    const [known] = await shared.get(keys.state)
    const state = parseState(known)
    if (state?.ended || (state?.highest ?? -1) >= kept.generation) return
    await shared.set(keys.newest, kept.sealed, options.gracePeriod / 1000)
    // The writer retries with the state that another process has written meanwhile.
    if (!await shared.replace(keys.state, known, `g${kept.generation}`, MEMORY / 1000)) throw stateChanged()
  }, now)

  /**
   * The storage gets hashed ids, so read access to it does not reveal cookies' session ids. The state's key begins with
   * `mark:`, as all versions have written it.
   */
  async function keysOf(id: string): Promise<{ newest: string, state: string }> {
    const hash = await aead.hash(id)
    return { newest: `newest:${hash}`, state: `mark:${hash}` }
  }

  function markEndedLocally(id: string): void {
    ended.set(id, true)
    newest.delete(id)
    writer.cancel(id)
  }

  function markRefusedLocally(id: string, generation: number): void {
    if ((refused.get(id) ?? -1) < generation) refused.set(id, generation)
    if ((newest.get(id)?.generation ?? Number.POSITIVE_INFINITY) <= generation) newest.delete(id)
  }

  /** Loads changes that other processes made to a session. */
  async function readSharedState(id: string): Promise<void> {
    if (!shared) return
    const keys = await keysOf(id)
    const [entry, sealed] = await shared.get(keys.state, keys.newest)
    const known = parseState(entry)
    if (known === undefined) return
    if (known.ended) {
      markEndedLocally(id)
      return
    }
    const generation = known.highest
    if (known.refused !== undefined) {
      markRefusedLocally(id, known.refused)
      generations.set(id, Math.max(generation, generations.get(id) ?? -1))
      return
    }
    if (generation <= (generations.get(id) ?? -1)) return
    const tokens = sealed === undefined ? undefined : unpackSession(await sealer.open('grace', sealed))
    // The grace period restarts in this process.
    if (sealed !== undefined && tokens) keep(id, { generation: tokens.generation, sealed })
    // Set the generation after the tokens: a known generation without its tokens counts as forgotten.
    generations.set(id, Math.max(generation, generations.get(id) ?? -1))
  }

  /** Keeps tokens unless newer ones are known: a slow read must not restore replaced tokens. */
  function keep(id: string, kept: Kept): void {
    const floor = Math.max(newest.get(id)?.generation ?? -1, (refused.get(id) ?? -1) + 1)
    if (floor <= kept.generation) newest.set(id, kept)
  }

  /** The newest state this process knows. */
  async function newestHere(session: Session): Promise<NewestSession | undefined> {
    if (ended.has(session.id)) return undefined
    // Read the generation before the tokens are decrypted: a refresh in between must not make these tokens count as outdated.
    const highest = generations.get(session.id) ?? 0
    const known = newest.get(session.id)
    if (!known || known.generation <= session.generation) {
      return session.generation <= (refused.get(session.id) ?? -1) ? undefined : asNewest(session, highest)
    }
    return asNewest(unpackSession(await sealer.open('grace', known.sealed)) ?? session, highest)
  }

  /** As {@link newestHere}, including changes by other processes. */
  async function newestAnywhere(session: Session, freshness: 'may-be-stale' | 'current'): Promise<NewestSession | undefined> {
    try {
      await readSharedState(session.id)
    }
    catch (error) {
      // A call can use the tokens in the cookie; a refresh needs the state of the other processes.
      if (freshness === 'current') throw error
    }
    return await newestHere(session)
  }

  /** The session in a cookie, and its current state. */
  async function open(cookie: string): Promise<OpenedSession | 'unreadable'> {
    const sent = openedCookies.get(cookie) ?? await decrypt(cookie)
    return sent ? openedAs(sent, await store.newest(sent, 'may-be-stale')) : 'unreadable'
  }

  async function decrypt(cookie: string): Promise<Session | undefined> {
    const sent = unpackSession(await sealer.open('session', cookie))
    if (sent) openedCookies.add(cookie, sent)
    return sent
  }

  /** Expired tokens whose successors are unknown here cannot be used. The session has not ended: the browser may have received the successors meanwhile. */
  function openedAs(sent: Session, known: NewestSession | undefined): OpenedSession {
    if (!known) return { sent, current: undefined, ending: ended.has(sent.id) ? 'ended' : 'refused' }
    const isExpiredForGood = known.isOutdated && known.session.expiresAt <= Date.now()
    return { sent, current: isExpiredForGood ? undefined : known.session }
  }

  const store: SessionStore = {
    open,
    peek: id => ended.has(id) ? 'ended' : generations.get(id),
    cookieValue: session => sealer.seal('session', packSession(withoutIdTokenValue(session))),
    begin: () => Promise.resolve(),
    newest: (session, freshness) => shared ? newestAnywhere(session, freshness) : newestHere(session),
    async save(session) {
      const kept = { generation: session.generation, sealed: await sealer.seal('grace', packSession(session)) }
      newest.set(session.id, kept)
      generations.set(session.id, session.generation)
      if (shared) await writer.write(session.id, kept)
    },
    async end(session) {
      if (shared) {
        const keys = await keysOf(session.id)
        await shared.set(keys.state, 'ended', maxAge + CLOCK_TOLERANCE / 1000)
        await shared.remove(keys.newest)
      }
      markEndedLocally(session.id)
      return session
    },
    lockKey: session => recordKey(session.id),
    drained: () => writer.drained(),
    async endUpTo({ id, generation }) {
      if (shared) {
        const keys = await keysOf(id)
        const [known] = await shared.get(keys.state)
        // Do not replace the state of an ended session, which is kept for longer.
        if (parseState(known)?.ended) {
          markEndedLocally(id)
          return true
        }
        if (!await shared.replace(keys.state, known, `r${generation}`, MEMORY / 1000)) throw stateChanged()
        await shared.remove(keys.newest)
      }
      markRefusedLocally(id, generation)
      return true
    },
  }
  return store
}

function stateChanged(): Error {
  return storageUnavailable(new Error('Another process has changed the state of the session since it was read.'))
}

function asNewest(session: Session, highest: number): NewestSession {
  return { session, isOutdated: highest > session.generation }
}

/** The state of a session in the shared storage. */
interface StoredState {
  ended?: true
  /** The highest generation. */
  highest: number
  /** The generation whose refresh token was refused. */
  refused?: number
}

/** `ended`; `g` and the highest generation; or `r` and the one whose refresh token was refused. */
function parseState(text: string | undefined): StoredState | undefined {
  if (text === 'ended') return { ended: true, highest: -1 }
  const [, letter, digits] = /^([gr])(\d+)$/.exec(text ?? '') ?? []
  if (digits === undefined) return undefined
  const generation = Number(digits)
  return letter === 'r' ? { highest: generation, refused: generation } : { highest: generation }
}
