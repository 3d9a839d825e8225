import { recordKey } from '../record-key'
import { identityOf } from '../session'
import type { Session } from '../session'
import type { HeldTokens } from '../session-store'
import type { RecordStorage } from './record-storage'
import { withTokensOf } from './record'
import type { Membership, SharedBy, TokenSet } from './record'
import { retryIfRecordChanged } from './record-changed'
import type { TokenIndex, TokenSetReference } from './token-index'
import { tokensRevoked } from './tokens-revoked'
import type { SapccConfig } from '../../config/types'
import type { Clock } from '../../time/clock'
import { withLock } from '../../storage/lock'
import type { KeyedLock } from '../../storage/lock'
import { ignoreOutage } from '../../storage/storage-unavailable'
import { settlesWithin } from '../../time/sleep'
import { SAVE_WAIT } from '../save-wait'

/**
 * Whether the authorization server may give one pair of tokens to several sessions, as SAP's legacy server does.
 *
 * @param oauth with `pkceSupported: true` the server is of SAP's jdk21 kind, which gives each session tokens of its own.
 */
export function mayShareTokens(oauth: Pick<SapccConfig['oauth'], 'pkceSupported'>): boolean {
  return oauth.pkceSupported !== true
}

/** Knows which sessions use which tokens; for servers that issue one pair to several sign-ins. */
export interface TokenSharing {
  /** Whether other sessions than the one with this key use the tokens of a set. */
  isUsedByOthers: (set: TokenSet, key: string) => Promise<boolean>
  /**
   * Adds a new session to an existing set with the same tokens. The caller holds
   * the lock of the tokens.
   *
   * @param key of the session's record. @param tokenKey of the tokens, from {@link TokenIndex.keyOf}.
   * @returns the key of the set, if there is one.
   * @throws SapccError 503 `TokensRevokedError` when the tokens are being revoked, or were spent by a session that has ended;
   * `SessionStoreUnavailableError` when the storage is unavailable, or other processes keep changing the set.
   */
  join: (session: Session, key: string, tokenKey: string) => Promise<string | undefined>
  /**
   * Writes the new tokens of a set and updates the index. A sign-in in another
   * process may have received the same tokens before this process knew them.
   * Then there are two sets with these tokens, which are united:
   *
   * - The other set is one session, and it has just these tokens, or those before
   *   them: that session becomes a member of this set.
   * - The other set has members already, or has been refreshed since: the sessions
   *   of this set become its members.
   * - That would be too many members: both sets stay as they are.
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
  revokeUnused: <Result extends { revoked: boolean }>(tokens: HeldTokens, revoke: () => Promise<Result>) => Promise<Result | undefined>
  /** As `SessionStore.keepForLateSignIn`. */
  keepForLateSignIn: (tokens: Session, replaced: string) => Promise<boolean>
  /** Removes the index entry of a set that has ended. */
  removeIndex: (session: Session, key: string) => Promise<void>
}

/** Writes a set. @param joining keys of sessions that use its tokens from now on. */
export type WriteTokens = (joining: readonly string[]) => Promise<void>

/** Options of {@link createTokenSharing}. */
export interface TokenSharingOptions {
  records: () => RecordStorage
  index: TokenIndex
  lock: KeyedLock
  /** Seconds that a session is kept after it was last used. */
  maxAge: number
  now: Clock['now']
}

/** More than one customer's devices. Limited, because each call of a sharing session reads the list. */
const MAX_MEMBERS = 200

/** From this number on, ended members are removed when another one joins. */
const PRUNE_THRESHOLD = 20

