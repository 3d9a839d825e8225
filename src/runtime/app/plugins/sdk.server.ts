import { defineNuxtPlugin, useRequestEvent, useRequestHeaders, useRouter, useRuntimeConfig } from '#imports'
import sdkConfig from '#build/sapcc/sdk-config.mjs'
import { consola } from 'consola'
import { joinURL } from 'ufo'
import { createServerTransport } from '../../core/sdk/server-transport'
import { createForwardingTransport } from '../sdk/forwarding-transport.server'
import { createSdk } from '../sdk/create-sdk'
import { signedIn, signedOut, useSessionState } from '../session/state'
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
    const server = event.context.sapcc
    const log = consola.withTag('nuxt-sapcc')

    if (server.knowsSession(event)) {
      const session = await server.session(event).catch(unlessUnknown)
      if (session) state.value = session.loggedIn ? signedIn(session.expiresIn ?? 0) : signedOut()
      if (session?.loggedIn) nuxtApp.payload.sapcc = { expiresIn: session.expiresIn }
    }

    const pageSsrRefresh = () => server.mayRefresh(event) ? pageMeta(router, nuxtApp.ssrContext?.url).ssrRefresh : false
    const maySetCookies = () => server.mayRefresh(event) && (pageSsrRefresh() ?? config.ssrRefreshEnabled)

    /** Errors of calls that were left unrefreshed, to find the data they belong to. */
    const skipped = new WeakSet<object>()

    const { sdk } = createSdk(sdkConfig, config, joinURL(runtimeConfig.app.baseURL, config.apiPath), {
      ownTransport: createServerTransport(server, event),
      foreignTransport: apiUrl => createForwardingTransport(event, apiUrl),
      getRequestHeaders: () => useRequestHeaders() as Record<string, string>,
      runInContext: callback => nuxtApp.runWithContext(callback) as ReturnType<typeof callback>,
      host: {
        isSignedIn: () => state.value.loggedIn,
        pageSsrRefresh,
        onRefreshSkipped(error) {
          if (typeof error === 'object' && error !== null) skipped.add(error)
        },
        report: (message, error) => log.error(message, error),
      },
    })

    // A request with an old cookie was answered with the tokens that replaced it; a page that may set cookies passes them on.
    nuxtApp.hook('app:rendered', async () => {
      if (maySetCookies()) await server.commit(event)
    })

    // Nuxt never repeats a call whose error came with the page; the browser is told which ones a refresh would have cured.
    nuxtApp.hook('app:rendered', () => {
      const retry = Object.entries(nuxtApp.payload._errors ?? {}).filter(([, error]) => belongsTo(skipped, error)).map(([key]) => key)
      if (retry.length > 0) nuxtApp.payload.sapcc = { ...nuxtApp.payload.sapcc, retry }
    })

    return { provide: { sapcc: sdk } }
  },
})

/** While the server's storage is away nobody is taken for signed out: what is not known yet, the browser asks for later. */
function unlessUnknown(error: unknown): undefined {
  const { data } = error as { data?: { type?: unknown } }
  if (data?.type !== 'SessionStoreUnavailableError') throw error
}

function belongsTo(errors: WeakSet<object>, error: unknown): boolean {
  for (let current = error, depth = 0; typeof current === 'object' && current !== null && depth < 5; depth++) {
    if (errors.has(current)) return true
    current = (current as { cause?: unknown }).cause
  }
  return false
}
