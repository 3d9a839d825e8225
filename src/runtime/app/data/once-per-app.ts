import { useNuxtApp } from '#imports'

/**
 * A value of which each app has one. On the server an app lives for one request.
 *
 * @param make makes it at its first use.
 * @returns gets it; call it where composables work.
 */
export function oncePerApp<Value>(make: () => Value): () => Value {
  const made = new WeakMap<object, Value>()
  return () => {
    const nuxtApp = useNuxtApp()
    const known = made.get(nuxtApp)
    if (known !== undefined) return known
    const value = make()
    made.set(nuxtApp, value)
    return value
  }
}