/** @param options all are required. */
export function createTokenSharing({ records, index, lock, maxAge, now }: TokenSharingOptions): TokenSharing {
  async function readSet(key: string): Promise<TokenSet | undefined> {
    const record = await records().read(key)
    return record?.kind === 'set' ? record : undefined
  }

  /** What the index has for these tokens, without sets that ended before the tokens were written into them. */
  async function find(tokenKey: string): Promise<TokenSetReference | 'being-revoked' | undefined> {
    let found = await index.find(tokenKey)
    while (found !== undefined && found !== 'being-revoked' && found.instead !== undefined && !await readSet(found.set)) found = found.instead
    return found
  }

  async function isUsedByOthers({ session, until, shared }: TokenSet, key: string): Promise<boolean> {
    const isStillOwned = !shared?.isOwnerEnded && until > now() && await recordKey(session.id) !== key
    if (isStillOwned || shared?.isCrowded) return true
    return shared !== undefined && (await records().living(shared.members.filter(member => member !== key))).length > 0
  }

  async function withMember(shared: SharedBy | undefined, key: string): Promise<Omit<SharedBy, 'until'>> {
    const { members = [], isCrowded = false, isOwnerEnded = false } = shared ?? {}
    const kept = members.length < PRUNE_THRESHOLD ? members : await records().living(members)
    const isFull = kept.length >= MAX_MEMBERS
    return { members: isFull ? kept : [...new Set([...kept, key])], isCrowded: isCrowded || isFull, isOwnerEnded }
  }

  /**
   * Unites the set that a refresh has given new tokens with another one that got the same tokens. The caller holds the
   * locks of both.
   *
   * @param refreshed key of the set that was refreshed.
   * @param other what the index has for the new tokens.
   * @param before the session with the replaced tokens, which the other set still has where it was to be united with this one already.
   * @param after the session with the new tokens.
   * @param write writes the refreshed set.
   * @returns the key of the set that has the tokens from now on.
   */
  async function mergeTokenSets(refreshed: string, other: TokenSetReference, before: Session, after: Session, write: WriteTokens): Promise<string> {
    const otherSet = await readSet(other.set)
    if (!otherSet) {
      await write([])
      return refreshed
    }
    if (!otherSet.shared && otherSet.until > now() && (otherSet.session.refreshToken === after.refreshToken || otherSet.session.refreshToken === before.refreshToken)) {
      await write([other.set])
      await records().write(other.set, asMember(otherSet, refreshed))
      return refreshed
    }
    if (await joinTokenSet({ sourceKey: refreshed, targetReference: other, target: otherSet }, after)) return other.set
    await write([])
    return refreshed
  }

  /**
   * Makes all sessions of a set members of another one.
   *
   * @param options.sourceKey key of the set whose sessions become members.
   * @param options.targetReference what the index has for the set that gets them.
   * @param options.target that set.
   * @param newTokens a session with the new tokens, which the other set has, or had before a later refresh.
   * @returns whether that is possible.
   */
  async function joinTokenSet({ sourceKey, targetReference, target }: { sourceKey: string, targetReference: TokenSetReference, target: TokenSet }, newTokens: Session): Promise<boolean> {
    const source = await readSet(sourceKey)
    if (!source || source.shared?.isCrowded) return false
    const targetKey = targetReference.set
    const hasOwner = !source.shared?.isOwnerEnded && source.until > now()
    // The target is one of them when the two were being united the other way round, and it has renewed the tokens meanwhile.
    const joining = await records().living((source.shared?.members ?? []).filter(member => member !== targetKey))
    const { shared } = target
    const members = [...new Set([...(shared?.members ?? []), ...joining, ...(hasOwner ? [sourceKey] : [])])]
    if (members.length > MAX_MEMBERS) return false
    const tokens = isNewer(newTokens, target.session, targetReference.generation) ? withTokensOf(target.session, newTokens, target.session.generation) : target.session
    // The sessions that join must not see an older generation than they know.
    const session = { ...tokens, generation: Math.max(tokens.generation, newTokens.generation) }
    const until = Math.max(now() + maxAge * 1000, shared?.until ?? 0)
    await records().write(targetKey, { ...target, session, shared: { isCrowded: false, isOwnerEnded: false, ...shared, members, until } })
    await index.set(await index.keyOf(session), { set: targetKey, generation: session.generation })
    for (const member of joining) {
      const record = await records().read(member)
      if (record?.kind === 'member') await records().write(member, { ...record, set: targetKey })
    }
    if (hasOwner) await records().write(sourceKey, asMember(source, targetKey))
    // A session may have joined it meanwhile; the whole write is tried again, and takes it along.
    else await records().remove(sourceKey, source)
    return true
  }

  async function joinOnce(session: Session, key: string, tokenKey: string): Promise<string | undefined> {
    const reference = await find(tokenKey)
    if (reference === 'being-revoked') throw tokensRevoked()
    if (!reference || reference.set === key) return undefined
    return await withLock(lock, reference.set, async () => {
      const set = await readSet(reference.set)
      if (!set || !await isUsedByOthers(set, key)) {
        // Read again: while this waited for the lock, a refresh may have spent these tokens, and its session have ended.
        const latest = await find(tokenKey)
        if (latest === 'being-revoked' || latest?.isSpent) throw tokensRevoked()
        return undefined
      }
      const until = now() + maxAge * 1000
      const kept = isNewer(session, set.session, reference.generation) ? withTokensOf(set.session, session, generationOf(session, set.session, reference.generation)) : set.session
      // Written before the set: when two sets are united, members that have no record yet are left out.
      await records().write(key, membershipOf(session, reference.set, until))
      await records().write(reference.set, { ...set, session: kept, shared: { ...await withMember(set.shared, key), until } })
      // The index entry must live as long as the set is used: a later sign-in is given the same tokens.
      const keptKey = await index.keyOf(kept)
      const { instead } = reference
      await index.set(keptKey, { set: reference.set, generation: kept.generation, ...(keptKey === tokenKey && instead !== undefined ? { instead } : {}) })
      return reference.set
    })
  }

  return {
    isUsedByOthers,
    async join(session, key, tokenKey) {
      return await retryIfRecordChanged(() => joinOnce(session, key, tokenKey))
    },
    async moveTokens(key, before, after, write) {
      const [oldKey, newKey] = await Promise.all([index.keyOf(before), index.keyOf(after)])
      const reference: TokenSetReference = { set: key, generation: after.generation }
      // The same refresh token: nothing is to do, unless the entry has become a notice or that of another set.
      if (oldKey === newKey && await index.renew(newKey, reference)) return await write([])
      // First, and tried again with the whole write: a sign-in that received the replaced tokens just before would begin with them if their set ends meanwhile.
      const old = oldKey === newKey ? undefined : await index.find(oldKey)
      // A set that was to join this one with the replaced tokens, when the storage failed.
      const unfinished = old !== undefined && old !== 'being-revoked' && old.set === key && old.instead !== 'being-revoked' ? old.instead : undefined
      if (oldKey !== newKey) await index.retire(oldKey, { set: key, generation: before.generation, ...(unfinished ? { instead: unfinished } : {}) })
      const set = await withLock(lock, newKey, async (): Promise<string> => {
        const found = await index.find(newKey)
        // An entry of this set is of an attempt that has failed before.
        const other = (found !== 'being-revoked' && found?.set === key ? found.instead : found) ?? unfinished
        // Index the new tokens before they are written: a concurrent sign-in with them joins, and writes them itself.
        const indexAndWrite: WriteTokens = async (joining) => {
          await index.set(newKey, other === undefined ? reference : { ...reference, instead: other })
          await write(joining)
        }
        if (other === undefined) {
          await indexAndWrite([])
          return key
        }
        const united = other === 'being-revoked' ? (await indexAndWrite([]), key) : await withLock(lock, other.set, () => mergeTokenSets(key, other, before, after, indexAndWrite))
        // Last: if anything before fails, the entry still has the other set, and the whole write is tried again.
        if (united === key) await index.set(newKey, reference)
        return united
      })
      if (set !== key && oldKey !== newKey) await index.retire(oldKey, { set, generation: before.generation }).catch(ignoreOutage)
    },
    async revokeUnused(tokens, revoke) {
      const tokenKey = await index.keyOf(tokens)
      // Use the lock under which sessions begin, so that a concurrent sign-in either is seen here or sees the notice.
      const { isUsed, notice } = await withLock(lock, tokenKey, async () => {
        const reference = await find(tokenKey)
        // Another revocation of these tokens is in progress, which has added the notice.
        if (reference === 'being-revoked') return { isUsed: false }
        const set = reference && await readSet(reference.set)
        if (set && await isUsedByOthers(set, await recordKey(tokens.id ?? ''))) return { isUsed: true }
        // The mark refuses sign-ins already, and must outlive a revocation that fails.
        if (reference?.isSpent) return { isUsed: false }
        return { isUsed: false, notice: await index.addRevocationNotice(tokenKey) }
      })
      if (isUsed) return undefined
      const result = await revoke()
      // The tokens are still valid, so a sign-in may receive them again.
      if (!result.revoked && notice !== undefined) await withLock(lock, tokenKey, () => index.removeRevocationNotice(tokenKey, notice))
      return result
    },
    async keepForLateSignIn(tokens, replaced) {
      // The session that has the same refresh token gets a new access token with its next refresh.
      if (tokens.refreshToken === replaced) return false
      const tokenKey = await index.keyOf({ accessToken: '', refreshToken: replaced })
      // No record has this key: a sign-in with the token finds that it is spent, and no session that it could join.
      const retire = () => index.retire(tokenKey, { set: `${tokenKey}:ended`, generation: tokens.generation - 1 })
      const begunKey = await withLock(lock, tokenKey, async () => {
        const reference = await find(tokenKey)
        const set = reference !== 'being-revoked' && reference && await readSet(reference.set)
        if (set && await isUsedByOthers(set, '')) return reference.set
        // In the place of a revocation's notice, too, which is removed where the revocation fails.
        await retire()
        return undefined
      })
      if (begunKey === undefined) return false
      return await withLock(lock, begunKey, async () => {
        const set = await readSet(begunKey)
        if (set?.session.refreshToken === replaced && await isUsedByOthers(set, '')) {
          await settlesWithin(records().saveTokens(begunKey, { ...tokens, generation: set.session.generation + 1 }, false), SAVE_WAIT)
          return true
        }
        // It has ended since, or has newer tokens already.
        if (!set) await retire()
        return false
      })
    },
    async removeIndex(session, key) {
      await index.remove(await index.keyOf(session), key)
    },
  }
}

/** The record of a set's owner that uses another set from now on. */
function asMember({ session, until, revision }: TokenSet, setKey: string): Membership {
  return { ...membershipOf(session, setKey, until), ...(session.usedAt === undefined ? {} : { usedAt: session.usedAt }), ...(revision === undefined ? {} : { revision }) }
}

function membershipOf(session: Session, set: string, until: number): Membership {
  const { id, createdAt } = session
  return {
    kind: 'member',
    id,
    set,
    until,
    ...(createdAt === undefined ? {} : { createdAt }),
    ...identityOf(session),
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
