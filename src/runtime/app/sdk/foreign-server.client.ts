import { isRecord } from '../../sdk/errors'
import { errorStatus } from '../../sdk/read-error'
import { isRefreshRefused } from '../../sdk/refresh/is-unauthorized'
import { SESSION_METHODS } from '../../sdk/session-methods'
import type { SapccModule } from '../../sdk/module-options'
import type { Transport } from '../../sdk/transport/http-transport'
import { withRefreshName } from '../../sdk/transport/refresh-name'
import { signedIn, signedOut } from '../session/state'
import type { SapccSessionState, SessionListener } from '../session/state'
import type { ForeignTransport } from './create-sdk'
import { oneTabAtATime } from './one-tab-at-a-time.client'

/** After another tab's refresh has released the lock, its message may still be under way. How long this tab waits for it. Milliseconds. */
const NEWS_DELAY = 50

/** A refresh that begins within this time of a 401 is meant for the call that got it. Milliseconds. */
const MEANT_FOR_REFUSED = 1000

/**
 * Keeps the tabs of a browser from spending each other's refresh token at a
 * server that cannot compare generations: a tab that waited for another one's
 * refresh takes that one's answer.
 *
 * @param onSession hears of what this or another tab's sign-ins, refreshes and sign-outs say about the session.
 */
export function createForeignTransport(apiUrl: string, transport: Transport, onSession: SessionListener): Required<Omit<ForeignTransport, 'knowsVisitor'>> {
  const http = withRefreshName(transport)
  /** What the last refresh of any tab was answered, without tokens, and when this tab learnt of it. */
  let latest: { response: unknown, at: number } | undefined
  /** The call of this tab that was sent last of those that were refused with a 401: when it was sent, and when refused. */
  let refused: { sentAt: number, at: number } | undefined
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(`sapcc:foreign:${apiUrl}`)
  channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => learn(data))

  /** @param response what a refresh or a sign-in was answered, without tokens; `null` after a sign-out. */
  function learn(response: unknown, isOwn = false): void {
    if (response === null) return onSession(signedOut(), isOwn)
    if (!isRecord(response)) return
    latest = { response, at: performance.now() }
    onSession(stateOfResponse(response), isOwn)
  }

  /** For this tab and the others. */
  function announce(response: Record<string, unknown> | null): void {
    learn(response, true)
    channel?.postMessage(response)
  }

  /** Whether a refresh is meant for a call that was sent before the last refresh of any tab, and so refused because of the token before. */
  function wasSentBefore(askedAt: number): boolean {
    return latest !== undefined && refused !== undefined && askedAt - refused.at < MEANT_FOR_REFUSED && latest.at > refused.sentAt
  }

  async function noteRefused(send: () => Promise<unknown>): Promise<unknown> {
    const sentAt = performance.now()
    try {
      return await send()
    }
    catch (error) {
      if (errorStatus(error) === 401 && !(refused && refused.sentAt > sentAt)) refused = { sentAt, at: performance.now() }
      throw error
    }
  }

  async function refreshOnce(refresh: () => Promise<unknown>): Promise<unknown> {
    const askedAt = performance.now()
    const renew = async () => {
      const response = await refresh()
      refused = undefined
      announce(withoutTokens(response))
      return response
    }
    try {
      return await oneTabAtATime(apiUrl, async (hasWaited) => {
        if (!hasWaited) return wasSentBefore(askedAt) ? latest?.response : await renew()
        // The lock may arrive before the message of the tab that has held it.
        await new Promise(resolve => setTimeout(resolve, NEWS_DELAY))
        return latest && latest.at > askedAt ? latest.response : await renew()
      })
    }
    catch (error) {
      if (isRefreshRefused(error)) onSession(signedOut())
      throw error
    }
  }

  return {
    oneRefreshAtATime: refreshOnce,
    isOwnRefresh: response => response !== latest?.response,
    async transport(operation, args, config) {
      if (!SESSION_METHODS.has(operation) || operation === 'getSession') return await noteRefused(() => http(operation, args, config))
      // Its answer is stored although the page is left before it: the cookie that the browser has then holds tokens that are spent.
      const send = () => http(operation, args, { keepalive: true, ...config })
      if (/Refresh$|^refresh/.test(operation)) return await refreshOnce(send)
      const response = await oneTabAtATime(apiUrl, send)
      // There is no name for the session there: each sign-in of any tab's counts as another person's.
      announce(/Out$|Revoke$/.test(operation) ? null : { ...withoutTokens(response), sessionKey: crypto.randomUUID() })
      return response
    },
  }
}

/**
 * Finds out whether a customer is signed in elsewhere by asking who the customer
 * is: an Alokai middleware has no method that tells about the session.
 *
 * @param module makes the calls; absent where the configuration has none.
 * @param currentKey the key of the session that the app knows of. When it changes meanwhile, there was a sign-in or a sign-out that
 * the other server's answer may be older than.
 * @param onSession hears of what was found out, if there is an answer that counts. Not awaited: it tells the shop's listeners.
 */
export async function tellForeignSession(module: SapccModule | undefined, currentKey: () => string | undefined, onSession: (session: SapccSessionState) => unknown): Promise<void> {
  const before = currentKey()
  // The other server gives a session no key; a sign-in in this browser has made one.
  const session = module && await askWho(module, { loggedIn: true, ready: true, key: before || 'elsewhere' })
  if (session && currentKey() === before) void onSession(session)
}

/** @param customer returned when a customer is signed in. @returns `undefined` while there is no answer. */
async function askWho({ context }: SapccModule, customer: SapccSessionState): Promise<SapccSessionState | undefined> {
  const ask = async () => {
    const user = await context.send('getUser', [{ userId: 'current', fields: 'BASIC' }], {})
    return isRecord(user) && user.uid !== 'anonymous' ? customer : signedOut()
  }
  try {
    return await ask()
  }
  catch (error) {
    if (errorStatus(error) !== 401) return undefined
  }
  // Anonymous, or the access token has expired or is missing, or the caller may not ask (on B2B sites). Only the refresh tells these apart: a middleware may call SAP with a token of its own for visitors.
  try {
    // Without `onTokenRefreshError`: an anonymous visitor's session has not ended. Calls that join this refresh are told of it.
    await context.refresh({ isOver: () => true })
  }
  catch (error) {
    return isRefreshRefused(error) ? signedOut() : undefined
  }
  try {
    return await ask()
  }
  catch (error) {
    // Only a customer has a refresh token, so this one may not ask who they are. A middleware need not say that it is that.
    return [401, 403].includes(errorStatus(error) ?? 0) ? customer : undefined
  }
}

function stateOfResponse(response: Record<string, unknown>): SapccSessionState {
  const { expires_in, sessionKey } = response
  const key = typeof sessionKey === 'string' ? sessionKey : undefined
  return typeof expires_in === 'number' ? signedIn(expires_in, key) : { loggedIn: true, ready: true, key }
}

/** What other tabs may know of a token response; nothing where the shop's own method gives none, which has renewed the session all the same. */
function withoutTokens(response: unknown): Record<string, unknown> {
  if (!isRecord(response)) return {}
  const { token_type, expires_in, scope } = response
  return { token_type, expires_in, scope }
}
