import type { SentMail } from '../mail.ts'
import { addToCart, Carts, type Cart } from './carts.ts'
import { Customers, type Customer } from './customers.ts'
import { Orders } from './orders.ts'
import { createProducts, type Product } from './products.ts'
import { createPricing, type Pricing } from './site.ts'

/** The state of the shop, in memory. Each stand-in has its own. */
export class Shop {
  readonly customers: Customers
  readonly carts = new Carts()
  readonly orders = new Orders()
  readonly price: Pricing = createPricing()
  products: Map<string, Product> = createProducts()
  /** Counts up for the ids of addresses, payment details and the like. */
  #nextId = 8_796_200_000_000

  constructor(onMail?: (mail: SentMail) => void) {
    this.customers = new Customers(onMail)
    this.#seedOrders()
  }

  reset(): void {
    this.customers.reset()
    this.carts.reset()
    this.orders.reset()
    this.products = createProducts()
    this.#seedOrders()
  }

  /** Gives an empty cart to every customer without one, so that their `current` cart is there from the start. */
  giveCarts(site: string): void {
    for (const customer of this.customers.all()) {
      if (!customer.isAgent && this.carts.of(customer, site).length === 0) this.carts.create(site, customer)
    }
  }

  newId(): string {
    return String(this.#nextId++)
  }

  /** A product that the site sells. */
  product(code: string, site: string): Product | undefined {
    const product = this.products.get(code)
    return product?.site === site ? product : undefined
  }

  #seedOrders(): void {
    this.#seedOrder('jane@example.com', '2026-03-14T10:12:00.000Z', [['300938', 1], ['325234', 2]])
    this.#seedOrder('jane@example.com', '2026-06-01T18:40:00.000Z', [['3755211', 1]])
    this.#seedOrder('jane@example.com', '2026-09-20T07:05:00.000Z', [['4205439', 1], ['443175', 1]])
    this.#seedOrder('john@example.com', '2026-08-08T20:30:00.000Z', [['1990255', 1], ['1382080', 1]])
  }

  #seedOrder(uid: string, placed: string, lines: [code: string, quantity: number][]): void {
    const customer = this.customers.byUid(uid)
    if (!customer) return
    const cart = this.#seedCart(customer)
    for (const [code, quantity] of lines) addToCart(cart, code, quantity, 1_000)
    this.orders.place(cart, placed, 'COMPLETED')
    this.carts.remove(cart)
  }

  #seedCart(customer: Customer): Cart {
    const cart = this.carts.create('electronics', customer)
    cart.deliveryAddress = customer.addresses[0]
    cart.deliveryMode = 'standard-gross'
    cart.payment = customer.payments[0]
    return cart
  }
}
