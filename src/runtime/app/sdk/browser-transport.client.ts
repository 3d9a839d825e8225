import type { SapccCallConfig } from '../../sdk/call-config'
import { isRecord } from '../../sdk/errors'
import { GENERATION_HEADER, REFRESHED_HEADER, SDK_HEADER, SESSION_HEADER, parseRefreshed } from '../../sdk/refresh/refresh-event'
import type { RefreshListener, RefreshOrigin, RefreshSource } from '../../sdk/refresh/refresh-event'
import { isRefreshRefused } from '../../sdk/refresh/is-unauthorized'
import { CHANGES_PERSON } from '../../sdk/session-methods'
import { createHttpTransport } from '../../sdk/transport/http-transport'
import type { FetchInstance } from '../../sdk/transport/fetch-instance'
import type { Transport } from '../../sdk/transport/http-transport'
import { oneTabAtATime } from './one-tab-at-a-time.client'
import { stateOfAnswer, signedOut } from '../session/state'
import type { SapccSessionState } from '../session/state'

/** How many refreshes this tab remembers; there is one per life of an access token. */
const MAX_ANNOUNCED = 100

/** How long a refused refresh waits to learn whether the session has ended; other tabs wait, too. Milliseconds. */
const ASK_WITHIN = 3000

/** Options of {@link createBrowserTransport}. */
export interface BrowserTransportOptions {
  /** Called when a call was answered as for a visitor who is not signed in. */
  onSessionMissing?: () => void
  /** Called when a sign-out begins in this tab, and with `false` when it has ended, well or not. */
  onSignOut?: (isUnderWay: boolean) => void
  /** The generation of the tokens that this page's calls were refused with while it was rendered. */
  renderedGeneration?: number | undefined
  /** Sends the requests. */
  fetch: FetchInstance
}

/** What else the browser's transport can do. */
export interface BrowserTransport extends Transport, RefreshSource, RefreshOrigin {
  /** Another tab has told what became of the session. */
  noteOtherTab: (session: SapccSessionState) => void
  /**
   * Runs a refresh whose request the shop sends by itself, and finds out what it did to the session:
   * the headers of its answer are not seen here.
   */
  watchRefresh: (refresh: () => Promise<unknown>) => Promise<unknown>
}

/**
 * Calls the shop's own server from the browser, and keeps the app's session
 * state in step with what it answers.
 *
 * @param onSession gets what answers say about the session. `isObserved`: the answer
 * only shows the session's state, as that of `getSession` does. This tab has not
 * changed the session, and another tab may know something newer.
 */
