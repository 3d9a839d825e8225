import { platformAead } from '../crypto/aead'
import type { Sealer } from '../crypto/sealer'
import { isRecord } from '../../sdk/errors'
import { createSealedEntries } from '../storage/sealed-entries'
import type { SharedStorage } from '../storage/shared-storage'
import type { Session } from './session'

/** Where the tokens of a sign-in are kept already. */
export interface TokenSetReference {
  /** Key of the record. */
  set: string
  /** Of the tokens that lead there, in the record's count. */
  generation: number
}

/** Finds the token set that has a given refresh token: one entry per set, by the token's hash. */
export interface TokenIndex {
  /** The entry's key: also the name of the lock that sign-ins with these tokens take. */
  keyOf: (tokens: Pick<Session, 'accessToken' | 'refreshToken'>) => Promise<string>
  find: (key: string) => Promise<TokenSetReference | undefined>
  set: (key: string, reference: TokenSetReference) => Promise<void>
  /** The token was replaced; a sign-in that received it just before still finds its successor. */
  retire: (key: string, reference: TokenSetReference) => Promise<void>
  remove: (key: string) => Promise<void>
}

/** Far longer than a sign-in takes from the answer with the tokens to its session. Seconds. */
const RETIRED_TTL = 120

/** @param options.maxAge seconds a session is kept after it was last used. */
export function createTokenIndex({ sealer, storage, maxAge }: { sealer: Sealer, storage: SharedStorage, maxAge: number }): TokenIndex {
  const aead = platformAead()
  const entries = createSealedEntries(storage, sealer)
  const write = (key: string, reference: TokenSetReference, ttl: number) => entries.write(key, { key, ...reference }, ttl)
  return {
    keyOf: async ({ accessToken, refreshToken }) => `tokens:${await aead.hash(refreshToken ?? accessToken)}`,
    async find(key) {
      const entry = await entries.read(key)
      if (!isRecord(entry) || entry.key !== key || typeof entry.set !== 'string' || typeof entry.generation !== 'number') return undefined
      return { set: entry.set, generation: entry.generation }
    },
    set: (key, reference) => write(key, reference, maxAge),
    retire: (key, reference) => write(key, reference, RETIRED_TTL),
    remove: key => storage.remove(key),
  }
}
