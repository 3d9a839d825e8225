import { platformAead } from '../../crypto/aead'
import { BoundedMap } from '../../storage/bounded-map'
import type { SharedStorage } from '../../storage/shared-storage'
import { systemClock } from '../../time/clock'
import type { Clock } from '../../time/clock'
import { sleep } from '../../time/sleep'

/** One refresh token of one session, about to be sent. */
export interface TokenUse {
  /** See `sessionKey`. */
  session: string
  generation: number
  refreshToken: string
}

/**
 * Intents to send a refresh token, written down before it is sent. A token is
 * spent by the request that carries it, so while that request may be alive the
 * token is not sent again, also when its sender is frozen, cut off or killed.
 *
 * An intent is never removed after a success: it names a token that is spent.
 *
 * @see {@link INTENT_LIFETIME}
 */
export interface RefreshIntents {
  /**
   * Writes an intent down, unless there is one for the same use.
   *
   * @throws SapccError 503 `SessionStoreUnavailableError` when it could not be written.
   */
  begin: (use: TokenUse) => Promise<BegunIntent | BlockingIntent>
  /** Milliseconds that an intent for this use goes on blocking; 0 without one. */
  remaining: (use: TokenUse) => Promise<number>
}

/** The caller, and no other process, may send the token. */
export interface BegunIntent {
  /** The request is known to be over without a result: the token may be sent again. Repeated while the storage is away; never rejects. */
  clear: () => Promise<void>
}

/** Another request with this token may still be alive. */
export interface BlockingIntent {
  /** Milliseconds. */
  blockedFor: number
}

/** How long an intent without a result blocks: a token request lives shorter, whatever happens to its process. Milliseconds. */
export const INTENT_LIFETIME = 60_000

const MAX_INTENTS = 20_000

/** Between attempts to clear an intent. Milliseconds. */
const CLEAR_INTERVAL = 500

/** For one process. @param now @default the monotonic clock */
export function createMemoryIntents(now: () => number = systemClock.monotonic): RefreshIntents {
  const intents = new BoundedMap<string, { until: number }>({ maxEntries: MAX_INTENTS, ttl: INTENT_LIFETIME, now })
  const left = (name: string) => Math.max(0, (intents.get(name)?.until ?? 0) - now())

  return {
    async begin(use) {
      const name = await intentName(use)
      const blockedFor = left(name)
      if (blockedFor > 0) return { blockedFor }
      intents.set(name, { until: now() + INTENT_LIFETIME })
      return {
        clear: () => {
          intents.delete(name)
          return Promise.resolve()
        },
      }
    },
    remaining: async use => left(await intentName(use)),
  }
}

/**
 * For one process whose storage outlives it: what a killed predecessor sent is
 * known. The ages of its intents are told by the system clock, the own ones by
 * the monotonic one. With several processes use Redis, which can compare and set.
 */
export function createStorageIntents(storage: Pick<SharedStorage, 'get' | 'set' | 'remove'>, clock: Clock = systemClock): RefreshIntents {
  const own = createMemoryIntents(clock.monotonic)

  async function written(name: string): Promise<number> {
    const at = parseIntent((await storage.get(name))[0])
    const age = at === undefined ? INTENT_LIFETIME : Math.abs(clock.now() - at)
    return Math.max(0, INTENT_LIFETIME - age)
  }

  return {
    async begin(use) {
      const name = await intentName(use)
      const begun = await own.begin(use)
      if ('blockedFor' in begun) return begun
      const clear = async () => {
        await begun.clear()
        await repeatedly(() => storage.remove(name), clock)
      }
      try {
        const blockedFor = await written(name)
        if (blockedFor > 0) {
          await begun.clear()
          return { blockedFor }
        }
        await storage.set(name, await formatIntent(use, clock), INTENT_LIFETIME / 1000)
        return { clear }
      }
      catch (error) {
        // It may have been written all the same, or be written later by a client that queues.
        void clear()
        throw error
      }
    },
    async remaining(use) {
      return await own.remaining(use) || await written(await intentName(use))
    },
  }
}

/** The name an intent has in storages: one per use, so that writing it only if it is not there is enough. */
export async function intentName({ session, generation, refreshToken }: TokenUse): Promise<string> {
  return `intent:${await platformAead().hash(`${session}\n${generation}\n${refreshToken}`)}`
}

/** When, by which process, which token; a letter leads it, because storages would read a number for themselves. */
export async function formatIntent({ refreshToken }: TokenUse, clock: Clock): Promise<string> {
  return `i${Math.round(clock.now())}/${globalThis.process?.pid ?? 0}-${crypto.randomUUID()}/${await platformAead().hash(refreshToken)}`
}

/** @returns milliseconds since 1970. */
function parseIntent(text: string | undefined): number | undefined {
  const at = /^i(\d+)\//.exec(text ?? '')?.[1]
  return at === undefined ? undefined : Number(at)
}

/** Works until it succeeds, or the intent is over anyway. */
export async function repeatedly(work: () => Promise<unknown>, clock: Clock): Promise<void> {
  const deadline = clock.monotonic() + INTENT_LIFETIME
  while (clock.monotonic() < deadline) {
    try {
      await work()
      return
    }
    catch {
      // The storage reports its outages itself.
      await sleep(CLEAR_INTERVAL)
    }
  }
}
