import { sessionKey } from './session-key'
import type { Session } from './session'
import type { RecordStorage } from './record-storage'
import { withTokensOf } from './stored-record'
import type { Membership, SharedBy, TokenSet } from './stored-record'
import type { TokenIndex } from './token-index'
import { tokensRevoked } from './tokens-revoked'
import type { Clock } from '../time/clock'
import { withLock } from '../storage/lock'
import type { RefreshLock } from '../storage/lock'
import { isStoreUnavailable } from '../storage/storage-unavailable'

/** Which sessions use which tokens; for servers that give one pair to several sign-ins. */
export interface TokenSharing {
  /** Whether anybody but the session with this key uses the tokens of a set. */
  isUsedByOthers: (set: TokenSet, key: string) => Promise<boolean>
  /**
   * Lets a new session use the tokens that another one has already; called with
   * the lock of its tokens held.
   *
   * @returns the key of their record, if there is one.
   * @throws SapccError 503 `TokensRevokedError` when they are being revoked, or were spent by a session that has ended.
   */
  join: (session: Session, key: string, tokenKey: string) => Promise<string | undefined>
  /**
   * Writes new tokens of a set, and keeps the index leading to them. A sign-in
   * that was given them before they were known here joins.
   *
   * @param write is told which sessions join.
   */
  moveTokens: (key: string, before: Session, after: Session, write: WriteTokens) => Promise<void>
  /**
   * Revokes tokens of a session that has ended, unless a living one has them; a
   * sign-in that is given them at the same moment is refused by {@link TokenSharing.join}.
   *
   * @param revoke tells whether they are revoked now.
   * @returns `undefined` when a living session has them.
   */
  revokeUnused: <Result extends { revoked: boolean }>(tokens: Session, revoke: () => Promise<Result>) => Promise<Result | undefined>
  /** Forgets the way to a set that has ended. */
  removeIndex: (session: Session, key: string) => Promise<void>
}

/** Writes a set. @param joining keys of sessions that use its tokens from now on. */
export type WriteTokens = (joining: readonly string[]) => Promise<void>

/** Options of {@link createTokenSharing}. */
export interface TokenSharingOptions {
  records: () => RecordStorage
  index: TokenIndex
  lock: RefreshLock
  /** Seconds. */
  maxAge: number
  now: Clock['now']
}

/** More sessions than one customer's devices; the list is read with every call of those that share tokens. */
const MAX_MEMBERS = 200

/** From this many on, members that have ended are dropped when one joins. */
const TIDY_FROM = 20

