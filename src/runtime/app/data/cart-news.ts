import { shallowRef, useNuxtApp } from '#imports'
import type { Ref } from 'vue'
import { oncePerApp } from './once-per-app'

/** What all components that show the cart have in common. */
export interface CartNews {
  /** Changes under way that were made by the cart's own methods. */
  changes: Ref<number>
  /** Functions that read the cart again, one per component that shows it; any of them reads it for all. */
  readers: Set<() => Promise<void>>
  /**
   * Makes a change, and reads the cart again when it has ended, well or not: the numbers of entries may have changed.
   *
   * @throws what `send` throws.
   */
  change: <Result>(send: () => Promise<Result>) => Promise<Result>
}

/** One per app. */
export const useCartNews = oncePerApp(createCartNews)

function createCartNews(): CartNews {
  const nuxtApp = useNuxtApp()
  const changes = shallowRef(0)
  const readers = new Set<() => Promise<void>>()
  /** Changes of ours that SAP has not answered; when it has, the cart is read. */
  let sent = 0

  async function read(): Promise<void> {
    const [reader] = readers
    await reader?.()
  }

  const news: CartNews = {
    changes,
    readers,
    async change(send) {
      changes.value += 1
      sent += 1
      try {
        return await send().finally(() => {
          sent -= 1
        })
      }
      finally {
        await read()
        changes.value -= 1
      }
    },
  }

  if (import.meta.client) {
    nuxtApp.hook('sapcc:cart:changed', async ({ isOwn }) => {
      if (!isOwn || sent === 0) await read()
    })
  }
  return news
}
