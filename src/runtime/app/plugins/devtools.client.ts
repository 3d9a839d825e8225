import { defineNuxtPlugin, useRuntimeConfig, watch } from '#imports'
import { joinURL } from 'ufo'
import { isRecord } from '../../sdk/errors'
import { REFRESHED_HEADER } from '../../sdk/refresh/refresh-event'
import { createCallDiary } from '../devtools/call-diary'
import { useSessionState } from '../session/use-session-state'

/** Tells the DevTools tab what happens in this page; in development only. */
export default defineNuxtPlugin({
  name: 'nuxt-sapcc:devtools',
  // Before the SDK makes its first call.
  enforce: 'pre',
  setup(nuxtApp) {
    const { app, public: { sapcc } } = useRuntimeConfig()
    const prefix = `${joinURL(app.baseURL, sapcc.apiPath)}/`
    const state = useSessionState()
    // Lives as long as the page.
    const channel = new BroadcastChannel('sapcc:devtools')
    const diary = createCallDiary(tell)

    function tell(): void {
      const { ready, loggedIn, key } = state.value
      const session = { status: ready ? loggedIn ? 'signed-in' : 'anonymous' : 'unknown', sessionKey: key, ssrRefreshEnabled: sapcc.ssrRefreshEnabled }
      channel.postMessage({ type: 'news', session, entries: diary.entries })
    }

    channel.onmessage = ({ data }: MessageEvent<{ type?: unknown }>) => {
      if (data.type === 'hello') tell()
      if (data.type === 'clear') diary.clear()
    }
    watch(state, tell)

    const left = nuxtApp.payload.sapcc?.retry?.keys.length ?? 0
    diary.note(`Page loaded: ${location.pathname}`, left > 0 ? `rendered with ${left} calls that were refused, which are repeated now` : undefined)
    nuxtApp.hook('sapcc:session:ended', ({ isOwn }) => diary.note('Session ended', isOwn ? 'by this tab' : 'by another tab, or refused'))
    nuxtApp.hook('sapcc:session:changed', ({ sessionKey, isOwn }) => diary.note(sessionKey ? 'Another person is signed in' : 'Nobody is signed in any more', isOwn ? 'by this tab' : 'learnt from elsewhere'))

    const send = window.fetch
    window.fetch = async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input, location.href)
      if (url.origin !== location.origin || !url.pathname.startsWith(prefix)) return await send(input, init)
      const call = diary.begin(operationOf(url.pathname.slice(prefix.length)), typeof init?.body === 'string' ? init.body : url.search)
      try {
        const response = await send(input, init)
        call.answered(response.status, response.ok ? undefined : await errorTypeOf(response.clone()))
        if (response.headers.has(REFRESHED_HEADER) && !call.isRefresh) diary.note('Token renewed by the server', `ahead of ${call.operation}`)
        return response
      }
      catch (error) {
        call.failed(error instanceof Error ? error.name : 'Error')
        throw error
      }
    }
  },
})

/** The name of the operation; what is no valid encoding stays as it is, because the tab must not change what the shop does. */
function operationOf(path: string): string {
  try {
    return decodeURIComponent(path)
  }
  catch {
    return path
  }
}

async function errorTypeOf(response: Response): Promise<string | undefined> {
  const body: unknown = await response.json().catch(() => undefined)
  return isRecord(body) && isRecord(body.data) && typeof body.data.type === 'string' ? body.data.type : undefined
}
