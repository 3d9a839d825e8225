import { useState } from '#imports'
import type { Ref } from 'vue'
import type { SapccSessionState } from './state'

/** One state per app, in Nuxt's payload. */
export function useSessionState(): Ref<SapccSessionState> {
  return useState<SapccSessionState>('sapcc:session', () => ({ loggedIn: false, ready: false }))
}
