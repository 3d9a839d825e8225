import { defineNuxtPlugin, onNuxtReady, useRuntimeConfig } from '#imports'
import { currentFetch } from '#build/sapcc/app-fetch.mjs'
import sdkConfig, { buildModule, initSDK, middlewareModule, requestOptions } from '#build/sapcc/sdk-config.mjs'
import { joinURL } from 'ufo'
import { createHttpTransport } from '../../sdk/transport/http-transport'
import type { FetchInstance } from '../../sdk/transport/fetch-instance'
import { withAppLocale } from '../sdk/app-locale'
import { createBrowserTransport } from '../sdk/browser-transport.client'
import { keptAlive, oneCartAtATime } from '../sdk/cart-calls.client'
import { createSdk } from '../sdk/create-sdk'
import { lazyForeignSession, lazyForeignTransport } from '../sdk/lazy-foreign-server.client'
import { knownKey, rememberKey } from '../session/known-key.client'
import { connectTabs } from '../session/tabs.client'
import { nuxt } from '../session/session-access'
import type { SessionAccess } from '../session/session-access'
import { stateOfAnswer, signedIn } from '../session/state'
import type { SapccSessionState } from '../session/state'
import type { SapccSessionChange } from '../types'
import { useSessionState } from '../session/use-session-state'

