import { randomUUID } from 'node:crypto'
import { cartNotFound } from '../occ/errors.ts'
import type { Address, Customer, PaymentDetails } from './customers.ts'

const MAX_CARTS = 10_000

export interface CartEntry {
  productCode: string
  quantity: number
  comment?: string
}

/** A cart of a customer (`owner` is the customerId), or an anonymous one (`owner` is `undefined`). */
export interface Cart {
  code: string
  guid: string
  site: string
  owner: string | undefined
  /** Set for guest checkout; such a cart cannot be merged. */
  guestEmail?: string
  entries: CartEntry[]
  vouchers: string[]
  promotions: string[]
  deliveryAddress?: Address
  billingAddress?: Partial<Address>
  deliveryMode?: string
  payment?: PaymentDetails
  saved?: { name: string, description: string, time: string }
  modified: number
}

/** All carts of the shop. */
export class Carts {
  readonly #carts = new Map<string, Cart>()
  readonly #byOwner = new Map<string, Set<Cart>>()
  #nextCode = 1_000
  #clock = 0

  reset(): void {
    this.#carts.clear()
    this.#byOwner.clear()
    this.#nextCode = 1_000
  }

  create(site: string, owner: Customer | undefined): Cart {
    for (const oldest of this.#carts.values()) {
      if (this.#carts.size < MAX_CARTS) break
      this.remove(oldest)
    }
    const cart: Cart = {
      code: String(this.#nextCode++).padStart(8, '0'),
      guid: randomUUID(),
      site,
      owner: owner?.customerId,
      entries: [],
      vouchers: [],
      promotions: [],
      modified: ++this.#clock,
    }
    this.#carts.set(cart.guid, cart)
    if (owner) this.#byOwner.set(owner.customerId, (this.#byOwner.get(owner.customerId) ?? new Set<Cart>()).add(cart))
    return cart
  }

  /** Marks a cart as the one that its owner used last. */
  touch(cart: Cart): void {
    cart.modified = ++this.#clock
  }

  remove(cart: Cart): void {
    this.#carts.delete(cart.guid)
    const others = this.#byOwner.get(cart.owner ?? '')
    others?.delete(cart)
    if (others?.size === 0) this.#byOwner.delete(cart.owner ?? '')
  }

  /** A customer's carts, the one used last first. */
  of(owner: Customer, site: string): Cart[] {
    return [...this.#byOwner.get(owner.customerId) ?? []]
      .filter(cart => cart.site === site)
      .sort((a, b) => b.modified - a.modified)
  }

  byGuid(guid: string): Cart | undefined {
    return this.#carts.get(guid)
  }

  /**
   * The cart that a path names: a customer's by its code, or `current` for the one used last; an anonymous one by
   * its guid alone.
   *
   * @throws OccError (400, `CartError` `notFound`).
   */
  find(cartId: string, site: string, owner: Customer | undefined): Cart {
    const cart = owner
      ? this.of(owner, site).find(cart => cartId === 'current' ? !cart.saved : cart.code === cartId || cart.guid === cartId)
      : this.#carts.get(cartId)
    if (!cart || cart.site !== site || cart.owner !== owner?.customerId) throw cartNotFound(cartId)
    return cart
  }
}

/** Adds what the product's stock allows; an entry of the same product grows. Returns how much was added. */
export function addToCart(cart: Cart, productCode: string, quantity: number, stock: number, comment?: string): { entryNumber: number, added: number } {
  const index = cart.entries.findIndex(entry => entry.productCode === productCode)
  const existing = cart.entries[index]
  const added = Math.max(0, Math.min(quantity, stock - (existing?.quantity ?? 0)))
  if (existing) {
    existing.quantity += added
    if (comment !== undefined) existing.comment = comment
    return { entryNumber: index, added }
  }
  if (added > 0) cart.entries.push({ productCode, quantity: added, comment })
  return { entryNumber: added > 0 ? cart.entries.length - 1 : -1, added }
}
