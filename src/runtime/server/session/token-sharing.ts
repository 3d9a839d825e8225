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

/** Knows which sessions use which tokens; for servers that issue one pair to several sign-ins. */
export interface TokenSharing {
  /** Whether other sessions than the one with this key use the tokens of a set. */
  isUsedByOthers: (set: TokenSet, key: string) => Promise<boolean>
  /**
   * Adds a new session to an existing set with the same tokens. The caller holds
   * the lock of the tokens.
   *
   * @returns the key of the set, if there is one.
   * @throws SapccError 503 `TokensRevokedError` when the tokens are being revoked, or were spent by a session that has ended.
   */
  join: (session: Session, key: string, tokenKey: string) => Promise<string | undefined>
  /**
   * Writes new tokens of a set and updates the index. A session that signed in
   * with the same new tokens before they were known here joins the set.
   *
   * @param write gets the keys of the joining sessions.
   */
  moveTokens: (key: string, before: Session, after: Session, write: WriteTokens) => Promise<void>
  /**
   * Revokes the tokens of an ended session, unless an active session has them.
   * {@link TokenSharing.join} refuses a concurrent sign-in with them.
   *
   * @param revoke resolves to whether the tokens are revoked.
   * @returns `undefined` when an active session has the tokens.
   */
  revokeUnused: <Result extends { revoked: boolean }>(tokens: Session, revoke: () => Promise<Result>) => Promise<Result | undefined>
  /** Removes the index entry of a set that has ended. */
  removeIndex: (session: Session, key: string) => Promise<void>
}

/** Writes a set. @param joining keys of sessions that use its tokens from now on. */
export type WriteTokens = (joining: readonly string[]) => Promise<void>

/** Options of {@link createTokenSharing}. */
export interface TokenSharingOptions {
  records: () => RecordStorage
  index: TokenIndex
  lock: RefreshLock
  /** Seconds that a session is kept after it was last used. */
  maxAge: number
  now: Clock['now']
}

/** More than one customer's devices. Limited, because each call of a sharing session reads the list. */
const MAX_MEMBERS = 200

/** From this number on, ended members are removed when another one joins. */
const TIDY_FROM = 20

/** @param options all are required. */
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

  /** Makes a session that began with the same tokens a member of the set, unless others share its record or its refresh token differs now. */
  async function takeIn(twin: string, key: string, after: Session, write: WriteTokens): Promise<void> {
    const set = await readSet(twin)
    if (!set || set.shared || set.until <= now() || set.session.refreshToken !== after.refreshToken) return await write([])
    await write([twin])
    await records().write(twin, { ...membershipOf(set.session, key, set.until), ...(set.revision === undefined ? {} : { revision: set.revision }) })
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
          // The session that spent these tokens with its refresh has ended since.
          if (reference.isSpent) throw tokensRevoked()
          return undefined
        }
        const until = now() + maxAge * 1000
        const kept = isNewer(session, set.session, reference.generation) ? withTokensOf(set.session, session, generationOf(session, set.session, reference.generation)) : set.session
        await records().write(reference.set, { ...set, session: kept, shared: { ...await withMember(set.shared, key), until } })
        await records().write(key, membershipOf(session, reference.set, until))
        // The way to the set must exist as long as the set is used: a later sign-in is given the same tokens.
        await index.set(await index.keyOf(kept), { set: reference.set, generation: kept.generation })
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
        // Index the new tokens before they are written: a concurrent sign-in with them joins, and writes them itself.
        await lead()
        if (twin === undefined || twin === key) await write([])
        else await withLock(lock, twin, async () => await takeIn(twin, key, after, write))
      })
      await index.retire(oldKey, { set: key, generation: before.generation }).catch(ignoreOutage)
    },
    async revokeUnused(tokens, revoke) {
      const tokenKey = await index.keyOf(tokens)
      // Use the lock under which sessions begin, so that a concurrent sign-in either is seen here or sees the mark.
      const { isUsed, mark } = await withLock(lock, tokenKey, async () => {
        const reference = await index.find(tokenKey)
        // Another revocation of these tokens is in progress: the mark is its own.
        if (reference === 'condemned') return { isUsed: false }
        const set = reference && await readSet(reference.set)
        if (set && await isUsedByOthers(set, await sessionKey(tokens.id))) return { isUsed: true }
        return { isUsed: false, mark: await index.condemn(tokenKey) }
      })
      if (isUsed) return undefined
      const result = await revoke()
      // The tokens are still valid, so a sign-in may receive them again.
      if (!result.revoked && mark !== undefined) await withLock(lock, tokenKey, () => index.pardon(tokenKey, mark))
      return result
    },
    async removeIndex(session, key) {
      const tokenKey = await index.keyOf(session)
      // The entry may refer to another set with the same tokens.
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
 * Whether the tokens of a sign-in are newer than those of the set that the index found for them.
 *
 * @param generation of the index entry.
 */
function isNewer(signedIn: Session, known: Session, generation: number): boolean {
  // When the access token has expired, the legacy server issues a new one with the same refresh token.
  if (signedIn.refreshToken === known.refreshToken) return signedIn.accessToken !== known.accessToken && signedIn.expiresAt > known.expiresAt
  return generation > known.generation
}

/**
 * The generation of a set with newer tokens of a sign-in. It counts spent refresh
 * tokens. With the same refresh token it stays the same: a refresh in progress
 * identifies the set by it, and its intent prevents a second use of that token.
 */
function generationOf(signedIn: Session, known: Session, generation: number): number {
  return signedIn.refreshToken === known.refreshToken ? known.generation : Math.max(known.generation, generation) + 1
}

/** Ignores storage outages, which the storage logs itself; rethrows other errors. */
export function ignoreOutage(error: unknown): void {
  if (!isStoreUnavailable(error)) throw error
}
