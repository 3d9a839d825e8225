/** Three months: as long as SAP keeps an anonymous cart. */
const COOKIE_SECONDS = 90 * 24 * 60 * 60

/**
 * Remembers the anonymous cart, and keeps the cart in step with who is looking:
 * what lies in the anonymous one comes along at the sign-in.
 */
export default defineNuxtPlugin({
  name: 'playground:cart',
  dependsOn: ['nuxt-sapcc:sdk'],
  setup(nuxtApp) {
    const guid = useCookie<string | null>('playground-cart', { default: () => null, sameSite: 'lax', maxAge: COOKIE_SECONDS })

    if (import.meta.client) {
      const { sapcc } = useSdk()
      const { loggedIn } = useSapccSession()

      const adopt = async (): Promise<void> => {
        const oldCartId = guid.value
        if (!loggedIn.value || !oldCartId) return
        guid.value = null
        try {
          const existing = await sapcc.getCart({ cartId: 'current', fields: 'FULL' }).catch(() => undefined)
          await sapcc.createCart({ oldCartId, ...(existing?.guid ? { toMergeCartGuid: existing.guid } : {}) })
        }
        catch (error) {
          // Gone, or somebody else's by now: the customer keeps the cart they have.
          console.warn('The anonymous cart could not be merged.', error)
        }
      }

      nuxtApp.hook('app:mounted', () => {
        // After a login by redirect the page starts signed in, with the cart of before.
        if (loggedIn.value && guid.value) void adopt().then(() => refreshNuxtData('cart'))
        watch(loggedIn, () => void adopt().then(() => refreshNuxtData('cart')))
      })
    }

    return { provide: { cartGuid: guid } }
  },
})
