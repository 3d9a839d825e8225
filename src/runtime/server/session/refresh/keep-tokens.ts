import type { LoginTokens } from '../../oauth'
import { isStorageUnavailable } from '../../storage/storage-unavailable'
import { retryUntilDone } from '../../storage/retry-until-done'
import { settlesWithin } from '../../time/sleep'
import { TRY_FOR, isKeptForLateSignIn } from '../late-sign-in'
import { sessionFromTokens } from '../session'
import type { Session } from '../session'
import { sessionEnded } from './outcome'
import type { Outcome } from './outcome'
import { SAVE_WAIT } from '../save-wait'
import type { RefreshContext } from './refresh-context'
import type { Claim } from './token-claim'

/** Stores the new tokens of a refresh. Where the session has ended meanwhile, they go to sessions that have the same ones; else they are orphaned. */
export async function keepTokens(context: RefreshContext, claim: Claim, tokens: LoginTokens): Promise<Outcome> {
  const { store } = context
  const { key, current, refreshToken, isEarly } = claim
  let orphan: Session | undefined
  const receivedAt = context.clock.now()
  context.failures.succeeded(current.id)
  const renewed = (base: Session): Session => ({ ...sessionFromTokens(tokens, base, receivedAt), ...(isEarly ? { isRenewedEarly: true } : {}) })
  try {
    const outcome = await context.exclusively(key, async (): Promise<Outcome> => {
      const newest = await context.newestOf(current)
      if (!newest) {
        const tokensOfEnded = renewed(current)
        // Other sessions may share the refresh token that was sent; they continue with the new tokens.
        if (!await store.keepForOthers?.(tokensOfEnded, key)) orphan = tokensOfEnded
        // The authorization server keeps refresh tokens: a sign-in that was given this one may send it.
        if (store.sharesTokens && tokensOfEnded.refreshToken === refreshToken) context.track(claim.clear())
        return sessionEnded()
      }
      // With the same refresh token a higher generation does not mean newer tokens: the session may have joined a token set, which counts its generations on its own.
      const isReplaced = newest.session.generation > current.generation && newest.session.refreshToken !== refreshToken
      return isReplaced ? { kind: 'known', session: newest.session } : await save(context, claim, renewed(newest.session), !context.withoutStorage)
    })
    if (orphan) await giveAway(context, orphan, refreshToken, false)
    return outcome
  }
  catch (error) {
    if (!isStorageUnavailable(error)) throw error
    // This process uses the new tokens from now on, and stores them once the storage is back.
    return await save(context, claim, renewed(current), false)
  }
}

/** Called without the lock of the session: that of a sign-in's tokens is taken before those of sessions. */
async function giveAway({ store, onOrphaned, track }: RefreshContext, orphan: Session, refreshToken: string, isLate: boolean): Promise<void> {
  const given = isKeptForLateSignIn(store, orphan, refreshToken).then((isKept) => {
    if (!isKept) onOrphaned(orphan, refreshToken, isLate)
  })
  track(given)
  await settlesWithin(given, SAVE_WAIT)
}

/** Stores a new refresh token that came without a usable access token: the one that was sent may be spent, so the next attempt must send this one. */
export async function keepRefreshToken(context: RefreshContext, claim: Claim, refreshToken: string): Promise<void> {
  const { key, current } = claim
  // Without the lifetime of the access token, which is no newer one: by it other processes would take this for a refresh that has just been made (`refresh-interval.ts`).
  const { lifetime: _lifetime, ...kept } = current
  const moved = { ...kept, generation: current.generation + 1, refreshToken }
  context.times.note(moved, false)
  try {
    await context.exclusively(key, async () => {
      const newest = await context.newestOf(current)
      if (newest?.session.generation === current.generation) await write(context, claim, moved, !context.withoutStorage)
    })
  }
  catch (error) {
    if (!isStorageUnavailable(error)) throw error
    await write(context, claim, moved, false)
  }
}

/** @param isAlive whether the storage was asked under the session's lock, and has the session. */
async function save(context: RefreshContext, claim: Claim, session: Session, isAlive: boolean): Promise<Outcome> {
  const { refreshToken, clear } = claim
  context.times.note(session, true)
  // The authorization server keeps refresh tokens: this one is not spent, and the next refresh sends it again.
  const cleared = context.store.sharesTokens && session.refreshToken === refreshToken ? clear() : undefined
  if (cleared) context.track(cleared)
  await write(context, claim, session, isAlive)
  if (cleared) await settlesWithin(cleared, SAVE_WAIT)
  return { kind: 'renewed', session, refreshId: crypto.randomUUID() }
}

/** Waits for the write for a limited time; the tokens are valid already, and the write continues after that. */
async function write(context: RefreshContext, claim: Claim, session: Session, isAlive: boolean): Promise<void> {
  const { store, track } = context
  const saved = store.save(session)
  track(saved)
  if (await settlesWithin(saved, SAVE_WAIT) && isAlive) return
  track(saved.then(() => giveAwayIfEnded(context, claim, session)))
}

/**
 * Another process may have ended the session while the storage was away. Its sign-out has revoked the tokens before these,
 * which are written nowhere.
 */
async function giveAwayIfEnded(context: RefreshContext, { key, refreshToken }: Claim, session: Session): Promise<void> {
  const { store } = context
  let isOrphan = false
  await retryUntilDone(async () => {
    isOrphan = await context.exclusively(key, async () =>
      await store.newest(session, 'current') === undefined
      // A record that this process cannot open looks like none.
      && await store.open(await store.cookieValue(session)) !== 'unreadable'
      && !await store.keepForOthers?.(session, key))
  }, TRY_FOR)
  if (isOrphan) await giveAway(context, session, refreshToken, true)
}
