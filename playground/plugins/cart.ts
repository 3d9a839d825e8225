const COOKIE = 'playground-cart'
/** Three months: as long as SAP keeps an anonymous cart. */
const COOKIE_SECONDS = 90 * 24 * 60 * 60

/** Remembers the anonymous cart, and shows another cart when somebody else is looking. */
export default defineNuxtPlugin({
  name: 'playground:cart',
  dependsOn: ['nuxt-sapcc:sdk'],
  setup(nuxtApp) {
    const guid = useCookie<string | null>(COOKIE, { default: () => null, sameSite: 'lax', maxAge: COOKIE_SECONDS })

    if (import.meta.client) {
      const { loggedIn } = useSapccSession()
      nuxtApp.hook('app:mounted', () => {
        watch(loggedIn, () => {
          // The server has taken the anonymous cart over and its cookie away; see server/plugins/merge-cart.ts.
          refreshCookie(COOKIE)
          void refreshNuxtData('cart')
        })
      })
    }

    return { provide: { cartGuid: guid } }
  },
})
