import { useNuxtApp } from '#imports'
import { toRef } from 'vue'
import type { Ref } from 'vue'

/**
 * A state of the module's in Nuxt's payload, one per app: what the server has rendered with is there in the browser.
 * Not one of `useState`, because a shop may remove all of those by `clearNuxtState()`, for example when a customer has
 * signed out.
 *
 * @param initial makes the value where there is none; left out where it has been made.
 */
export function usePayloadState<Value>(key: `sapcc:${string}`, initial?: () => Value): Ref<Value> {
  const { state } = useNuxtApp().payload
  if (initial) state[key] ??= initial()
  return toRef(state, key) as Ref<Value>
}
