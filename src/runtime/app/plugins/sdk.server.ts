import { defineNuxtPlugin, useRequestEvent, useRequestHeaders, useRouter, useRuntimeConfig } from '#imports'
import { currentFetch } from '#build/sapcc/app-fetch.mjs'
import sdkConfig, { buildModule, initSDK, middlewareModule, requestOptions } from '#build/sapcc/sdk-config.mjs'
import { joinURL } from 'ufo'
import { causes, errorStatus } from '../../sdk/read-error'
import { unauthorizedInChain } from '../../sdk/refresh/is-unauthorized'
import type { ServerApi } from '../../server/server-api'
import type { ServerEvent } from '../../server/platform/event'
import type { FetchInstance } from '../../sdk/transport/fetch-instance'
import { withRefreshName } from '../../sdk/transport/refresh-name'
import { createServerTransport } from '../../shared/server-transport'
import { DATA_KEY, LEFT_TO_BROWSER } from '../data/left-to-browser'
import { kindOf } from '../data/operation-kind'
import { withAppLocale } from '../sdk/app-locale'
import { createForwardingTransport } from '../sdk/forwarding-transport.server'
import { createSdk } from '../sdk/create-sdk'
import type { ForeignTransport } from '../sdk/create-sdk'
import { withoutProxySecret } from '../sdk/page-headers.server'
import { redactTokens } from '../sdk/redact-tokens.server'
import { guardedPage, loadLogin } from '../session/guarded-page'
import { nuxt } from '../session/session-access'
import type { SessionAccess } from '../session/session-access'
import { signedIn, signedOut } from '../session/state'
import { useSessionState } from '../session/use-session-state'
import { pageMeta } from '../sdk/page-meta'