/** @param options none has a default. */
export function createTokenSharing({ records, index, lock, maxAge, now }: TokenSharingOptions): TokenSharing {
  async function readSet(key: string): Promise<TokenSet | undefined> {
    const record = await records().read(key)
    return record?.kind === 'set' ? record : undefined
  }

  /** The key of the set that has these tokens. */
  async function setAt(tokenKey: string): Promise<string | undefined> {
    const reference = await index.find(tokenKey)
    return reference === 'condemned' ? undefined : reference?.set
  }

  async function isUsedByOthers({ session, until, shared }: TokenSet, key: string): Promise<boolean> {
    const isOwners = !shared?.isOwnerEnded && until > now() && await sessionKey(session.id) !== key
    if (isOwners || shared?.isCrowded) return true
    return shared !== undefined && (await records().living(shared.members.filter(member => member !== key))).length > 0
  }

  async function withMember(shared: SharedBy | undefined, key: string): Promise<Omit<SharedBy, 'until'>> {
    const { members = [], isCrowded = false, isOwnerEnded = false } = shared ?? {}
    const kept = members.length < TIDY_FROM ? members : await records().living(members)
    const isFull = kept.length >= MAX_MEMBERS
    return { members: isFull ? kept : [...kept, key], isCrowded: isCrowded || isFull, isOwnerEnded }
  }

  /** Makes a session that began with the same tokens a member; one that others share already, or that has moved on, stays as it is. */
  async function takeIn(twin: string, key: string, after: Session, write: WriteTokens): Promise<void> {
    const set = await readSet(twin)
    if (!set || set.shared || set.until <= now() || set.session.refreshToken !== after.refreshToken) return await write([])
    await write([twin])
    await records().write(twin, membershipOf(set.session, key, set.until))
  }

  return {
    isUsedByOthers,
    async join(session, key, tokenKey) {
      const reference = await index.find(tokenKey)
      if (reference === 'condemned') throw tokensRevoked()
      if (!reference || reference.set === key) return undefined
      return await withLock(lock, reference.set, async () => {
        const set = await readSet(reference.set)
        if (!set || !await isUsedByOthers(set, key)) {
          // The session whose refresh has spent them has ended since.
          if (reference.isSpent) throw tokensRevoked()
          return undefined
        }
        const until = now() + maxAge * 1000
        const kept = isNewer(session, set.session, reference.generation) ? withTokensOf(set.session, session, generationOf(session, set.session, reference.generation)) : set.session
        await records().write(reference.set, { ...set, session: kept, shared: { ...await withMember(set.shared, key), until } })
        await records().write(key, membershipOf(session, reference.set, until))
        return reference.set
      })
    },
    async moveTokens(key, before, after, write) {
      const [oldKey, newKey] = await Promise.all([index.keyOf(before), index.keyOf(after)])
      const lead = async () => await index.set(newKey, { set: key, generation: after.generation })
      if (oldKey === newKey) {
        await lead()
        return await write([])
      }
      await withLock(lock, newKey, async () => {
        const twin = await setAt(newKey)
        // Before the tokens are there: a sign-in that is given them meanwhile joins, and brings them along.
        await lead()
        if (twin === undefined || twin === key) await write([])
        else await withLock(lock, twin, async () => await takeIn(twin, key, after, write))
      })
      await index.retire(oldKey, { set: key, generation: before.generation }).catch(ignoreOutage)
    },
    async revokeUnused(tokens, revoke) {
      const tokenKey = await index.keyOf(tokens)
      // Noted under the lock under which sessions begin: of a sign-in and a revocation that meet, one sees the other.
      const isUnused = await withLock(lock, tokenKey, async () => {
        const setKey = await setAt(tokenKey)
        const set = setKey === undefined ? undefined : await readSet(setKey)
        if (set && await isUsedByOthers(set, await sessionKey(tokens.id))) return false
        await index.condemn(tokenKey)
        return true
      })
      if (!isUnused) return undefined
      const result = await revoke()
      // They are still good: a sign-in may have them again.
      if (!result.revoked) await index.remove(tokenKey)
      return result
    },
    async removeIndex(session, key) {
      const tokenKey = await index.keyOf(session)
      // It may lead to another set with the same tokens.
      if (await setAt(tokenKey) === key) await index.remove(tokenKey)
    },
  }
}

function membershipOf({ id, createdAt, userId, listedAt }: Session, set: string, until: number): Membership {
  return {
    kind: 'member',
    id,
    set,
    until,
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(userId === undefined ? {} : { userId }),
    ...(listedAt === undefined ? {} : { listedAt }),
  }
}

/**
 * Whether the tokens of a sign-in are newer than those of the set that they lead to.
 *
 * @param generation of the tokens that lead there.
 */
function isNewer(signedIn: Session, known: Session, generation: number): boolean {
  // The legacy server gives a new access token to the old refresh token when the access token has expired.
  if (signedIn.refreshToken === known.refreshToken) return signedIn.accessToken !== known.accessToken && signedIn.expiresAt > known.expiresAt
  return generation > known.generation
}

/**
 * The generation that a set has with newer tokens of a sign-in. It counts the
 * refresh tokens that were spent: a refresh that is under way with the same one
 * still knows the set by it, and no other refresh may send that token.
 */
function generationOf(signedIn: Session, known: Session, generation: number): number {
  return signedIn.refreshToken === known.refreshToken ? known.generation : Math.max(known.generation, generation) + 1
}

/** The storage reports its outages itself. */
export function ignoreOutage(error: unknown): void {
  if (!isStoreUnavailable(error)) throw error
}
