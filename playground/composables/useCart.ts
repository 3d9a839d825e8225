/**
 * The visitor's cart: the module's server keeps an anonymous one until the sign-in, and makes one when the first
 * product is added. Every component gets the same one.
 *
 * @param options.load whether this component loads the cart. The header does, on every page.
 */
export function useCart({ load = false }: { load?: boolean } = {}) {
  const { sapcc } = useSdk()
  const busy = useState('cart-busy', () => false)

  // Header and cart page may both load it while one page is made: the second one waits for the first.
  const loading = useAsyncData('cart', () => sapcc.getCart({ fields: 'FULL' }), { immediate: load, dedupe: 'defer' })
  const { data: cart, error } = loading
  const refresh = () => loading.refresh({ dedupe: 'cancel' })

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
      const { quantityAdded = 0 } = await sapcc.createCartEntry({ orderEntry: { product: { code }, quantity } })
      return quantityAdded
    }),

    update: (entryNumber: number, quantity: number) => change(async () => {
      await sapcc.updateCartEntry({ entryNumber, orderEntry: { quantity } })
    }),

    remove: (entryNumber: number) => change(async () => {
      await sapcc.removeCartEntry({ entryNumber })
    }),
  }
}