export function createBrowserTransport(apiUrl: string, onSession: (session: SapccSessionState, isObserved?: boolean) => void, options: BrowserTransportOptions): BrowserTransport {
  /** The highest generation of the tokens that were refused since the last refresh. Tells the server whether another tab has renewed them. */
  let refusedGeneration = options.renderedGeneration

  /** One per module that uses this transport. */
  const listeners: RefreshListener[] = []
  /** Whether the session has ended, by a sign-out in any tab. Answers to calls from before must not change the state then. */
  let isOver = false
  /** Sign-ins, sign-outs and changes of an agent's customer, in any tab. A call that began before the last one and is answered after it belongs to another session. */
  let signInsAndOuts = 0
  /** The last refreshes that were announced: answers of calls that ran at the same time name the same one. */
  const announced: string[] = []
  /** Answers to `refreshUserToken` of this tab that only report a refresh which another tab, or the rendering of a page, had caused. */
  const causedElsewhere = new WeakSet<object>()

  /** There are new tokens, of a sign-in or a refresh, or another customer for whom an agent acts. */
  function applyNewSession(session: SapccSessionState): void {
    refusedGeneration = undefined
    isOver = false
    onSession(session)
  }

  /** The server has renewed the token ahead of a call of this tab's. */
  function announce(value: string | null): void {
    const refresh = parseRefreshed(value)
    if (!refresh || isOver || announced.includes(refresh.id)) return
    announced.push(refresh.id)
    if (announced.length > MAX_ANNOUNCED) announced.shift()
    applyNewSession(stateOfAnswer(refresh.tokens))
    // Not awaited: what the app does about it never fails, and the answer that brought the news need not wait.
    for (const listener of listeners) void listener(refresh)
  }

  const connection = { apiUrl, fetch: options.fetch, headers: () => ({ [SDK_HEADER]: '1' }) }

  const http = createHttpTransport({
    ...connection,
    onResponse(response) {
      announce(response.headers.get(REFRESHED_HEADER))
      if (response.headers.has(SESSION_HEADER)) options.onSessionMissing?.()
      const generation = Number(response.headers.get(GENERATION_HEADER) ?? Number.NaN)
      if (response.status === 401 && Number.isInteger(generation)) refusedGeneration = Math.max(generation, refusedGeneration ?? generation)
    },
  })

  async function refresh(config: Partial<SapccCallConfig>): Promise<unknown> {
    const before = signInsAndOuts
    let isOwn = false
    const ask = createHttpTransport({
      ...connection,
      onResponse: (response) => {
        isOwn = parseRefreshed(response.headers.get(REFRESHED_HEADER)) !== undefined
      },
    })
    try {
      const response = await ask('refreshUserToken', refusedGeneration === undefined ? [] : [{ staleGeneration: refusedGeneration }], config)
      if (!isOwn && isRecord(response)) causedElsewhere.add(response)
      if (before === signInsAndOuts) applyNewSession(stateOfAnswer(response))
      return response
    }
    catch (error) {
      await askAfterRefusal(error, before)
      throw error
    }
  }

  async function watchRefresh(refreshTokenMethod: () => Promise<unknown>): Promise<unknown> {
    const before = signInsAndOuts
    try {
      const response = await refreshTokenMethod()
      if (before === signInsAndOuts && isRecord(response) && typeof response.expires_in === 'number') applyNewSession(stateOfAnswer(response))
      return response
    }
    catch (error) {
      await askAfterRefusal(error, before)
      throw error
    }
  }

  /** A refusal may be that of a server or proxy in between, so the session's own server is asked whether it has ended. */
  async function askAfterRefusal(error: unknown, before: number): Promise<void> {
    if (isRefreshRefused(error) && before === signInsAndOuts) await transport('getSession', [], { timeout: ASK_WITHIN }).catch(() => undefined)
  }

  const transport: Transport = async (operation, args, config) => {
    if (CHANGES_PERSON.has(operation)) {
      const response = await oneTabAtATime(apiUrl, () => http(operation, args, config))
      signInsAndOuts += 1
      // Whatever the answer says, it is another session than before.
      applyNewSession(stateOfAnswer(response, ''))
      return response
    }
    switch (operation) {
      // A tab that waited for another's refresh finds it done: the server compares generations.
      case 'refreshUserToken':
      case 'OAuthUserTokenRefresh':
        return await oneTabAtATime(apiUrl, () => refresh(config))
      case 'signUserOut': {
        options.onSignOut?.(true)
        try {
          return await oneTabAtATime(apiUrl, async () => {
            const result = await http(operation, args, config)
            signInsAndOuts += 1
            isOver = true
            // Before another tab has its turn: it must not ask for a refresh of what has ended.
            onSession(signedOut())
            return result
          })
        }
        finally {
          options.onSignOut?.(false)
        }
      }
      case 'getSession': {
        const before = signInsAndOuts
        const session = await http(operation, args, config)
        // Only an answer of the module's says that the visitor is signed out, not the page of a proxy in between.
        if (before === signInsAndOuts && isRecord(session) && typeof session.loggedIn === 'boolean') onSession(stateOfAnswer(session), true)
        return session
      }
      default:
        return await http(operation, args, config)
    }
  }
  return Object.assign(transport, {
    watchRefresh,
    onRefreshed: (listener: RefreshListener) => void listeners.push(listener),
    isOwnRefresh: (response: unknown) => !isRecord(response) || !causedElsewhere.has(response),
    noteOtherTab({ loggedIn }: SapccSessionState) {
      signInsAndOuts += 1
      refusedGeneration = undefined
      isOver = !loggedIn
    },
  })
}
