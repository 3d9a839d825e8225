import { randomUUID } from 'node:crypto'
import type { Cart } from './carts.ts'
import type { Customer } from './customers.ts'
import type { Localized } from './site.ts'

const MAX_ORDERS = 10_000

/** A placed order: the cart as it was, with a number and a date. */
export interface Order {
  code: string
  guid: string
  owner: string | undefined
  cart: Cart
  placed: string
  status: 'CREATED' | 'COMPLETED' | 'CANCELLED'
}

const STATUS_TEXTS: Record<Order['status'], Localized> = {
  CREATED: { en: 'created', de: 'angelegt', ja: '受付済み' },
  COMPLETED: { en: 'completed', de: 'abgeschlossen', ja: '完了' },
  CANCELLED: { en: 'cancelled', de: 'storniert', ja: 'キャンセル済み' },
}

/** An order's status in words. */
export function statusText({ status }: Order): Localized {
  return STATUS_TEXTS[status]
}

/** All orders of the shop. */
export class Orders {
  readonly #orders = new Map<string, Order>()
  #nextCode = 5_000

  reset(): void {
    this.#orders.clear()
    this.#nextCode = 5_000
  }

  place(cart: Cart, placed = new Date().toISOString(), status: Order['status'] = 'CREATED'): Order {
    for (const code of this.#orders.keys()) {
      if (this.#orders.size < MAX_ORDERS) break
      this.#orders.delete(code)
    }
    const order: Order = {
      code: String(this.#nextCode++).padStart(8, '0'),
      guid: randomUUID(),
      owner: cart.owner,
      cart: structuredClone(cart),
      placed,
      status,
    }
    this.#orders.set(order.code, order)
    return order
  }

  /** An order by its number or, as guests' orders are addressed, by its guid. */
  find(id: string): Order | undefined {
    return this.#orders.get(id) ?? [...this.#orders.values()].find(order => order.guid === id)
  }

  /** A customer's orders, the newest first. */
  of(owner: Customer): Order[] {
    return [...this.#orders.values()].filter(order => order.owner === owner.customerId).reverse()
  }
}