/** Builds the SDK of the app in the browser: its calls go to the shop's own server. */
export default defineNuxtPlugin({
  name: 'nuxt-sapcc:sdk',
  setup(nuxtApp) {
    const runtimeConfig = useRuntimeConfig()
    const config = runtimeConfig.public.sapcc
    const apiUrl = joinURL(runtimeConfig.app.baseURL, config.apiPath)
    const state = useSessionState()
    const fromServer = nuxtApp.payload.sapcc ?? {}
    if (state.value.loggedIn && fromServer.expiresIn !== undefined) state.value = signedIn(fromServer.expiresIn, state.value.key)

    // The app's own, in whatever way a plugin of the shop's has replaced it: nothing of `ofetch` is downloaded twice.
    const appFetch: FetchInstance = { raw: (url, options) => (currentFetch() as unknown as FetchInstance).raw(url, options) }
    const rendered = state.value
    /** Whether the page was rendered for the session that this browser remembers, and just now. If not, it may come from a cache, and the server is asked. */
    const isOwnPage = rendered.key === knownKey(apiUrl) && !isFromCache(fromServer.renderedAt)
    /** Of the session that listeners know of. */
    let toldKey = rendered.key
    /** Counts sessions that are known to have ended in any tab of this browser, and those that began in this one. Not counted: a refused refresh, which `onTokenRefreshError` reports. */
    let sessionChanges = 0
    let isSigningOut = false
    let asking: Promise<void> | undefined

    const tabs = connectTabs(apiUrl, (session) => {
      // A refresh in another tab changes nothing for the calls of this one.
      if (session.key !== state.value.key) ownTransport.noteOtherTab(session)
      void update(session, false)
    }, (key) => {
      if (usesOwnServer && key !== state.value.key) void askForSession()
    }, cartChanged)

    const ownTransport = createBrowserTransport(apiUrl, (session, isObserved) => {
      void update(session, !isObserved || undefined)
      // The other tabs ask the server themselves where they know something else.
      if (!isObserved) tabs.announce(state.value)
      else if (session.key !== undefined) tabs.announceRendered(session.key)
    }, {
      onSignOut: (isUnderWay) => {
        isSigningOut = isUnderWay
        if (isUnderWay) tabs.tell('signUserOut')
        else tabs.announce(state.value)
      },
      onSessionMissing: () => {
        if (state.value.loggedIn) void askForSession()
      },
      fetch: appFetch,
      renderedGeneration: fromServer.retry?.generation,
    })

    const { sdk, modules, usesOwnServer } = createSdk(sdkConfig, config, apiUrl, {
      ownTransport: withAppLocale(oneCartAtATime(keptAlive(ownTransport, cartChanged), apiUrl, () => state.value.loggedIn), nuxtApp),
      onRefreshed: ownTransport.onRefreshed,
      isOwnRefresh: ownTransport.isOwnRefresh,
      watchRefresh: ownTransport.watchRefresh,
      foreignTransport: (url, transport = createHttpTransport({ apiUrl: url, fetch: appFetch })) => lazyForeignTransport(url, keptAlive(transport, cartChanged), (session, isOwn) => {
        // Where this app's own server has the session, that one counts.
        if (!usesOwnServer) void update(session, isOwn)
      }),
      alokai: { buildModule, initSDK },
      middlewareModule,
      requestOptions,
      getRequestHeaders: () => ({}),
      runInContext: callback => nuxtApp.runWithContext(callback) as ReturnType<typeof callback>,
      host: {
        isSignedIn: () => state.value.loggedIn,
        isSigningOut: () => isSigningOut || tabs.isSigningOut(),
        sessionChanges: () => sessionChanges,
        isAnonymous: () => state.value.ready && !state.value.loggedIn,
        // A script of its own, for the rare moment when a session turns out to be over; see `build/prefetch.ts`.
        isForEveryone: operation => import('../data/operation-kind').then(({ kindOf }) => kindOf(operation) === 'everyone', () => false),
      },
    })

    if (fromServer.retry) {
      const { keys, modules: indexes } = fromServer.retry
      onNuxtReady(async () => {
        // Repeated in any case: after a failed refresh the data's error tells an outage from a session that is over.
        // None: the page did not know its visitor, or that they were anonymous, who have nothing to refresh.
        await (indexes.length > 0 ? Promise.allSettled(indexes.map(index => modules[index]?.context.refresh())) : askForSession())
        // What `refreshNuxtData` does, without its being downloaded by apps that have no use for it.
        await nuxtApp.hooks.callHookParallel('app:data:refresh', keys)
      })
    }

    if (fromServer.changed) {
      onNuxtReady(() => {
        if (state.value === rendered && isOwnPage) void update(stateOfAnswer(fromServer.changed))
      })
    }

    // Ask the server where the page's session cannot be trusted: the page was rendered for everyone, its session was renewed after its headers had been sent, or the page may come from a cache.
    if (usesOwnServer) onNuxtReady(!rendered.ready || fromServer.renewed || !isOwnPage ? askForSession : () => tabs.announceRendered(rendered.key!))

    function askForSession(): Promise<void> {
      // A failed call says nothing about the visitor: the session stays unknown, and the next call tells.
      asking ??= (usesOwnServer ? ownTransport('getSession', [], {}).catch(() => {}) as Promise<void> : lazyForeignSession(modules[0], () => toldKey, update)).finally(() => {
        asking = undefined
      })
      return asking
    }

    /** Not awaited: the call that changed the cart must neither wait for listeners nor fail with their errors. */
    function cartChanged(isOwn: boolean): void {
      if (isOwn) tabs.tell('cart')
      void nuxtApp.callHook('sapcc:cart:changed', { isOwn })
    }

    /**
     * Not awaited: the call that reported the change must neither wait for listeners nor fail with their errors.
     *
     * @param isOwn see `SessionListener`.
     */
    async function update(session: SapccSessionState, isOwn?: boolean): Promise<void> {
      // A refresh does not say whose session it has renewed.
      const { key = state.value.key } = session
      const before = toldKey ?? key
      const isKnown = !session.loggedIn || Boolean(key)
      const isCounted = isKnown && (isOwn
        // `true`: this tab has begun or ended a session.
        ? key !== toldKey
        // `false`: another tab has ended this one's. `undefined`: an answer of this shop's server shows another session in its place.
        : before && key !== before && (isOwn !== undefined || (key && usesOwnServer)))
      // Before the state changes: what follows it at once belongs to the session that begins.
      if (isCounted) sessionChanges += 1
      state.value = { ...(session.loggedIn ? { expiresAt: state.value.expiresAt } : {}), ...session, key }
      // A session without a key: the server is asked which one it is.
      if (!isKnown) return void askForSession()
      // Not the page's: it may have come from a cache.
      if (usesOwnServer && session.key !== undefined) rememberKey(apiUrl, session.key)
      toldKey = key
      if (key === before) return
      const change: SapccSessionChange = { sessionKey: key!, isOwn: isOwn || isSigningOut }
      try {
        if (before) await nuxtApp.callHook('sapcc:session:ended', change)
      }
      finally {
        await nuxtApp.callHook('sapcc:session:changed', change)
      }
    }

    return { provide: { sapcc: sdk, sapccSession: { ask: askForSession, state, apiUrl, nuxt } } as { sapcc: typeof sdk, sapccSession: SessionAccess } }
  },
})

/** Milliseconds by which a device's clock may differ from the server's; with a larger difference the session is asked for in vain. */
const CLOCK_TOLERANCE = 5000

/** Whether a customer's page was rendered before the browser asked for it: a cache has kept it against its headers. */
function isFromCache(renderedAt: number | undefined): boolean {
  return renderedAt !== undefined && renderedAt < performance.timeOrigin - CLOCK_TOLERANCE
}
