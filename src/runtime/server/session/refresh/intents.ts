import { platformAead } from '../../crypto/aead'
import { BoundedMap } from '../../storage/bounded-map'
import { retryUntilDone } from '../../storage/retry-until-done'
import type { SharedStorage } from '../../storage/shared-storage'
import { systemClock } from '../../time/clock'
import type { Clock } from '../../time/clock'
import type { SessionStore } from '../session-store'

/** A refresh token that is about to be sent. */
export interface TokenUse {
  /**
   * The session that sends it, and its generation. Set where the store does not know which sessions have the same token:
   * the intent then blocks this session in this generation only, and for sessions in cookies `createSameTokenRefresh`
   * sends the token once and gives both sessions the answer. Without `of` the intent blocks the token, whichever session
   * holds it.
   */
  of?: { key: string, generation: number }
  refreshToken: string
}

/**
 * The use of a session's refresh token.
 *
 * @param key of the session's lock.
 */
export function tokenUseOf(store: Pick<SessionStore, 'sharesTokens'>, key: string, generation: number, refreshToken: string): TokenUse {
  return store.sharesTokens ? { refreshToken } : { of: { key, generation }, refreshToken }
}

/**
 * Intents to send a refresh token, stored before it is sent. The request spends
 * the token, so while that request may be in progress the token must not be sent
 * again, even if the sending process was suspended, disconnected or killed.
 *
 * After a success the intent stays, because its token is spent. It is removed where
 * the authorization server keeps refresh tokens and the next refresh needs the same
 * intent: that of the token itself, without {@link TokenUse.of}.
 *
 * @see {@link INTENT_LIFETIME}
 */
export interface RefreshIntents {
  /**
   * Stores an intent, unless one exists for the same use.
   *
   * @throws SapccError 503 `SessionStoreUnavailableError` when it could not be written.
   */
  begin: (use: TokenUse) => Promise<BegunIntent | BlockingIntent>
  /** Milliseconds that an existing intent still blocks this use; 0 without an intent. */
  remaining: (use: TokenUse) => Promise<number>
}

/** Only the caller may send the token. */
export interface BegunIntent {
  /** Removes the intent after a request that ended without a result: the token may be sent again. Retried during a storage outage; never rejects. */
  clear: () => Promise<void>
}

/** Another request with this token may still be in progress. */
export interface BlockingIntent {
  /** Milliseconds. */
  retryAfterMs: number
}

/** How long an intent blocks without a result. Every token request ends earlier, even if its process is suspended or killed. Milliseconds. */
export const INTENT_LIFETIME = 60_000

/** A token must be sent within this time, counted from before its state is read: later its session may have changed, and the request could still run when the intent has expired. Milliseconds. */
export const SEND_WITHIN = 5000

const MAX_INTENTS = 20_000

/** Intents within one process. @param now @default the monotonic clock */
export function createMemoryIntents(now: () => number = systemClock.monotonic): RefreshIntents {
  const intents = new BoundedMap<string, { until: number }>({ maxEntries: MAX_INTENTS, ttl: INTENT_LIFETIME, now })
  const left = (name: string) => Math.max(0, (intents.get(name)?.until ?? 0) - now())

  return {
    async begin(use) {
      const name = await intentName(use)
      const retryAfterMs = left(name)
      if (retryAfterMs > 0) return { retryAfterMs }
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
 * Intents of a single process in a storage, which also keeps those of a killed
 * predecessor. Their age is measured by the system clock, the age of this
 * process's intents by the monotonic clock. Several processes need Redis, which
 * writes an intent atomically.
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
      if ('retryAfterMs' in begun) return begun
      const clear = async () => {
        await begun.clear()
        await retryUntilDone(() => storage.remove(name), INTENT_LIFETIME, clock)
      }
      try {
        const retryAfterMs = await written(name)
        if (retryAfterMs > 0) {
          await begun.clear()
          return { retryAfterMs }
        }
        await storage.set(name, await formatIntent(use, clock), INTENT_LIFETIME / 1000)
        return { clear }
      }
      catch (error) {
        // The failed write may have succeeded, or a queueing client may still send it.
        void clear()
        throw error
      }
    },
    async remaining(use) {
      return await own.remaining(use) || await written(await intentName(use))
    },
  }
}

/** The storage key of an intent: one per use, so a write with `NX` is sufficient. */
export async function intentName({ of, refreshToken }: TokenUse): Promise<string> {
  return `intent:${await platformAead().hash(of ? `${of.key}\n${of.generation}\n${refreshToken}` : refreshToken)}`
}

/** Time, process and token. Starts with a letter, because storages parse text that looks like a number. */
export async function formatIntent({ refreshToken }: TokenUse, clock: Clock): Promise<string> {
  return `i${Math.round(clock.now())}/${globalThis.process?.pid ?? 0}-${crypto.randomUUID()}/${await platformAead().hash(refreshToken)}`
}

/** @returns milliseconds since 1970. */
function parseIntent(text: string | undefined): number | undefined {
  const at = /^i(\d+)\//.exec(text ?? '')?.[1]
  return at === undefined ? undefined : Number(at)
}
