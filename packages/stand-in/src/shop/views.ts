import type { OccCall } from '../occ/call.ts'
import type { Cart, CartEntry } from './carts.ts'
import type { Address, Customer } from './customers.ts'
import { statusText, type Order } from './orders.ts'
import { CATEGORIES, type Category, type Product } from './products.ts'
import { DELIVERY_MODES, TITLES, VOUCHERS } from './site.ts'

/** The part of a call that decides how things are shown. Texts are put into its language when the answer is sent. */
type View = Pick<OccCall, 'shop' | 'language' | 'currency' | 'site'>

function money(view: View, dollars: number) {
  return view.shop.price(dollars, view.currency, view.language)
}

export function stockView(product: Product) {
  const level = product.stock > 5 ? 'inStock' : product.stock > 0 ? 'lowStock' : 'outOfStock'
  return { stockLevel: product.stock, stockLevelStatus: level, isValueRounded: false }
}

export function categoryView(category: Category) {
  return { code: category.code, name: category.name, url: `/Open-Catalogue/${category.code}/c/${category.code}` }
}

function imageOf(product: Product, format: string) {
  const symbol = CATEGORIES.find(category => category.code === product.category)?.image ?? ''
  const hue = Number(product.code) % 360
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120"><rect width="120" height="120" rx="8" fill="hsl(${hue} 45% 88%)"/><text x="60" y="78" font-size="52" text-anchor="middle">${symbol}</text></svg>`
  return { altText: product.name, format, imageType: 'PRIMARY', url: `data:image/svg+xml,${encodeURIComponent(svg)}` }
}

/** A product as it appears in lists, entries and on its own page. */
export function productView(product: Product, view: View) {
  const ratings = product.reviews.map(review => review.rating)
  const category = CATEGORIES.find(category => category.code === product.category)
  return {
    code: product.code,
    name: product.name,
    summary: product.summary,
    description: product.summary,
    manufacturer: product.manufacturer,
    price: money(view, product.price),
    stock: stockView(product),
    images: [imageOf(product, 'product')],
    categories: category ? [categoryView(category)] : [],
    averageRating: ratings.length ? ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length : undefined,
    numberOfReviews: ratings.length,
    purchasable: true,
    availableForPickup: product.stock > 0,
    configurable: false,
    url: `/product/${product.code}`,
  }
}

function entryView(entry: CartEntry, entryNumber: number, view: View) {
  const product = view.shop.products.get(entry.productCode)
  return {
    entryNumber,
    quantity: entry.quantity,
    comment: entry.comment,
    product: product && productView(product, view),
    basePrice: money(view, product?.price ?? 0),
    totalPrice: money(view, (product?.price ?? 0) * entry.quantity),
    updateable: true,
    cancellableQuantity: entry.quantity,
    returnableQuantity: 0,
  }
}

export function entryViews(cart: Cart, view: View) {
  return cart.entries.map((entry, index) => entryView(entry, index, view))
}

/** A delivery mode, with what it costs for this cart. */
export function deliveryModeView(code: string, cart: Cart, view: View) {
  const mode = DELIVERY_MODES.find(mode => mode.code === code)
  return mode && { code: mode.code, name: mode.name, description: mode.description, deliveryCost: money(view, totalsOf({ ...cart, deliveryMode: code }, view).delivery) }
}

export function voucherView(code: string, view: View) {
  const voucher = VOUCHERS.find(voucher => voucher.code === code)
  return voucher && { ...voucher, valueFormatted: `${voucher.value}%`, valueString: `${voucher.value}`, freeShipping: false, currency: { isocode: view.currency } }
}

export function addressView(address: Address) {
  return {
    ...address,
    title: TITLES.find(title => title.code === address.titleCode)?.name,
    email: undefined,
    shippingAddress: true,
    formattedAddress: [address.line1, address.line2, address.region?.name, address.town, address.postalCode].filter(Boolean).join(', '),
  }
}

