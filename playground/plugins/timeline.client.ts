import { joinURL } from 'ufo'

const STORAGE_KEY = 'playground:timeline'
const MAX_REFUSED = 200

/** Watches the requests to the module's routes, and keeps the timeline over a full load of a page. */
export default defineNuxtPlugin({
  name: 'playground:timeline',
  // Before the SDK makes its first call.
  enforce: 'pre',
  setup(nuxtApp) {
    const { public: { sapcc }, app } = useRuntimeConfig()
    const prefix = `${joinURL(app.baseURL, sapcc.apiPath)}/`
    const timeline = useTimeline()
    continueFrom(timeline)

    const left = nuxtApp.payload.sapcc?.retry?.keys.length ?? 0
    timeline.add({ kind: 'note', text: `Page loaded: ${location.pathname}` })
    if (left > 0) timeline.add({ kind: 'note', text: `The server left ${left} of its calls with a 401, because this page must not refresh while rendering` })

    /** How often a call was refused and may be repeated, by operation and arguments. */
    const refused = new Map<string, number>()

    function isRetry(key: string): boolean {
      const count = refused.get(key) ?? 0
      if (count > 1) refused.set(key, count - 1)
      else refused.delete(key)
      return count > 0
    }

    const send = window.fetch
    window.fetch = async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input, location.href)
      if (url.origin !== location.origin || !url.pathname.startsWith(prefix)) return await send(input, init)

      const operation = decodeURIComponent(url.pathname.slice(prefix.length))
      const isRefresh = operation === 'refreshUserToken'
      const key = `${operation} ${typeof init?.body === 'string' ? init.body : url.search}`
      const entry = timeline.add({ kind: isRefresh ? 'refresh' : 'call', text: operation, retry: isRetry(key) })
      try {
        const response = await send(input, init)
        timeline.finish(entry, response.status)
        if (response.status === 401 && operation !== 'signUserIn' && !entry.retry && refused.size < MAX_REFUSED) refused.set(key, (refused.get(key) ?? 0) + 1)
        // Nothing is repeated after a refresh that failed.
        if (isRefresh && !response.ok) refused.clear()
        return response
      }
      catch (error) {
        timeline.finish(entry, 0)
        throw error
      }
    }

    window.addEventListener('pagehide', () => {
      try {
        sessionStorage.setItem(STORAGE_KEY, JSON.stringify(timeline.entries.value.slice(-60)))
      }
      catch {
        // Storage is full or switched off: the next page starts with an empty timeline.
      }
    })
  },
})

/** Puts what the last page left before what came with this one. */
function continueFrom(timeline: ReturnType<typeof useTimeline>): void {
  try {
    const earlier = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? '[]') as TimelineEntry[]
    sessionStorage.removeItem(STORAGE_KEY)
    timeline.entries.value = [...earlier, ...timeline.entries.value].map((entry, index) => ({ ...entry, id: index + 1 }))
  }
  catch {
    // Storage is switched off: this page starts with what it came with.
  }
}