/** Builds the SDK of one page that is being rendered: its calls are function calls on the page's own event. */
export default defineNuxtPlugin({
  name: 'nuxt-sapcc:sdk',
  async setup(nuxtApp) {
    const event = useRequestEvent()
    if (!event) throw new Error('nuxt-sapcc: there is no request to render for.')
    const runtimeConfig = useRuntimeConfig()
    const config = runtimeConfig.public.sapcc
    const router = useRouter()
    const state = useSessionState()
    const server = notifyWhenSessionEnds(redactTokens(event.context.sapcc, callback => nuxtApp.runWithContext(callback)), () => {
      state.value = signedOut()
    })

    const pageSsrRefresh = () => server.cookiesReachBrowser(event) ? pageMeta(router, nuxtApp.ssrContext?.url).ssrRefresh : false
    const mayRefreshWhileRendering = () => server.cookiesReachBrowser(event) && (pageSsrRefresh() ?? config.ssrRefreshEnabled)
    // Requests that the page makes to its own server act on its behalf.
    server.markRendering(event, mayRefreshWhileRendering)

    /** Errors of calls that were left unrefreshed, to find the data they belong to, and the modules that would refresh for them. */
    const skipped = new WeakMap<object, SkippedRefresh>()

    /** Modules with calls that were answered without the session: whether it lives is for the browser to find out. */
    const readAsVisitor = new Set<number>()

    // No browser asks again for what a server island shows.
    const isLeftToBrowser = (error: unknown) => !nuxtApp.ssrContext?.islandContext && skippedBy(skipped, error) !== undefined

    const page = event
    function foreignTransport(ssrApiUrl: string, apiUrl: string): ForeignTransport {
      if (!/^https?:/i.test(ssrApiUrl)) throw notSetUp(`the server cannot call \`${ssrApiUrl}\` while rendering. Set \`ssrApiUrl\` (NUXT_PUBLIC_SAPCC_SSR_API_URL) to an address that begins with http:// or https://, or leave \`apiUrl\` out to call this app's own server.`)
      return createForwardingTransport(server, page, { ssrApiUrl, apiUrl }, { raw: (url, options) => (currentFetch() as unknown as FetchInstance).raw(url, options) })
    }

    /** The error page shows the message of an error that a plugin throws. */
    function notSetUp(advice: string): Error {
      server.logError(advice)
      return new Error(import.meta.dev ? `nuxt-sapcc: ${advice}` : 'This shop is not set up completely.')
    }

    const ownTransport = createServerTransport(server, event)
    const apiUrl = joinURL(runtimeConfig.app.baseURL, config.apiPath)
    const { sdk, ownModules, usesOwnServer } = createSdk(sdkConfig, config, apiUrl, {
      ownTransport: withAppLocale(ownTransport, nuxtApp),
      onRefreshed: ownTransport.onRefreshed,
      foreignTransport: (ssrApiUrl, given, apiUrl) => {
        const { transport, ...others } = given ? { transport: given } : foreignTransport(ssrApiUrl, apiUrl)
        return { transport: withRefreshName(transport), ...others }
      },
      alokai: { buildModule, initSDK },
      middlewareModule,
      requestOptions,
      getRequestHeaders: () => withoutProxySecret(useRequestHeaders() as Record<string, string>),
      runInContext: callback => nuxtApp.runWithContext(callback) as ReturnType<typeof callback>,
      host: {
        isSignedIn: () => state.value.loggedIn,
        isAnonymous: () => state.value.ready && !state.value.loggedIn,
        isForEveryone: operation => kindOf(operation) === 'everyone',
        pageSsrRefresh,
        onReadAsVisitor: module => void readAsVisitor.add(module),
        onRefreshSkipped(error, module, knowsVisitor) {
          if (typeof error === 'object' && error !== null) skipped.set(error, { module, knowsVisitor: knowsVisitor && server.mayUseSession(page) })
        },
        report: server.logError,
      },
    })

    // Provide the SDK first: the app's callbacks of a refresh below may use it.
    nuxtApp.provide('sapcc', sdk)

    const generation = () => server.generation(event).catch(undefinedIfStorageIsUnavailable)
    let knownGeneration: number | undefined

    // A foreign server keeps its own sessions, and this one may not even be configured.
    if (usesOwnServer && server.mayUseSession(event)) {
      let session = await server.session(event).catch(undefinedIfStorageIsUnavailable)
      // Only a refresh shows whether a session with an expired token is still valid; what follows depends on it.
      if (session?.loggedIn && !session.expiresIn && mayRefreshWhileRendering()) {
        // A failure says itself what it means: the session is over, or it stays as it is.
        await ownTransport.refreshAhead().catch(() => undefined)
        session = await server.session(event).catch(undefinedIfStorageIsUnavailable)
      }
      if (session) state.value = session.loggedIn ? signedIn(session.expiresIn ?? 0, session.sessionKey) : signedOut()
      knownGeneration = await generation()
      if (session?.loggedIn) nuxtApp.payload.sapcc = { expiresIn: session.expiresIn, renderedAt: Date.now() }
    }

    // A request with an old cookie was answered with the tokens that replaced it; a page that may set cookies passes them on.
    nuxtApp.hook('app:rendered', async () => {
      // Nothing is known on a page that is made for everyone.
      if (knownGeneration === undefined) return
      const isSent = server.isHeadSent(event)
      if (mayRefreshWhileRendering()) await server.syncCookies(event)
      const now = await generation()
      if (now === undefined || now === knownGeneration) return
      const guarded = now < 0 && !isSent ? guardedPage(nuxtApp) : undefined
      if (guarded) {
        const leaveForLogin = await loadLogin()
        await nuxtApp.runWithContext(() => leaveForLogin(guarded))
        return
      }
      // A streamed page's headers are out long before its end: the browser fetches what was renewed meanwhile.
      if (isSent) nuxtApp.payload.sapcc = { ...nuxtApp.payload.sapcc, renewed: true }
      // Parts of the page show the session as it was: the browser hydrates those, and then learns what the page did to it.
      else nuxtApp.payload.sapcc = { ...nuxtApp.payload.sapcc, changed: await server.session(event) }
    })

    // Nuxt never repeats a call whose error came with the page; the browser is told which ones a refresh would have cured.
    nuxtApp.hook('app:rendered', async () => {
      const keys: string[] = []
      // Calls by `useFetch('/api/…')` do not report a skipped refresh, so each of their 401s is repeated; a needless one costs one request.
      const ofInnerRequest = (error: unknown) => server.hasSkippedRefresh(event) && unauthorizedInChain(error) !== undefined
      const modules = new Set(readAsVisitor)
      const isAnonymous = state.value.ready && !state.value.loggedIn
      for (const [key, error] of Object.entries(nuxtApp.payload._errors ?? {})) {
        const left = skippedBy(skipped, error) ?? (ofInnerRequest(error) && ownModules[0] !== undefined ? { module: ownModules[0], knowsVisitor: true } : undefined)
        if (!left) continue
        keys.push(key)
        // What has been rendered as still to come is hydrated so, too.
        if (key.startsWith(DATA_KEY) && isLeftToBrowser(error)) Object.assign(nuxtApp.payload._errors, { [key]: LEFT_TO_BROWSER })
        // An anonymous visitor's call may have failed like that, too: the browser finds out who it is instead of refreshing.
        if (left.knowsVisitor && !isAnonymous) modules.add(left.module)
      }
      if (keys.length === 0 && modules.size === 0) return
      const refused = usesOwnServer ? await generation() ?? -1 : -1
      nuxtApp.payload.sapcc = { ...nuxtApp.payload.sapcc, retry: { keys, modules: [...modules], ...(refused < 0 ? {} : { generation: refused }) } }
    })

    // `sapcc` is provided above; Nuxt reads its type here. A page does not wait for a server elsewhere: the browser asks it.
    return { provide: { sapccSession: { ask: () => Promise.resolve(), state, apiUrl, nuxt, isLeftToBrowser } } as { sapcc: typeof sdk, sapccSession: SessionAccess } }
  },
})

/** Calls back when a refresh shows that the session has ended: what is rendered from then on must not show it. */
function notifyWhenSessionEnds(server: ServerApi, onSessionEnded: () => void): ServerApi {
  async function watch<Result>(event: ServerEvent, refresh: Promise<Result>): Promise<Result> {
    try {
      return await refresh
    }
    catch (error) {
      if (errorStatus(error) === 401 && await server.generation(event).catch(() => undefined) === -1) onSessionEnded()
      throw error
    }
  }
  return {
    ...server,
    refresh: (event, refused) => watch(event, server.refresh(event, refused)),
    refreshAhead: event => watch(event, server.refreshAhead(event)),
  }
}

/** While the server's storage is not available, it is not known who is signed in; the browser asks later. */
function undefinedIfStorageIsUnavailable(error: unknown): undefined {
  const { data } = error as { data?: { type?: unknown } }
  if (data?.type !== 'SessionStoreUnavailableError') throw error
}

/** A call that was left unrefreshed: whose it was, and whether it was made with what the visitor is known by. */
interface SkippedRefresh {
  module: number
  knowsVisitor: boolean
}

/** The call that an error comes from, when it was left unrefreshed. */
function skippedBy(skipped: WeakMap<object, SkippedRefresh>, error: unknown): SkippedRefresh | undefined {
  for (const candidate of causes(error)) {
    const found = skipped.get(candidate)
    if (found) return found
  }
  return undefined
}
