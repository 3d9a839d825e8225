import type { Sealer } from '../crypto/sealer'
import { createLimitedWarnings } from '../log/limited-warnings'
import { describeForOperator } from '../oauth'
import { serverUnavailable } from '../oauth/errors'
import type { OAuthClient, RevocationOptions, RevocationParameters, RevocationResult } from '../oauth/types'
import type { RefreshCoordinator } from '../session/refresh/coordinator'
import { INTENT_LIFETIME } from '../session/refresh/intents'
import type { Session } from '../session/session'
import type { SessionServices } from '../session/session-services'
import type { SessionStore } from '../session/session-store'
import type { KeyedLock } from '../storage/lock'
import { createRetryingWriter } from '../storage/retrying-writer'
import { createMemoryStorage } from '../storage/shared-storage'
import type { SharedStorage } from '../storage/shared-storage'
import { settlesWithin } from '../time/sleep'
import { GIVE_UP_AFTER, createPendingRevocations } from './pending-revocations'
import type { PendingRevocations, PendingRevocationsOptions } from './pending-revocations'

/** Ends sessions and revokes their tokens. */
export interface SessionTermination extends Pick<PendingRevocations, 'start' | 'stop'> {
  /**
   * Revokes the last tokens of a session that has ended, or never began, unless
   * a living session has them. What fails is tried again later. Never rejects.
   *
   * @param living sessions that the caller knows to be active.
   */
  revoke: (session: Session, living?: readonly Session[]) => Promise<void>
  /**
   * Revokes tokens that no session got: those of a refused sign-in, and new tokens of a session that ended during an outage.
   * SAP's legacy generation may have given the same tokens to a session that goes on. With sessions on the server they are
   * revoked ten minutes later, if no session has them by then. With sessions in cookies this cannot be found out, and the
   * tokens expire. Never rejects.
   */
  revokeWhenKnownUnused: (session: Session) => Promise<void>
  /**
   * Ends a session that another one replaced, and revokes its tokens unless it
   * was over before. Never rejects: while the storage is unavailable it is tried again.
   *
   * @returns settles when it has ended, or after a moment.
   */
  end: (session: Session, living: readonly Session[]) => Promise<void>
  /**
   * As {@link SessionTermination.end}, for a session that has expired. The customer has not signed out, so tokens that
   * another device may have are not revoked where the store does not know which sessions have them.
   *
   * @param onEnded called when this call has ended the session; not when it was over before.
   */
  endExpired: (session: Session, onEnded: () => void) => Promise<void>
  /**
   * As {@link SessionTermination.end}, for a session that could not be stored: its tokens are also revoked when the store does
   * not know the session, but not those that another device may have, as with {@link SessionTermination.endExpired}.
   */
  discard: (session: Session, living: readonly Session[]) => Promise<void>
  /**
   * A new session may be given the tokens of one that was signed out before. Removes the pending revocation of these
   * tokens, which would end the new session. Never rejects.
   */
  cancelRevocation: (session: Session) => Promise<void>
  /** Settles when nothing is left to write; for shutdown. */
  drained: () => Promise<void>
}

/** Options of {@link createSessionTermination}. */
export interface SessionTerminationOptions {
  store: SessionStore
  coordinator: Pick<RefreshCoordinator, 'end' | 'blockedFor'>
  oauth: Pick<OAuthClient, 'revoke'>
  /** The tokens that a refresh token has been replaced by, for another session that had it, too. @default none */
  successorsOf?: SessionServices['successorsOf']
  /** Whether the authorization server may give one pair of tokens to several sessions. */
  sharedTokens: boolean
  sealer: Sealer
  lock: KeyedLock
  /** Where revocations that failed are kept. @default this process's memory */
  storage?: SharedStorage
  log: { warn: (message: string) => void }
  /** As in `PendingRevocationsOptions`. */
  list?: PendingRevocationsOptions['list']
  /** Milliseconds between two checks for pending revocations. */
  interval?: PendingRevocationsOptions['interval']
  /** Milliseconds since 1970. */
  now?: () => number
}

/** How long a sign-in waits for the end of the previous session, which a refresh may delay. Milliseconds. */
const PREVIOUS_END_WAIT = 2000

/** After this time a process that had lost its connection to the storage has most likely written the tokens that it received. Milliseconds. */
const KNOWN_AFTER = 10 * 60_000

