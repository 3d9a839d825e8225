import type { Sealer } from '../crypto/sealer'
import type { SharedStorage } from './shared-storage'

/** Values in a storage, sealed: who can read the storage learns nothing from them. */
export interface SealedEntries {
  /** @returns `undefined` when there is no entry, and for an entry that this shop did not seal. */
  read: (key: string) => Promise<unknown>
  /**
   * @param value anything JSON can hold.
   * @param ttl seconds.
   */
  write: (key: string, value: unknown, ttl: number) => Promise<void>
}

export function createSealedEntries(storage: Pick<SharedStorage, 'get' | 'set'>, sealer: Sealer): SealedEntries {
  return {
    async read(key) {
      const [sealed] = await storage.get(key)
      return sealed === undefined ? undefined : await sealer.openValue('store', sealed)
    },
    async write(key, value, ttl) {
      await storage.set(key, await sealer.sealValue('store', value), ttl)
    },
  }
}
