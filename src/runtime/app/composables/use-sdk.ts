import { useNuxtApp } from '#imports'
import type { NuxtApp } from '#app'

/** What the app's `sdk.config.ts` makes, or {@link DefaultSdk}. */
export type SapccSdk = NuxtApp['$sapcc']

/**
 * The SDK of this app, as `sdk.config.ts` makes it; without that file it has
 * `sapcc`.
 *
 * @example
 * const { data: user } = await useAsyncData('me', () => useSdk().sapcc.getUser({ fields: 'FULL' }))
 */
export function useSdk(): SapccSdk {
  return useNuxtApp().$sapcc
}
