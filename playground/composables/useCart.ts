import type { Cart } from '~/types'

/**
 * The visitor's cart, whoever the visitor is: an anonymous one that the browser
 * knows by its `guid`, or the customer's own. Every component gets the same one.
 *
 * @param options.load whether this component loads the cart. The header does, on every page.
 */
export function useCart({ load = false }: { load?: boolean } = {}) {
  const { $cartGuid: guid } = useNuxtApp()
  const { sapcc } = useSdk()
  const { loggedIn } = useSapccSession()
  /** Two changes of one cart at the same time collide in SAP: there is one at a time. */
  const busy = useState('cart-busy', () => false)

  // Header and cart page may both load it while one page is made: the second one waits for the first.
  const loading = useAsyncData('cart', () => read(), { immediate: load, dedupe: 'defer' })
  const { data: cart, error } = loading
  const refresh = () => loading.refresh({ dedupe: 'cancel' })

  async function read(): Promise<Cart | null> {
    const cartId = loggedIn.value ? 'current' : guid.value
    if (!cartId) return null
    try {
      return await sapcc.getCart({ cartId, fields: 'FULL' })
    }
    catch (error) {
      if (isMissingCart(error)) return null
      throw error
    }
  }

  /** The id to change the cart by; makes a cart when there is none yet. */
  async function cartId(): Promise<string> {
    const known = cart.value ?? await read()
    if (loggedIn.value) {
      if (!known) await sapcc.createCart()
      return 'current'
    }
    if (known && guid.value) return guid.value
    const created = await sapcc.createCart({ fields: 'FULL' })
    if (!created.guid) throw new Error('The new cart has no guid.')
    guid.value = created.guid
    return created.guid
  }

  async function change<Result>(work: () => Promise<Result>): Promise<Result> {
    busy.value = true
    try {
      return await work()
    }
    finally {
      // Also after a failure: entry numbers may have shifted.
      await refresh()
      busy.value = false
    }
  }

  return {
    cart,
    error,
    /** Resolves when the cart is there; for pages that show it. */
    loaded: loading,
    busy,
    refresh,
    count: computed(() => (cart.value?.entries ?? []).reduce((sum, entry) => sum + (entry.quantity ?? 0), 0)),

    /** @returns how many were added: fewer than asked for when stock is low. */
    add: (code: string, quantity: number) => change(async () => {
      const { quantityAdded = 0 } = await sapcc.createCartEntry({ cartId: await cartId(), orderEntry: { product: { code }, quantity } })
      return quantityAdded
    }),

    update: (entryNumber: number, quantity: number) => change(async () => {
      await sapcc.updateCartEntry({ cartId: await cartId(), entryNumber, orderEntry: { quantity } })
    }),

    remove: (entryNumber: number) => change(async () => {
      await sapcc.removeCartEntry({ cartId: await cartId(), entryNumber })
    }),
  }
}

function isMissingCart(error: unknown): boolean {
  return error instanceof SapccError && error.data.type === 'CartError' && error.data.reason === 'notFound'
}
