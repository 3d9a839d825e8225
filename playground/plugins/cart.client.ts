/** Shows another cart when another visitor is looking: the server has merged or put away the one before. */
export default defineNuxtPlugin({
  name: 'playground:cart',
  dependsOn: ['nuxt-sapcc:sdk'],
  setup(nuxtApp) {
    const { loggedIn } = useSapccSession()
    nuxtApp.hook('app:mounted', () => {
      watch(loggedIn, () => void refreshNuxtData('cart'))
    })
  },
})
