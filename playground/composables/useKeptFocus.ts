/**
 * Keeps the keyboard's focus on the page: where an update of this component takes the focused element away, such as the
 * "Remove" of a cart's line, the page's heading gets the focus. Without this the browser begins at the top of the document.
 */
export function useKeptFocus(): void {
  const { remember, restore } = createFocusKeeper()
  onBeforeUpdate(remember)
  onUpdated(restore)
}

/** The same for a page that takes the place of another one, for example after a sign-in. */
export function usePageFocus(): void {
  if (import.meta.server) return
  const { remember, restore } = createFocusKeeper()
  const nuxtApp = useNuxtApp()
  nuxtApp.hook('page:start', remember)
  nuxtApp.hook('page:finish', restore)
}

function createFocusKeeper() {
  let isFocused = false
  let isByKeyboard = false

  return {
    remember(): void {
      const { activeElement } = document
      isFocused = activeElement !== document.body
      isByKeyboard = activeElement?.matches(':focus-visible') ?? false
    },

    restore(): void {
      if (!isFocused || document.activeElement !== document.body) return
      isFocused = false
      const heading = document.querySelector<HTMLElement>('main h1')
      heading?.setAttribute('tabindex', '-1')
      // A mouse's click must not scroll a long list back to its beginning.
      heading?.focus({ preventScroll: !isByKeyboard })
    },
  }
}
