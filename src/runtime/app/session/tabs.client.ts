import type { SapccSessionState } from './state'

/** Tells the other tabs of this browser what happened to the session they share. */
export interface Tabs {
  /** A change that this tab caused. */
  announce: (session: SapccSessionState) => void
  /** What the server rendered, which may be older than what the others know. */
  compare: (loggedIn: boolean) => void
}

/** What one tab tells the others: a change, or what a page of theirs said. */
type Message = SapccSessionState | boolean

/**
 * Without `BroadcastChannel` tabs do not tell each other; each one finds out with its next call.
 *
 * @param apiUrl of the module's routes: several shops may share an origin, each below a path of its own.
 * @param onSession hears of changes that other tabs caused.
 * @param onRendered hears whether another tab's page was rendered for somebody
 * who is signed in, as after a login by redirect.
 */
export function connectTabs(apiUrl: string, onSession: (session: SapccSessionState) => void, onRendered: (loggedIn: boolean) => void): Tabs {
  if (typeof BroadcastChannel === 'undefined') return { announce: () => undefined, compare: () => undefined }
  // Lives as long as the page: the browser closes it together with it.
  const channel = new BroadcastChannel(`sapcc:session:${apiUrl}`)
  channel.onmessage = ({ data }: MessageEvent<Message>) => typeof data === 'boolean' ? onRendered(data) : onSession(data)
  const send = (message: Message) => channel.postMessage(message)
  return { announce: send, compare: send }
}
