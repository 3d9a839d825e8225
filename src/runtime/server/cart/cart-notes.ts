import { platformAead } from '../crypto/aead'
import type { Sealer } from '../crypto/sealer'
import { BoundedMap } from '../storage/bounded-map'
import { createSealedEntries } from '../storage/sealed-entries'
import type { SharedStorage } from '../storage/shared-storage'
import type { Turns } from '../storage/turns'

/** What requests of different pages, in different processes, have to know of each other's carts. */
export interface CartNotes {
  /**
   * Makes a cart once for all requests that need the same one, for some minutes; one that failed is not kept.
   *
   * @param need names what these requests have in common; a secret. Requests of a page that overlap have a
   * `CART_BURST_HEADER`; those that need another cart in place of a missing one have its guid.
   * @param create makes the cart and gives its guid.
   * @throws what `create` throws
   */
  beginOnce: (need: string, create: () => Promise<string>) => Promise<string>
  /** The cart that these requests have begun, if they have. */
  begun: (need: string) => Promise<string | undefined>
  /** Forgets the cart that these requests have begun, if it is still this one. */
  forgetBegun: (need: string, guid: string) => Promise<void>
  /**
   * Notes that a sign-in begins to merge a cart with the customer's. Only this process knows of it: changes at others wait for the cart's turn.
   *
   * @returns `false` when another sign-in of this process merges it, or has done so.
   */
  noteMerging: (guid: string) => boolean
  /** Notes that a sign-in has merged it, or found it missing. */
  noteMergeDone: (guid: string) => Promise<void>
  /** Notes that it was not merged: forgets what `noteMerging` has noted. */
  noteNotMerged: (guid: string) => void
  /**
   * Moves a cart's entries one by one, and lets sign-ins at other processes know of it. If this process dies meanwhile, they know it for some minutes.
   *
   * @param options.evenIfMoved whether to move them also when a sign-in moves them already, at whatever process.
   * @returns what `move` gives; `undefined` when another sign-in moves the entries.
   */
  moveEntries: <Result>(guid: string, options: { evenIfMoved: boolean }, move: () => Promise<Result>) => Promise<Result | undefined>
  /** What a sign-in of the last minutes has done with a cart. */
  mergeState: (guid: string) => Promise<MergeState | undefined>
}

/** What a sign-in has done with an anonymous cart; `done`: merged, or found missing. */
export type MergeState = 'merging' | 'done'

/** What several processes share; without it each of them knows its own carts only. */
export interface SharedCartNotes {
  storage: Pick<SharedStorage, 'get' | 'set' | 'remove'>
  turns: Pick<Turns, 'take'>
}

/** Milliseconds that a note is kept: longer than overlapping requests, which wait for their turns, can take. */
const NOTE_MS = 5 * 60_000
const MAX_NOTES = 10_000

/**
 * While the shared storage is not available, each process knows its own carts only: no call fails for it.
 *
 * @param shared asked at each use, because the shop's plugins may mount the storage at start.
 */
export function createCartNotes({ sealer, shared = () => undefined }: { sealer: Sealer, shared?: () => SharedCartNotes | undefined }): CartNotes {
  const begun = new BoundedMap<string, Promise<string>>({ maxEntries: MAX_NOTES, ttl: NOTE_MS })
  const merges = new BoundedMap<string, MergeState>({ maxEntries: MAX_NOTES, ttl: NOTE_MS })

  async function readBegun({ storage }: SharedCartNotes, key: string): Promise<string | undefined> {
    const known = await createSealedEntries(storage, sealer).read(key).catch(() => undefined)
    return typeof known === 'string' && known !== '' ? known : undefined
  }

  async function beginOnceInAllProcesses(need: string, create: () => Promise<string>): Promise<string> {
    const common = shared()
    if (!common) return await create()
    const key = await begunKey(need)
    // A later request finds the cart that the first one has made. If its turn does not come, it makes its own: a page that has been left does not repeat the call.
    return await inTurn(common.turns, key, async () => {
      const known = await readBegun(common, key)
      if (known !== undefined) return known
      const guid = await create()
      await createSealedEntries(common.storage, sealer).write(key, guid, NOTE_MS / 1000).catch(() => undefined)
      return guid
    })
  }

  return {
    beginOnce(need, create) {
      const known = begun.get(need)
      if (known) return known
      const made = beginOnceInAllProcesses(need, create)
      begun.set(need, made)
      made.catch(() => begun.delete(need))
      return made
    },

    async begun(need) {
      const known = await begun.get(need)?.catch(() => undefined)
      const common = shared()
      return known ?? (common && await readBegun(common, await begunKey(need)))
    },

    async forgetBegun(need, guid) {
      if (await begun.get(need)?.catch(() => undefined) === guid) begun.delete(need)
      const common = shared()
      if (!common) return
      const key = await begunKey(need)
      // In its turn: another process may be making a new cart.
      await inTurn(common.turns, key, async () => {
        if (await readBegun(common, key) === guid) await common.storage.remove(key).catch(() => undefined)
      })
    },

    noteMerging(guid) {
      if (merges.has(guid)) return false
      merges.set(guid, 'merging')
      return true
    },

    async noteMergeDone(guid) {
      merges.set(guid, 'done')
      await shared()?.storage.set(await mergedKey(guid), 'done', NOTE_MS / 1000).catch(() => undefined)
    },

    noteNotMerged: guid => void merges.delete(guid),

    async moveEntries(guid, { evenIfMoved }, move) {
      const storage = shared()?.storage
      if (!storage) return await move()
      const key = await movingKey(guid)
      const isMoved = async () => (await storage.get(key).catch(() => undefined))?.[0] !== undefined
      if (!evenIfMoved && await isMoved()) return undefined
      await storage.set(key, 'moving', NOTE_MS / 1000).catch(() => undefined)
      try {
        return await move()
      }
      finally {
        await storage.remove(key).catch(() => undefined)
      }
    },

    async mergeState(guid) {
      const known = merges.get(guid)
      if (known) return known
      const found = await shared()?.storage.get(await mergedKey(guid)).catch(() => undefined)
      return found?.[0] === undefined ? undefined : 'done'
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

// Who knows a guid can use the cart, and a need contains a guid or a page's random value: the storage has only their hashes.
const begunKey = async (need: string) => `cart-begun:${await platformAead().hash(need)}`
const movingKey = async (guid: string) => `cart-moving:${await platformAead().hash(guid)}`
const mergedKey = async (guid: string) => `cart-merged:${await platformAead().hash(guid)}`
