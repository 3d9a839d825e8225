import { platformAead } from '../../crypto/aead'
import type { Sealer } from '../../crypto/sealer'
import { isRecord } from '../../../sdk/errors'
import { withLock } from '../../storage/lock'
import type { KeyedLock } from '../../storage/lock'
import { createSealedEntries } from '../../storage/sealed-entries'
import { existingKeys } from '../../storage/shared-storage'
import type { SharedStorage } from '../../storage/shared-storage'

/** Maps customers to sessions: one entry per customer, with the keys of the sessions' records. */
export interface UserIndex {
  add: (userId: string, recordKey: string) => Promise<void>
  /** Oldest first; may include sessions that have ended. */
  keys: (userId: string) => Promise<string[]>
}

/** From this number on, keys of ended sessions are removed when another one is added. */
const PRUNE_THRESHOLD = 20

/** More than a customer's devices; keeps the sealed entry small. */
const MAX_KEYS = 500

/** @param options.maxAge seconds a session is kept after it was last used. */
export function createUserIndex(options: { sealer: Sealer, storage: SharedStorage, lock: KeyedLock, maxAge: number }): UserIndex {
  const { sealer, storage, lock } = options
  const aead = platformAead()
  const entries = createSealedEntries(storage, sealer)
  const keyOf = async (userId: string) => `user:${await aead.hash(userId)}`

  async function read(key: string): Promise<string[]> {
    const entry = await entries.read(key)
    const keys = isRecord(entry) && Array.isArray(entry.keys) ? entry.keys as unknown[] : []
    return keys.filter(value => typeof value === 'string')
  }

  return {
    async add(userId, recordKey) {
      const key = await keyOf(userId)
      await withLock(lock, key, async () => {
        const listed = await read(key)
        const living = listed.length < PRUNE_THRESHOLD ? listed : await existingKeys(storage, listed)
        const keys = [...living.filter(known => known !== recordKey), recordKey].slice(-MAX_KEYS)
        // Sessions renew their entry after half of `maxAge`, and live for `maxAge` after their last use.
        await entries.write(key, { keys }, options.maxAge * 2)
      })
    },
    keys: async userId => await read(await keyOf(userId)),
  }
}
