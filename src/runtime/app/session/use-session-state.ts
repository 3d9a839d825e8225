import type { Ref } from 'vue'
import { usePayloadState } from '../payload-state'
import type { SapccSessionState } from './state'

/** What the app knows of its session. */
export function useSessionState(): Ref<SapccSessionState> {
  return usePayloadState('sapcc:session', () => ({ loggedIn: false, ready: false }))
}