/** One process's session termination; pending revocations are shared if there is a storage. */
export function createSessionTermination(options: SessionTerminationOptions): SessionTermination {
  const { store, coordinator, sharedTokens, sealer, lock, list, interval, now, successorsOf = () => Promise.resolve([]) } = options
  // While the authorization server is away, each sign-out would have a line.
  const log = createLimitedWarnings(options.log)

  /** Leaves tokens alone that a living session has, as far as the store knows. */
  async function revokeUnused(tokens: RevocationParameters, revoke: () => Promise<RevocationResult>): Promise<RevocationResult | undefined> {
    return store.revokeUnused ? await store.revokeUnused({ accessToken: '', ...tokens }, revoke) : await revoke()
  }

  /** @returns the tokens that are still to be revoked; `undefined` when there is nothing left to try. */
  async function attempt({ accessToken, refreshToken, createdAt }: RevocationParameters, isRetry: boolean, further: RevocationOptions = {}): Promise<RevocationParameters | undefined> {
    const began = createdAt === undefined ? {} : { createdAt }
    const tokens = { ...(accessToken === undefined ? {} : { accessToken }), ...(refreshToken === undefined ? {} : { refreshToken }), ...began }
    const result = await revokeUnused(tokens, () => options.oauth.revoke(tokens, { revokeUnused, ...further }))
    // A living session has them.
    if (!result || result.revoked) return undefined
    const { errors } = result
    const isOutage = errors.some(({ status }) => status === 503)
    if (!isRetry || !isOutage) {
      log.warn([`A session ended here, but the authorization server did not confirm that its tokens are revoked; ${isOutage ? 'the revocation is repeated later.' : 'they stay valid until they expire.'}`, ...errors.map(describeForOperator)].join(' '))
    }
    if (!isOutage) return undefined
    return result.left ? { ...result.left, ...began } : tokens
  }

  const pending = createPendingRevocations({
    sealer,
    storage: options.storage ?? createMemoryStorage(GIVE_UP_AFTER / 1000),
    lock,
    revoke: async tokens => await attempt(tokens, true),
    log,
    ...(list === undefined ? {} : { list }),
    ...(interval ? { interval } : {}),
    ...(now ? { now } : {}),
  })

  /** Bounded by the sign-ins and sign-outs in progress, which have time limits. */
  const revoking = new Set<Promise<void>>()

  function revoke(session: Session, living: readonly Session[] = []): Promise<void> {
    return tracked(revokeOrPutOff(session, living))
  }

  /** For {@link SessionTermination.drained}. */
  function tracked(work: Promise<void>): Promise<void> {
    revoking.add(work)
    return work.finally(() => revoking.delete(work))
  }

  async function revokeOrPutOff(session: Session, living: readonly Session[]): Promise<void> {
    if (await haveTokenInCommon(session, living)) return
    const tokens = tokensToRevoke(session)
    // While the storage is not available, a refresh may be in progress in another process.
    const blockedFor = await coordinator.blockedFor(session).catch(() => INTENT_LIFETIME)
    // During a storage outage it is also unknown which sessions have the tokens: retry later.
    const left = await attempt(tokens, false, blockedFor > 0 ? { refresh: notWhileInProgress } : {}).catch(() => tokens)
    if (left) await pending.add(left, { pause: blockedFor })
  }

  /** SAP's legacy generation may have given a session's tokens to another session; only a store that knows all sessions can tell. */
  const mayBeInUnknownUse = sharedTokens && !store.revokeUnused

  const ending = createRetryingWriter<{ session: Session, why: 'replaced' | 'expired' | 'not stored', living?: readonly Session[], onEnded?: () => void }>(async (_id, { session, why, living = [], onEnded }) => {
    // Checked before the session is ended: if this fails, all of it is tried again, and a session that is ended is not found again.
    const isInUse = await haveTokenInCommon(session, living)
    const ended = await coordinator.end(session)
    if (ended) onEnded?.()
    const last = ended ?? (why === 'not stored' ? session : undefined)
    if (!last || isInUse || (why === 'expired' && mayBeInUnknownUse)) return
    // Not awaited: a sign-in does not wait for the revocation.
    void (why === 'not stored' ? revokeWhenKnownUnused(last) : revoke(last, living))
  })

  /** Tokens that no session has begun with, but another one may have: a process that the storage was away from may not have written them yet. */
  function revokeWhenKnownUnused(session: Session): Promise<void> {
    if (mayBeInUnknownUse) return Promise.resolve()
    return sharedTokens ? tracked(pending.add(tokensToRevoke(session), { pause: KNOWN_AFTER, isOptional: true })) : revoke(session)
  }

  /** Whether a living session has the tokens of this one, or one of the two has tokens that replaced the other's. */
  async function haveTokenInCommon(session: Session, living: readonly Session[]): Promise<boolean> {
    if (living.length === 0) return false
    const [own, ...others] = await Promise.all([session, ...living].map(withSuccessors))
    return own!.some(tokens => others.some(list => list.some(other => haveOneInCommon(tokens, other))))
  }

  async function withSuccessors({ accessToken, refreshToken }: Session): Promise<SessionTokens[]> {
    const successors = refreshToken === undefined ? [] : await successorsOf(refreshToken)
    return [{ accessToken, refreshToken }, ...successors.map(({ access_token, refresh_token }) => ({ accessToken: access_token, refreshToken: refresh_token }))]
  }

  return {
    revoke,
    revokeWhenKnownUnused,
    async end(session, living) {
      await settlesWithin(ending.write(session.id, { session, why: 'replaced', living }), PREVIOUS_END_WAIT)
    },
    async endExpired(session, onEnded) {
      await settlesWithin(ending.write(session.id, { session, why: 'expired', onEnded }), PREVIOUS_END_WAIT)
    },
    async discard(session, living) {
      await settlesWithin(ending.write(session.id, { session, why: 'not stored', living }), PREVIOUS_END_WAIT)
    },
    async cancelRevocation(session) {
      // A store that knows which sessions have which tokens is asked before each attempt instead.
      if (mayBeInUnknownUse) await pending.remove(session)
    },
    start: pending.start,
    stop: pending.stop,
    drained: async () => {
      await ending.drained()
      await Promise.all(revoking)
      await pending.drained()
    },
  }
}

/** The refresh of a frozen or cut-off process may still spend the token: its result, or the end of its intent, comes first. */
function notWhileInProgress(): Promise<never> {
  return Promise.reject(serverUnavailable({ cause: new Error('A refresh of the session that has ended is still in progress.') }))
}

function tokensToRevoke({ accessToken, refreshToken, createdAt }: Session): RevocationParameters {
  return { accessToken, ...(refreshToken === undefined ? {} : { refreshToken }), ...(createdAt === undefined ? {} : { createdAt }) }
}

interface SessionTokens {
  accessToken: string
  refreshToken: string | undefined
}

/** SAP's legacy server keeps the refresh token when it gives a new access token, and the other way round. */
function haveOneInCommon(tokens: SessionTokens, other: SessionTokens): boolean {
  return other.accessToken === tokens.accessToken || (tokens.refreshToken !== undefined && other.refreshToken === tokens.refreshToken)
}