export function userView(customer: Customer) {
  return {
    type: 'userWsDTO',
    uid: customer.uid,
    displayUid: customer.uid,
    customerId: customer.customerId,
    name: `${customer.firstName} ${customer.lastName}`,
    firstName: customer.firstName,
    lastName: customer.lastName,
    titleCode: customer.titleCode,
    title: TITLES.find(title => title.code === customer.titleCode)?.name,
    language: { isocode: customer.language },
    currency: { isocode: customer.currency },
    defaultAddress: customer.addresses.filter(address => address.defaultAddress).map(addressView)[0],
  }
}

/** What a cart costs, in US dollars. */
export function totalsOf(cart: Cart, view: View) {
  const subTotal = cart.entries.reduce((sum, entry) => sum + (view.shop.products.get(entry.productCode)?.price ?? 0) * entry.quantity, 0)
  const percent = cart.vouchers.reduce((sum, code) => sum + (VOUCHERS.find(voucher => voucher.code === code)?.value ?? 0), 0)
  const discount = subTotal * Math.min(percent, 100) / 100
  const cost = DELIVERY_MODES.find(mode => mode.code === cart.deliveryMode)?.cost ?? 0
  const delivery = subTotal > 500 ? 0 : cost
  return { subTotal, discount, delivery, total: subTotal - discount + delivery }
}

/** What carts and orders have in common. */
function commerceView(cart: Cart, view: View) {
  const { subTotal, discount, delivery, total } = totalsOf(cart, view)
  const units = cart.entries.reduce((sum, entry) => sum + entry.quantity, 0)
  const owner = cart.owner ? view.shop.customers.byId(cart.owner) : undefined
  return {
    site: cart.site,
    store: cart.site,
    entries: entryViews(cart, view),
    totalItems: cart.entries.length,
    totalUnitCount: units,
    deliveryItemsQuantity: units,
    pickupItemsQuantity: 0,
    subTotal: money(view, subTotal),
    totalDiscounts: money(view, discount),
    orderDiscounts: money(view, discount),
    productDiscounts: money(view, 0),
    deliveryCost: cart.deliveryMode ? money(view, delivery) : undefined,
    totalTax: money(view, total - total / 1.19),
    totalPrice: money(view, total),
    totalPriceWithTax: money(view, total),
    net: false,
    calculated: true,
    appliedVouchers: cart.vouchers.map(code => voucherView(code, view)),
    appliedOrderPromotions: [],
    appliedProductPromotions: [],
    deliveryAddress: cart.deliveryAddress && addressView(cart.deliveryAddress),
    deliveryMode: cart.deliveryMode && deliveryModeView(cart.deliveryMode, cart, view),
    paymentInfo: cart.payment,
    user: owner
      ? { uid: owner.uid, name: `${owner.firstName} ${owner.lastName}` }
      : { uid: cart.guestEmail ? `${cart.guid}|${cart.guestEmail}` : 'anonymous', name: cart.guestEmail ? 'guest' : 'Anonymous' },
  }
}

export function cartView(cart: Cart, view: View) {
  return {
    type: 'cartWsDTO',
    code: cart.code,
    guid: cart.guid,
    ...commerceView(cart, view),
    potentialOrderPromotions: [],
    potentialProductPromotions: [],
    name: cart.saved?.name,
    description: cart.saved?.description,
    saveTime: cart.saved?.time,
  }
}

export function orderView(order: Order, view: View) {
  return {
    type: 'orderWsDTO',
    code: order.code,
    guid: order.guid,
    ...commerceView(order.cart, view),
    created: order.placed,
    status: order.status,
    statusDisplay: statusText(order),
    guestCustomer: order.owner === undefined,
    cancellable: order.status === 'CREATED',
    returnable: false,
    consignments: [],
    unconsignedEntries: [],
  }
}

export function orderHistoryView(order: Order, view: View) {
  return {
    code: order.code,
    guid: order.guid,
    placed: order.placed,
    status: order.status,
    statusDisplay: statusText(order),
    total: money(view, totalsOf(order.cart, view).total),
  }
}
