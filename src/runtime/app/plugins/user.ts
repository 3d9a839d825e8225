import { defineNuxtPlugin, effectScope } from '#imports'
import { useSapccUser } from '../composables/use-sapcc-user'

/**
 * Reads name and uid of the customer as soon as the session is known; only in apps with `auth.loadUser`. Nuxt awaits the
 * read before it renders the page. In the browser the scope lives as long as the app, so that the read follows the session.
 */
export default defineNuxtPlugin({
  name: 'nuxt-sapcc:user',
  dependsOn: ['nuxt-sapcc:sdk'],
  // The page has read it already.
  env: { islands: false },
  setup() {
    effectScope(true).run(() => void useSapccUser())
  },
})
