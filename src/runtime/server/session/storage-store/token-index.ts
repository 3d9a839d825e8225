import { platformAead } from '../../crypto/aead'
import type { Sealer } from '../../crypto/sealer'
import { isRecord } from '../../../sdk/errors'
import { createSealedEntries } from '../../storage/sealed-entries'
import type { SharedStorage } from '../../storage/shared-storage'
import type { Session } from '../session'

/** Refers to the token set (`record.ts`) that already holds the tokens of a sign-in. */
export interface TokenSetReference {
  /** Key of the token set. */
  set: string
  /** The record's generation when it had these tokens. */
  generation: number
  /** A refresh has replaced these tokens; they are useless without the record. */
  isSpent?: boolean
  /** What the entry was before. It counts when the set has ended: the new tokens may not have been written into it. */
  instead?: TokenSetReference | 'being-revoked'
}

/** Finds the token set of a refresh token: one entry per set, keyed by the token's hash. */
export interface TokenIndex {
  /** The entry's key: also the name of the lock for sign-ins with these tokens. */
  keyOf: (tokens: Pick<Session, 'accessToken' | 'refreshToken'>) => Promise<string>
  /** @returns `'being-revoked'` for tokens that are being revoked: see {@link TokenIndex.addRevocationNotice}. */
  find: (key: string) => Promise<TokenSetReference | 'being-revoked' | undefined>
  /** Writes the entry of a token. @param key from {@link TokenIndex.keyOf}. */
  set: (key: string, reference: TokenSetReference) => Promise<void>
  /** Writes the entry of a set anew. @returns `false`, and writes nothing, when it is a notice, another set's, or has {@link TokenSetReference.instead}. */
  renew: (key: string, reference: TokenSetReference) => Promise<boolean>
  /** Marks a replaced token; a sign-in that received it just before still finds the set with its successor. */
  retire: (key: string, reference: TokenSetReference) => Promise<void>
  /** Removes the entry of a set that has ended, unless another set has taken it over meanwhile. @param set key of the token set. */
  remove: (key: string, set: string) => Promise<void>
  /** Notes that tokens, which no session has, are being revoked or were revoked a moment ago. @returns the id of the notice. */
  addRevocationNotice: (key: string) => Promise<string>
  /** Removes a notice of {@link TokenIndex.addRevocationNotice}, unless another one has replaced it. @param id that `addRevocationNotice` returned. */
  removeRevocationNotice: (key: string, id: string) => Promise<void>
}

/** Far longer than a sign-in takes from the token response to its session. Seconds. */
const RETIRED_TTL = 120

/** Longer than a revocation takes, and than a sign-in takes from the token response to its session. Seconds. */
const BEING_REVOKED_TTL = 60

/** @param options.maxAge seconds a session is kept after it was last used. */
export function createTokenIndex({ sealer, storage, maxAge }: { sealer: Sealer, storage: SharedStorage, maxAge: number }): TokenIndex {
  const aead = platformAead()
  const entries = createSealedEntries(storage, sealer)
  async function read(key: string): Promise<[sealed: string | undefined, entry: Record<string, unknown> | undefined]> {
    const [sealed] = await storage.get(key)
    const entry = sealed === undefined ? undefined : await sealer.openValue('store', sealed)
    return [sealed, isRecord(entry) && entry.key === key ? entry : undefined]
  }
  const write = (key: string, reference: TokenSetReference, ttl: number) => entries.write(key, { key, ...reference }, ttl)
  return {
    keyOf: async ({ accessToken, refreshToken }) => `tokens:${await aead.hash(refreshToken ?? accessToken)}`,
    async find(key) {
      const [, entry] = await read(key)
      if (!entry) return undefined
      if (entry.isBeingRevoked === true) return 'being-revoked'
      if (typeof entry.set !== 'string' || typeof entry.generation !== 'number') return undefined
      // This module sealed the entry, so its shape is known.
      const instead = entry.instead as TokenSetReference['instead']
      return { set: entry.set, generation: entry.generation, isSpent: entry.isSpent === true, ...(instead === undefined ? {} : { instead }) }
    },
    // A notice does not become older than it would have alone.
    set: (key, reference) => write(key, reference, reference.instead === 'being-revoked' ? BEING_REVOKED_TTL : maxAge),
    retire: (key, reference) => write(key, { ...reference, isSpent: true }, RETIRED_TTL),
    async renew(key, reference) {
      const [sealed, entry] = await read(key)
      if (entry && (entry.isBeingRevoked === true || (entry.set ?? reference.set) !== reference.set || entry.instead !== undefined)) return false
      return await storage.replace(key, sealed, await sealer.sealValue('store', { key, ...reference }), maxAge)
    },
    async remove(key, set) {
      const [sealed, entry] = await read(key)
      // What the entry was before counts from now on: see `TokenSetReference.instead`.
      if (entry?.set !== set || entry.instead !== undefined) return
      // An entry without a set counts as none, and expires at once.
      await storage.replace(key, sealed, await sealer.sealValue('store', { key }), 1)
    },
    async addRevocationNotice(key) {
      const id = crypto.randomUUID()
      await entries.write(key, { key, isBeingRevoked: true, id }, BEING_REVOKED_TTL)
      return id
    },
    async removeRevocationNotice(key, id) {
      const [, entry] = await read(key)
      if (entry?.id === id) await storage.remove(key)
    },
  }
}
