/**
 * Runs when another person signs in, or nobody is signed in any more, in this tab or another. `useSapccData` and
 * `useSapccCart` clear what they have by themselves; this is for what a page has fetched in another way.
 */
export function useSessionChange(listener: () => void): void {
  if (import.meta.server) return
  onScopeDispose(useNuxtApp().hook('sapcc:session:changed', listener))
}
