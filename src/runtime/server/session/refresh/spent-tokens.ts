import type { SapccError } from '../../../sdk/errors'
import type { LoginTokens } from '../../oauth'
import type { OAuthUserTokenResponse } from '../../../sdk/token'
import { platformAead } from '../../crypto/aead'
import { grantRefused, isDefiniteRefusal } from '../../oauth/errors'
import { BoundedMap } from '../../storage/bounded-map'
import { retryUntilDone } from '../../storage/retry-until-done'
import type { SharedStorage } from '../../storage/shared-storage'
import { systemClock } from '../../time/clock'
import { CLOCK_TOLERANCE } from '../session-lifetime'
import { settlesWithin } from '../../time/sleep'

/**
 * Refresh tokens that must not be sent again: the authorization server has refused
 * them for good, or has replaced them after their session had ended. Several callers
 * may hold one: a refresh, a sign-out that is tried again, a revocation that was put
 * off. The tokens of sessions that go on are not here; their store knows the newest.
 */
export interface SpentTokens {
  /**
   * Passes the result of a request on, and notes a definite refusal of its refresh token before the caller learns of it.
   * A token that was accepted, and not replaced, is not spent any more: the authorization server may have given it to
   * another sign-in since it was refused.
   */
  observe: (refreshToken: string, request: Promise<LoginTokens>) => Promise<LoginTokens>
  /** Notes a token that was replaced. Settles when that is written, or after a moment; never rejects. */
  note: (refreshToken: string) => Promise<void>
  /**
   * What the authorization server would answer to a spent token.
   *
   * @param options.of the session that has the token. One that began later was given the token by a new sign-in.
   * @param options.anywhere whether to read what other processes have noted, too.
   * @returns `undefined` for a token that may be sent.
   * @throws SapccError 503 `SessionStoreUnavailableError` when that is not possible.
   */
  refusal: (refreshToken: string, options?: { of?: { createdAt?: number }, anywhere?: boolean }) => Promise<SapccError | undefined>
}

/** Options of {@link createSpentTokens}. */
export interface SpentTokensOptions {
  /** Shared by all processes. @default this process's memory */
  storage?: Pick<SharedStorage, 'get' | 'set' | 'remove'>
  /** @default the monotonic clock */
  now?: () => number
  /** @default the system clock */
  wallClock?: () => number
}

/** When a token was found to be spent. */
interface Note {
  /** Milliseconds since 1970. */
  at: number
  /** By the monotonic clock, in milliseconds; unknown for a note that another process has written. */
  since?: number
}

/** How long a token is remembered: as long as revocations are tried again. Milliseconds. */
const REMEMBERED_FOR = 24 * 60 * 60 * 1000

const MAX_REMEMBERED = 20_000

/** How long a caller waits until a note is written. The write continues after that. Milliseconds. */
const NOTE_WAIT = 1000

/** How long a failed write is tried again. Milliseconds. */
const WRITE_FOR = 60_000

/** The tokens' hashes are kept, not the tokens. */
export function createSpentTokens({ storage, now = systemClock.monotonic, wallClock = systemClock.now }: SpentTokensOptions = {}): SpentTokens {
  const aead = platformAead()
  const noted = new BoundedMap<string, Note>({ maxEntries: MAX_REMEMBERED, ttl: REMEMBERED_FOR, now })
  const keyOf = (hash: string) => `spent:${hash}`

  async function note(refreshToken: string): Promise<void> {
    const hash = await aead.hash(refreshToken)
    const entry = { at: wallClock(), since: now() }
    noted.set(hash, entry)
    if (!storage) return
    // Starts with a letter, because storages parse text that looks like a number. Skipped if the token was accepted meanwhile.
    const save = async () => noted.get(hash) === entry ? await storage.set(keyOf(hash), `s${entry.at}`, REMEMBERED_FOR / 1000) : undefined
    await settlesWithin(retryUntilDone(save, WRITE_FOR), NOTE_WAIT)
  }

  /** @param isKept whether the token can be sent again: what others have noted of it is out of date then. */
  async function forget(refreshToken: string, isKept: boolean): Promise<void> {
    const hash = await aead.hash(refreshToken)
    noted.delete(hash)
    if (!storage || !isKept) return
    // Skipped if the token was refused meanwhile.
    const remove = async () => noted.has(hash) ? undefined : await storage.remove(keyOf(hash))
    // A refresh does not wait for it: only a later sign-out of an older session needs it.
    void retryUntilDone(remove, WRITE_FOR)
  }

  async function written(hash: string): Promise<Note | undefined> {
    const [text] = await storage?.get(keyOf(hash)) ?? []
    const at = /^s(\d+)$/.exec(text ?? '')?.[1]
    return at === undefined ? undefined : { at: Number(at) }
  }

  /**
   * Whether the session may have begun after the note: a token that is refused once more costs nothing, one that is not sent may
   * cost a session. It is enough if one of the two clocks says so: the system clock may be, or have been, wrong, and that of another process may differ.
   */
  function mayBeLater(createdAt: number, { at, since }: Note): boolean {
    return since === undefined ? createdAt + CLOCK_TOLERANCE > at : createdAt > at || wallClock() - createdAt < now() - since
  }

  return {
    async observe(refreshToken, request) {
      try {
        const tokens = await request
        await forget(refreshToken, keepsRefreshToken(tokens, refreshToken))
        return tokens
      }
      catch (error) {
        if (isDefiniteRefusal(error)) await note(refreshToken)
        throw error
      }
    },
    note,
    async refusal(refreshToken, { of = {}, anywhere = false } = {}) {
      const hash = await aead.hash(refreshToken)
      const entry = noted.get(hash) ?? (anywhere ? await written(hash) : undefined)
      return !entry || mayBeLater(of.createdAt ?? 0, entry) ? undefined : grantRefused()
    },
  }
}

/** Whether a refresh leaves the refresh token valid that it was requested with: the response has none, or the same one. */
export function keepsRefreshToken(tokens: OAuthUserTokenResponse, refreshToken: string): boolean {
  return tokens.refresh_token === undefined || tokens.refresh_token === refreshToken
}
