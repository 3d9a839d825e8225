import type { SapccSessionState } from './state'

/** Tells the other tabs of this browser what happened to the session they share. */
export interface Tabs {
  /** A change that this tab caused. */
  announce: (session: SapccSessionState) => void
  /** A sign-out has begun in this tab; {@link Tabs.announce} tells how it ended. */
  announceSignOut: () => void
  /** Whether another tab is signing out. */
  isSigningOut: () => boolean
  /** What the server rendered, which may be older than what the others know. */
  compare: (loggedIn: boolean) => void
}

/** What one tab tells the others: a change, what a page of theirs said, or that a sign-out has begun. */
type Message = SapccSessionState | boolean | 'signing-out'

/** A tab may be closed before it tells how its sign-out ended. Milliseconds. */
const SIGN_OUT_LIMIT = 10_000

/**
 * Without `BroadcastChannel` tabs do not tell each other; each one finds out with its next call.
 *
 * @param apiUrl of the module's routes: several shops may share an origin, each below a path of its own.
 * @param onSession hears of changes that other tabs caused.
 * @param onRendered hears whether another tab's page was rendered for somebody
 * who is signed in, as after a login by redirect.
 */
export function connectTabs(apiUrl: string, onSession: (session: SapccSessionState) => void, onRendered: (loggedIn: boolean) => void): Tabs {
  // Lives as long as the page: the browser closes it together with it.
  const channel = globalThis.BroadcastChannel && new BroadcastChannel(`sapcc:session:${apiUrl}`)
  let signingOutUntil = 0
  if (channel) {
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (typeof data === 'boolean') return onRendered(data)
      signingOutUntil = data === 'signing-out' ? performance.now() + SIGN_OUT_LIMIT : 0
      if (data !== 'signing-out') onSession(data)
    }
  }
  const send = (message: Message) => channel?.postMessage(message)
  return { announce: send, announceSignOut: () => send('signing-out'), isSigningOut: () => performance.now() < signingOutUntil, compare: send }
}
