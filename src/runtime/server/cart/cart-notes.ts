import { platformAead } from '../crypto/aead'
import type { Sealer } from '../crypto/sealer'
import { BoundedMap } from '../storage/bounded-map'
import { createSealedEntries } from '../storage/sealed-entries'
import type { SharedStorage } from '../storage/shared-storage'
import type { Turns } from '../storage/turns'

/** What requests of different pages, in different processes, have to know of each other's carts. */
export interface CartNotes {
  /**
   * Makes a cart once for all requests of a page that overlap; one that failed is not kept.
   *
   * @param burst names them, see `CART_BURST_HEADER`; random.
   * @param create makes the cart and gives its guid.
   * @throws what `create` throws
   */
  beginOnce: (burst: string, create: () => Promise<string>) => Promise<string>
  /** Forgets the cart that these requests have begun, if it is still this one. */
  forgetBegun: (burst: string, guid: string) => Promise<void>
  /** Notes that a sign-in begins to merge a cart with the customer's. Only this process knows of it: changes at others wait for the cart's turn. */
  noteMerging: (guid: string) => void
  /** Notes that it has been merged. */
  noteMerged: (guid: string) => Promise<void>
  /** Notes that it was not merged: forgets what `noteMerging` has noted. */
  noteNotMerged: (guid: string) => void
  /** What a sign-in of the last minutes has done to a cart. */
  mergeState: (guid: string) => Promise<MergeState | undefined>
}

/** What a sign-in does to an anonymous cart. */
export type MergeState = 'merging' | 'merged'

/** What several processes share; without it each of them knows its own carts only. */
export interface SharedCartNotes {
  storage: Pick<SharedStorage, 'get' | 'set' | 'remove'>
  turns: Pick<Turns, 'take'>
}

/** How long overlapping requests of a page share the cart that the first one begins. Milliseconds. */
const BURST_MS = 30_000
const MAX_BURSTS = 10_000

/** How long a merged cart is remembered: longer than a call can wait for its turn. Milliseconds. */
const MERGED_MS = 5 * 60_000
const MAX_MERGED = 10_000

/**
 * While the shared storage is not available, each process knows its own carts only: no call fails for it.
 *
 * @param shared asked at each use, because the shop's plugins may mount the storage at start.
 */
export function createCartNotes({ sealer, shared = () => undefined }: { sealer: Sealer, shared?: () => SharedCartNotes | undefined }): CartNotes {
  const begun = new BoundedMap<string, Promise<string>>({ maxEntries: MAX_BURSTS, ttl: BURST_MS })
  const merges = new BoundedMap<string, MergeState>({ maxEntries: MAX_MERGED, ttl: MERGED_MS })

  async function beginOnceInAllProcesses(burst: string, create: () => Promise<string>): Promise<string> {
    const common = shared()
    if (!common) return await create()
    const key = await burstKey(burst)
    const kept = createSealedEntries(common.storage, sealer)
    // A later request finds the cart that the first one has made. If its turn does not come, it makes its own: the page has been left, so the call is not repeated.
    return await inTurn(common.turns, key, async () => {
      const known = await kept.read(key).catch(() => undefined)
      if (typeof known === 'string' && known !== '') return known
      const guid = await create()
      await kept.write(key, guid, BURST_MS / 1000).catch(() => undefined)
      return guid
    })
  }

  return {
    beginOnce(burst, create) {
      const known = begun.get(burst)
      if (known) return known
      const made = beginOnceInAllProcesses(burst, create)
      begun.set(burst, made)
      made.catch(() => begun.delete(burst))
      return made
    },

    async forgetBegun(burst, guid) {
      if (await begun.get(burst)?.catch(() => undefined) === guid) begun.delete(burst)
      const common = shared()
      if (!common) return
      const key = await burstKey(burst)
      // In its turn: another process may be making a new cart.
      await inTurn(common.turns, key, async () => {
        const known = await createSealedEntries(common.storage, sealer).read(key).catch(() => undefined)
        if (known === guid) await common.storage.remove(key).catch(() => undefined)
      })
    },

    noteMerging: guid => void merges.set(guid, 'merging'),

    async noteMerged(guid) {
      merges.set(guid, 'merged')
      await shared()?.storage.set(await mergedKey(guid), 'merged', MERGED_MS / 1000).catch(() => undefined)
    },

    noteNotMerged: guid => void merges.delete(guid),

    async mergeState(guid) {
      const known = merges.get(guid)
      if (known) return known
      const found = await shared()?.storage.get(await mergedKey(guid)).catch(() => undefined)
      return found?.[0] === undefined ? undefined : 'merged'
    },
  }
}

/** Works in the turn of a key, or without it when it does not come. */
async function inTurn<Result>(turns: SharedCartNotes['turns'], key: string, work: () => Promise<Result>): Promise<Result> {
  const endTurn = await turns.take(key).catch(() => undefined)
  try {
    return await work()
  }
  finally {
    endTurn?.()
  }
}

// A guid or a burst gives access to the cart, so the storage has only their hashes.
const burstKey = async (burst: string) => `cart-begun:${await platformAead().hash(burst)}`
const mergedKey = async (guid: string) => `cart-merged:${await platformAead().hash(guid)}`
