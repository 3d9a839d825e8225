import { useNuxtApp } from '#imports'
import type { NuxtApp } from '#app'

/** Type of the app's SDK: that of its `sdk.config.ts`, or {@link DefaultSdk}. */
export type SapccSdk = NuxtApp['$sapcc']

/**
 * Returns the SDK of this app: the one that `sdk.config.ts` defines, or by default
 * one with the module `sapcc`.
 *
 * @example
 * const { data: user } = await useAsyncData('me', () => useSdk().sapcc.getUser({ fields: 'FULL' }))
 */
export function useSdk(): SapccSdk {
  return useNuxtApp().$sapcc
}
