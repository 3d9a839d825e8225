import type { Sealer } from '../crypto/sealer'
import type { SharedStorage } from './shared-storage'

/** Encrypted values in a storage: read access to the storage does not reveal them. */
export interface SealedEntries {
  /** @returns `undefined` when the entry does not exist, or when this shop did not seal it. */
  read: (key: string) => Promise<unknown>
  /**
   * @param value any JSON value.
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
