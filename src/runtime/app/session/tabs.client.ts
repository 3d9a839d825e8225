import type { SapccSessionState } from './state'

/** Tells the other tabs of this browser what happened to the session they share. */
export interface Tabs {
  /** Sends a change of the session that this tab has caused. */
  announce: (session: SapccSessionState) => void
  /** Sends `signUserOut` when a sign-out begins in this tab ({@link Tabs.announce} reports its end), and `cart` after a call that changes a cart. */
  tell: (news: 'signUserOut' | 'cart') => void
  /** Whether another tab is signing out. */
  isSigningOut: () => boolean
  /** Sends the key of the session that a page was rendered for, or that `getSession` has answered. A tab that knows another session asks the server. */
  announceRendered: (key: string) => void
}

/** What one tab tells the others: a change, which session the server has answered for, that a sign-out has begun, or that a cart has changed. */
type Message = SapccSessionState | [key: string] | 'signUserOut' | 'cart'

/** A tab may be closed before it tells how its sign-out ended. Milliseconds. */
const SIGN_OUT_LIMIT = 10_000

/**
 * Without `BroadcastChannel` tabs do not tell each other; each one finds out with its next call.
 *
 * @param apiUrl of the module's routes: several shops may share an origin, each below a path of its own.
 * @param onSession hears of changes that other tabs caused.
 * @param onAnswered called with the session key that another tab has got, with its page or from
 * `getSession`. After a login by redirect there it differs from this tab's.
 * @param onCart hears that another tab has changed a cart.
 */
export function connectTabs(apiUrl: string, onSession: (session: SapccSessionState) => void, onAnswered: (key: string) => void, onCart: (isOwn: false) => void): Tabs {
  // Lives as long as the page: the browser closes it together with it. A change of what messages mean needs another name: tabs stay open when a new version is deployed. 0.1 used `sapcc:sessions:`.
  const channel = globalThis.BroadcastChannel && new BroadcastChannel(`sapcc:tabs:${apiUrl}`)
  let signingOutUntil = 0
  if (channel) {
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (Array.isArray(data)) return onAnswered(data[0])
      if (data === 'cart') return onCart(false)
      if (data === 'signUserOut') signingOutUntil = performance.now() + SIGN_OUT_LIMIT
      // A later version may have news that this one does not know.
      else if (typeof data === 'object') {
        signingOutUntil = 0
        onSession(data)
      }
    }
  }
  const send = (message: Message) => channel?.postMessage(message)
  // A reactive object cannot be sent.
  return { announce: session => send({ ...session }), tell: send, isSigningOut: () => performance.now() < signingOutUntil, announceRendered: key => send([key]) }
}
