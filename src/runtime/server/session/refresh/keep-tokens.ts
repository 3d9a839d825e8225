import type { OAuthUserTokenResponse } from '../../../sdk/token'
import { isStoreUnavailable } from '../../storage/storage-unavailable'
import { settlesWithin } from '../../time/sleep'
import { sessionFromTokens } from '../session'
import type { Session } from '../session'
import { sessionEnded } from './outcome'
import type { Outcome } from './outcome'
import { SAVE_PATIENCE } from './refresh-steps'
import type { RefreshSteps } from './refresh-steps'
import type { Claim } from './token-claim'

/** Stores the new tokens of a refresh, unless the session has ended meanwhile. */
export async function keepTokens(steps: RefreshSteps, claim: Claim, tokens: OAuthUserTokenResponse): Promise<Outcome> {
  const { store, onOrphaned } = steps
  const { key, current, refreshToken } = claim
  const receivedAt = steps.clock.now()
  steps.failures.succeeded(current.id)
  const renewed = (base: Session) => sessionFromTokens(tokens, base, receivedAt)
  try {
    return await steps.exclusively(key, async (): Promise<Outcome> => {
      const newest = await steps.newestOf(current)
      if (!newest) {
        const orphan = renewed(current)
        // Other sessions may share the refresh token that was sent; they continue with the new tokens.
        if (!await store.keepForOthers?.(orphan, key)) onOrphaned(orphan, refreshToken)
        return sessionEnded()
      }
      // A newer generation with the same refresh token is not a successor: the session joined another one that shares this token.
      const isReplaced = newest.session.generation > current.generation && newest.session.refreshToken !== refreshToken
      return isReplaced ? { kind: 'known', session: newest.session } : await save(steps, claim, renewed(newest.session))
    })
  }
  catch (error) {
    if (!isStoreUnavailable(error)) throw error
    // This process uses the new tokens from now on, and stores them once the storage is back.
    return await save(steps, claim, renewed(current))
  }
}

/** Stores a new refresh token that came without a usable access token: the one that was sent may be spent, so the next attempt must send this one. */
export async function keepRefreshToken(steps: RefreshSteps, { key, current }: Claim, refreshToken: string): Promise<void> {
  const moved = { ...current, generation: current.generation + 1, refreshToken }
  steps.times.note(moved, false)
  try {
    await steps.exclusively(key, async () => {
      const newest = await steps.newestOf(current)
      if (newest?.session.generation === current.generation) await write(steps, moved)
    })
  }
  catch (error) {
    if (!isStoreUnavailable(error)) throw error
    await write(steps, moved)
  }
}

async function save(steps: RefreshSteps, { refreshToken, clear }: Claim, session: Session): Promise<Outcome> {
  steps.times.note(session, true)
  // The authorization server keeps refresh tokens: this one is not spent, and the next refresh sends it again.
  const cleared = steps.store.sharesTokens && session.refreshToken === refreshToken ? clear() : undefined
  if (cleared) steps.track(cleared)
  await write(steps, session)
  if (cleared) await settlesWithin(cleared, SAVE_PATIENCE)
  return { kind: 'renewed', session, refreshId: crypto.randomUUID() }
}

/** Waits for the write for a limited time; the tokens are valid already, and the write continues after that. */
async function write({ store, track }: RefreshSteps, session: Session): Promise<void> {
  const saved = store.save(session)
  track(saved)
  await settlesWithin(saved, SAVE_PATIENCE)
}
