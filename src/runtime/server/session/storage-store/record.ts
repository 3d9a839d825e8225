import type { Sealer } from '../../crypto/sealer'
import { isRecord } from '../../../sdk/errors'
import { identityOf, packSession, unpackSession } from '../session'
import type { Session, SessionIdentity } from '../session'

/**
 * The record under a session's key in the storage.
 *
 * Usually a session and its tokens. SAP's legacy server issues the same valid
 * tokens at a second sign-in: then the first session's record holds the tokens
 * of all these sessions, and the others' records refer to it. So tokens are
 * stored, locked and refreshed in one place, and a session with its own tokens
 * costs no extra read.
 */
export type SessionRecord = TokenSet | Membership

/** What every record has. */
interface Revised {
  /** The text that the record was read from. A write replaces just that: another process may have changed it since. */
  revision?: string
}

/** A token set: a session with its tokens, which other sessions may share. In names, "set" as a noun means this record. */
export interface TokenSet extends Revised {
  kind: 'set'
  session: Session
  /** When the session expires if it is not used: milliseconds since 1970. */
  until: number
  shared?: SharedBy
}

/** Other sessions that use a token set. */
export interface SharedBy {
  /** Keys of their records; some may have ended. */
  members: string[]
  /** Whether there are more members than `members` can list. */
  isCrowded: boolean
  /** The session that owns the record has ended; the members still use its tokens. */
  isOwnerEnded: boolean
  /** When the last member expires if it is not used: milliseconds since 1970. */
  until: number
}

/** A session whose tokens are in another session's record. */
export interface Membership extends Revised, SessionIdentity {
  kind: 'member'
  id: string
  /** Key of the token set with the tokens; changes only when the sessions of that set join another one. */
  set: string
  until: number
  createdAt?: number
  /** Set when the session was used after its tokens were received. */
  usedAt?: number
}

/** Seals a record for the storage. */
export async function sealRecord(sealer: Sealer, record: SessionRecord): Promise<string> {
  const { revision: _revision, ...content } = record
  if (content.kind === 'member') return await sealer.sealValue('store', content)
  const { session, until, shared } = content
  return await sealer.sealValue('store', { session: packSession(session), until, ...(shared ? { shared } : {}) })
}

/** @returns `undefined` for text that this shop did not seal, or that is not completely written. */
export async function openRecord(sealer: Sealer, sealed: string): Promise<SessionRecord | undefined> {
  const value = await sealer.openValue('store', sealed)
  if (!isRecord(value) || typeof value.until !== 'number') return undefined
  // This module sealed the value, so its shape is known.
  if (value.kind === 'member') return value as unknown as Membership
  const session = unpackSession(value.session)
  return session && { kind: 'set', session, until: value.until, ...(isRecord(value.shared) ? { shared: value.shared as unknown as SharedBy } : {}) }
}

/** When a record expires for all sessions that use it. */
export function endOfRecord(record: SessionRecord): number {
  return record.kind === 'set' ? Math.max(record.until, record.shared?.until ?? 0) : record.until
}

/**
 * The session of a record, if it has not ended.
 *
 * @param set the record with its tokens; the same record for a session with its own tokens.
 */
export function sessionOfRecord(record: SessionRecord, set: TokenSet, now: number): Session | undefined {
  if (record.until <= now) return undefined
  if (record.kind === 'set') return record.shared?.isOwnerEnded ? undefined : record.session
  const { id, createdAt } = record
  const { generation, usedAt: renewedAt } = set.session
  const usedAt = Math.max(record.usedAt ?? 0, renewedAt ?? 0)
  return {
    id,
    generation,
    ...tokensOf(set.session),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(usedAt === 0 ? {} : { usedAt }),
    ...identityOf(record),
  }
}

/** A session with the tokens of another one. */
export function withTokensOf(session: Session, tokens: Session, generation: number): Session {
  const { usedAt } = tokens
  const { refreshToken: _refreshToken, lifetime: _lifetime, isRenewedEarly: _isRenewedEarly, usedAt: _usedAt, ...rest } = session
  return {
    ...rest,
    generation,
    ...tokensOf(tokens),
    ...(usedAt === undefined ? {} : { usedAt }),
  }
}

/** The properties of a session that its tokens bring with them. */
function tokensOf({ accessToken, refreshToken, tokenType, scope, expiresAt, lifetime, isRenewedEarly }: Session): Pick<Session, 'accessToken' | 'refreshToken' | 'tokenType' | 'scope' | 'expiresAt' | 'lifetime' | 'isRenewedEarly'> {
  return {
    accessToken,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    tokenType,
    scope,
    expiresAt,
    ...(lifetime === undefined ? {} : { lifetime }),
    ...(isRenewedEarly ? { isRenewedEarly } : {}),
  }
}
