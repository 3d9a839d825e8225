import { computed, getCurrentScope, onScopeDispose, useAppConfig } from '#imports'
import type { ComputedRef } from 'vue'
import { SapccError } from '../../sdk/errors'
import type { SapccMethods } from '../../sdk/module-options'
import type { Cart, CartModification, OrderEntry } from '../../sdk/occ/types'
import { useCartNews } from '../data/cart-news'
import type { SapccAppConfig } from '../types'
import { useSapccData } from './use-sapcc-data'
import { useSdk } from './use-sdk'

/** What became of a change to an entry: SAP's answer. */
export interface SapccCartChange extends CartModification {
  /** How many were added; fewer than asked for when there are not enough, 0 when there is none. */
  quantityAdded: number
  /** Whether SAP did all that was asked for. If not, `statusCode` says why (`lowStock`, `noStock`, `maxOrderQuantityExceeded`, …). */
  isComplete: boolean
}

/** What an entry is made of. */
export interface SapccCartItem {
  productCode: string
  /** @default 1 */
  quantity?: number
  /** Anything else that SAP is told of the entry, e.g. `{ deliveryPointOfService: { name } }`. */
  orderEntry?: OrderEntry
}

/** The visitor's cart. */
export interface SapccCart {
  /** `undefined` until it is known; an empty object where there is none. */
  cart: ComputedRef<Cart | undefined>
  /** Empty where there is no cart. */
  entries: ComputedRef<OrderEntry[]>
  /** How many pieces are in it; 0 while `cart` is not known, too. */
  count: ComputedRef<number>
  /** Whether it is known that nothing is in it; `false` while the cart is not known, and where it could not be read. */
  isEmpty: ComputedRef<boolean>
  /** Whether it is being read or changed. */
  pending: ComputedRef<boolean>
  /** Why it could not be read. A change that fails rejects. */
  error: ComputedRef<SapccError | undefined>
  /** Reads it again; it does so itself after every change, of other tabs too. */
  refresh: () => Promise<void>
  /**
   * Puts a product in; the first one begins the cart.
   *
   * @returns when the cart has been read again. It also resolves when too few are in stock.
   * @throws SapccError for every other reason, e.g. `UnknownIdentifierError`
   */
  add: (item: string | SapccCartItem, quantity?: number) => Promise<SapccCartChange>
  /**
   * Sets how many there are of an entry; 0 takes it out.
   *
   * @param entryNumber of the entry, which shifts when one before it is removed: take it from `entries`.
   * @returns as for `add`
   */
  update: (entryNumber: number, quantity: number) => Promise<SapccCartChange>
  /** Takes an entry out. */
  remove: (entryNumber: number) => Promise<void>
  /** @throws SapccError when the code is unknown or does not apply, with `data.type` `VoucherOperationError` */
  applyVoucher: (code: string) => Promise<void>
  removeVoucher: (code: string) => Promise<void>
}

/** Some operations of SAP fail with this error when something is out of stock; others succeed and add fewer. */
const OUT_OF_STOCK = 'InsufficientStockError'

/**
 * The visitor's cart, one for all components: a badge, a small cart and the cart's page show the same and are read once,
 * while rendering too. It follows what changes it: sign-in and sign-out, orders, calls of `useSdk()`, and other tabs.
 *
 * @example
 * const { entries, count, add, update, remove } = useSapccCart()
 * const { isComplete, quantityAdded } = await add(product.code, 2)
 */
export function useSapccCart(): SapccCart & Promise<SapccCart> {
  const { sapcc } = useSdk() as unknown as { sapcc: SapccMethods }
  const { cartFields: fields = 'FULL' } = (useAppConfig() as { sapcc?: SapccAppConfig }).sapcc ?? {}
  const news = useCartNews()
  const loading = useSapccData('getCart', { fields }, { for: 'visitor' })
  const { data: cart, error, refresh } = loading

  if (getCurrentScope()) {
    news.readers.add(refresh)
    onScopeDispose(() => void news.readers.delete(refresh))
  }

  const entries = computed(() => cart.value?.entries ?? [])
  const count = computed(() => cart.value?.totalUnitCount ?? entries.value.reduce((sum, { quantity = 0 }) => sum + quantity, 0))
  const voucher = (voucherId: string) => ({ sapVoucherRequest: { voucherId } })

  const result: SapccCart = {
    cart,
    entries,
    count,
    isEmpty: computed(() => cart.value !== undefined && count.value === 0),
    pending: computed(() => loading.pending.value || news.changes.value > 0),
    error,
    refresh,
    add(item, quantity = 1) {
      const { productCode, quantity: wanted = quantity, orderEntry } = typeof item === 'string' ? { productCode: item } as SapccCartItem : item
      return news.change(() => outcome(sapcc.createCartEntry({ orderEntry: { ...orderEntry, product: { code: productCode }, quantity: wanted } }), wanted))
    },
    update(entryNumber, quantity) {
      // SAP validates a quantity as greater than 0; Spartacus, too, removes the entry instead.
      const send = () => quantity === 0
        ? sapcc.removeCartEntry({ entryNumber }).then(() => ({ quantity }))
        : sapcc.updateCartEntry({ entryNumber, orderEntry: { quantity } })
      return news.change(() => outcome(send(), quantity))
    },
    remove: entryNumber => news.change(() => sapcc.removeCartEntry({ entryNumber })),
    applyVoucher: code => news.change(() => sapcc.applyCartVoucher(voucher(code))),
    removeVoucher: code => news.change(() => sapcc.doCartVoucherRemoval(voucher(code))),
  }
  return Object.assign(loading.then(() => result), result)
}

async function outcome(answer: Promise<CartModification>, quantity: number): Promise<SapccCartChange> {
  try {
    const change = await answer
    const { quantityAdded = 0, statusCode = 'success' } = change
    return { ...change, quantityAdded, isComplete: statusCode === 'success' }
  }
  catch (error) {
    if (!(error instanceof SapccError) || error.data.type !== OUT_OF_STOCK) throw error
    return { statusCode: error.data.reason ?? 'noStock', statusMessage: error.message, quantity, quantityAdded: 0, isComplete: false }
  }
}
