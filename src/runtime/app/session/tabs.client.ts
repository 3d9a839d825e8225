import type { SapccSessionState } from './state'

/** Tells the other tabs of this browser what happened to the session they share. */
export interface Tabs {
  announce: (session: SapccSessionState) => void
}

/**
 * @param onSession hears of changes that other tabs caused. Without
 * `BroadcastChannel` nobody does, and each tab finds out with its next call.
 */
export function connectTabs(onSession: (session: SapccSessionState) => void): Tabs {
  if (typeof BroadcastChannel === 'undefined') return { announce: () => undefined }
  // Lives as long as the page: the browser closes it together with it.
  const channel = new BroadcastChannel('sapcc:session')
  channel.onmessage = (message: MessageEvent<SapccSessionState>) => onSession(message.data)
  return { announce: session => channel.postMessage(session) }
}
