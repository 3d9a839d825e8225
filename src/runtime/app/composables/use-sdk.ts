import { useNuxtApp } from '#imports'
import type { NuxtApp } from '#app'

/**
 * The SDK of this app, as `sdk.config.ts` makes it; without that file it has
 * `sapcc`.
 *
 * @example
 * const { data: user } = await useAsyncData('me', () => useSdk().sapcc.getUser({ fields: 'FULL' }))
 */
export function useSdk(): NuxtApp['$sapcc'] {
  return useNuxtApp().$sapcc
}
