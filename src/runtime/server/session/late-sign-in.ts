import { isStorageUnavailable } from '../storage/storage-unavailable'
import type { Session } from './session'
import type { SessionStore } from './session-store'

/**
 * Whether a sign-in has taken over the new tokens of an ended session: see `SessionStore.keepForLateSignIn`. While the
 * storage is unavailable that is not known, and the answer is no.
 */
export async function isKeptForLateSignIn(store: Pick<SessionStore, 'keepForLateSignIn'>, tokens: Session, replaced: string): Promise<boolean> {
  try {
    return await store.keepForLateSignIn?.(tokens, replaced) ?? false
  }
  catch (error) {
    if (!isStorageUnavailable(error)) throw error
    return false
  }
}
