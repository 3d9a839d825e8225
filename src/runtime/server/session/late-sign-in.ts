import { retryUntilDone } from '../storage/retry-until-done'
import type { Session } from './session'
import type { SessionStore } from './session-store'

/** How long work is tried again while the storage is unavailable: as long as no process may send the replaced token. Milliseconds. */
export const TRY_FOR = 60_000

/** Whether a sign-in has taken over the new tokens of an ended session: see `SessionStore.keepForLateSignIn`. Never rejects. */
export async function isKeptForLateSignIn(store: Pick<SessionStore, 'keepForLateSignIn'>, tokens: Session, replaced: string): Promise<boolean> {
  let isKept = false
  await retryUntilDone(async () => {
    isKept = await store.keepForLateSignIn?.(tokens, replaced) ?? false
  }, TRY_FOR)
  return isKept
}
