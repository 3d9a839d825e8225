import { addToCart, type Cart } from '../../shop/carts.ts'
import { cartView, entryViews, voucherView } from '../../shop/views.ts'
import { PROMOTIONS, VOUCHERS } from '../../shop/site.ts'
import { bodyString, customerOf, familyOf, fieldAt, OccReply, paginate, pathValue, stringAt, type Handlers, type OccCall } from '../call.ts'
import { cartEntryNotFound, OccError, unauthorized, unknownIdentifier, validationError } from '../errors.ts'
import { cartOf, requireClientOnLegacy } from './cart-access.ts'

/** Carts, their entries, vouchers and promotions. */
export const cartHandlers: Handlers = {
  getCarts: (call) => {
    const carts = call.shop.carts.of(customerOf(call), call.site)
    const wanted = call.query.get('savedCartsOnly') === 'true' ? carts.filter(cart => cart.saved) : carts
    const { items, pagination } = paginate(wanted, call.query)
    return { carts: items.map(cart => cartView(cart, call)), pagination }
  },
  createCart: (call) => {
    if (!call.customer && !call.anonymous) throw unauthorized()
    const oldCartId = call.query.get('oldCartId')
    const toMergeCartGuid = call.query.get('toMergeCartGuid')
    const cart = oldCartId
      ? merge(call, oldCartId, toMergeCartGuid)
      : toMergeCartGuid ? findOwnByGuid(call, toMergeCartGuid) : call.shop.carts.create(call.site, call.customer)
    call.shop.carts.touch(cart)
    record(call, cart)
    return cartView(cart, call)
  },
  getCart: call => cartView(cartOf(call), call),
  getCurrentOrgCart: call => cartView(call.shop.carts.find('current', call.site, customerOf(call)), call),
  removeCart: (call) => {
    const cart = cartOf(call)
    call.shop.carts.remove(cart)
    record(call, cart)
  },
  replaceCartGuestUser: call => setGuestEmail(call, call.query.get('email') ?? undefined),
  setGuestUserEmail: call => setGuestEmail(call, bodyString(call, 'email')),
  createCartGuestUser: (call) => {
    const email = bodyString(call, 'email')
    setGuestEmail(call, email)
    return { email }
  },
  updateCurrentUserProfile: (call) => {
    const email = bodyString(call, 'email')
    setGuestEmail(call, email)
    return { email }
  },
  validateCart: (call) => {
    cartOf(call)
    return { cartModifications: [] }
  },
  getCartEntries: call => ({ orderEntries: entryViews(cartOf(call), call) }),
  createCartEntry: (call) => {
    const code = stringAt(fieldAt(call.body, 'product'), 'code')
    if (!code) throw validationError('product.code', 'This field is required.', 'missing')
    return addEntry(call, cartOf(call), code, quantityOf(call, 1), bodyString(call, 'comment'))
  },
  getCartEntry: call => entryViews(cartOf(call), call)[entryIndex(call)],
  updateCartEntry: call => changeEntry(call, fieldAt(call.body, 'quantity') === undefined ? undefined : quantityOf(call)),
  replaceCartEntry: call => changeEntry(call, quantityOf(call)),
  removeCartEntry: (call) => {
    const cart = cartOf(call)
    const [removed] = cart.entries.splice(entryIndex(call), 1)
    call.shop.carts.touch(cart)
    record(call, cart, { product: removed?.productCode, quantity: removed?.quantity })
  },
  doAddOrgCartEntries: call => ({
    cartModifications: orderEntries(call).map(({ code, quantity }) => addEntry(call, cartOf(call), code, quantity)),
  }),
  applyCartVoucher: call => applyVoucher(call, bodyString(call, 'voucherId') ?? bodyString(call, 'code')),
  doApplyCartVoucher: call => applyVoucher(call, call.query.get('voucherId') ?? undefined),
  doCartVoucherRemoval: call => removeVoucher(call, bodyString(call, 'voucherId') ?? bodyString(call, 'code')),
  removeCartVoucher: call => removeVoucher(call, pathValue(call, 'voucherId')),
  getCartVouchers: call => ({ vouchers: cartOf(call).vouchers.map(code => voucherView(code, call)) }),
  getCartPromotions: call => promotionResults(cartOf(call)),
  getCartPromotion: (call) => {
    const results = promotionResults(cartOf(call)).promotionResults
    return { promotionResults: results.filter(({ promotion }) => promotion.code === pathValue(call, 'promotionId')) }
  },
  doApplyCartPromotion: (call) => {
    const cart = cartOf(call)
    const code = call.query.get('promotionId') ?? ''
    if (!PROMOTIONS.some(promotion => promotion.code === code)) throw unknownIdentifier(`Promotion with code '${code}' not found!`)
    if (!cart.promotions.includes(code)) cart.promotions.push(code)
  },
  removeCartPromotion: (call) => {
    const cart = cartOf(call)
    cart.promotions = cart.promotions.filter(code => code !== pathValue(call, 'promotionId'))
  },
  doCartSave: call => saveCart(call, bodyString(call, 'name'), bodyString(call, 'description')),
  doSaveCart: call => saveCart(call, call.query.get('saveCartName') ?? undefined, call.query.get('saveCartDescription') ?? undefined),
  getSavedCart: call => ({ savedCartData: cartView(cartOf(call), call) }),
  doUpdateSavedCart: (call) => {
    const cart = cartOf(call)
    delete cart.saved
    call.shop.carts.touch(cart)
    return { savedCartData: cartView(cart, call) }
  },
  doUpdateFlagForDeletion: (call) => {
    const cart = cartOf(call)
    delete cart.saved
    return { savedCartData: cartView(cart, call) }
  },
}

/** Joins an anonymous cart into the customer's, as a storefront does at login. */
function merge(call: OccCall, oldCartId: string, toMergeCartGuid: string | null): Cart {
  const owner = call.customer
  if (!owner) throw new OccError(400, { type: 'CartError', message: 'Anonymous user is not allowed to copy cart!' })
  const old = call.shop.carts.byGuid(oldCartId)
  if (!old || old.site !== call.site) throw cannotRestore(oldCartId, 'Cart not found.')
  if (old.owner !== undefined && old.owner !== owner.customerId) throw cannotRestore(oldCartId, 'Cart is not anonymous')
  if (old.guestEmail) throw cannotRestore(oldCartId, 'Cart is not anonymous')
  const target = toMergeCartGuid
    ? findOwnByGuid(call, toMergeCartGuid)
    : call.shop.carts.of(owner, call.site).find(cart => !cart.saved) ?? call.shop.carts.create(call.site, owner)
  if (target === old) return target
  for (const entry of old.entries) {
    const stock = call.shop.product(entry.productCode, call.site)?.stock ?? 0
    addToCart(target, entry.productCode, entry.quantity, stock, entry.comment)
  }
  target.vouchers = [...new Set([...target.vouchers, ...old.vouchers])]
  call.shop.carts.remove(old)
  return target
}

function findOwnByGuid(call: OccCall, guid: string): Cart {
  const cart = call.shop.carts.byGuid(guid)
  if (!cart || cart.site !== call.site || cart.owner !== call.customer?.customerId) throw cannotRestore(guid, 'Couldn\'t restore cart: Cart not found.')
  return cart
}

function cannotRestore(cartId: string, message: string): OccError {
  return new OccError(400, { type: 'CartError', reason: 'cannotRestore', subject: cartId, subjectType: 'cart', message })
}

function setGuestEmail(call: OccCall, email: string | undefined): void {
  requireClientOnLegacy(call)
  if (!email || !/^[^\s@]+@[^\s@]+$/.test(email)) throw validationError('email', 'Please enter a valid email address.')
  const cart = cartOf(call)
  if (cart.owner) throw new OccError(400, { type: 'CartError', message: 'Cart is not anonymous' })
  cart.guestEmail = email
  call.shop.carts.touch(cart)
}

function addEntry(call: OccCall, cart: Cart, code: string, quantity: number, comment?: string) {
  const product = call.shop.product(code, call.site)
  if (!product) throw unknownIdentifier(`Product with code '${code}' not found!`)
  const { entryNumber, added } = addToCart(cart, code, quantity, product.stock, comment)
  call.shop.carts.touch(cart)
  record(call, cart, { product: code, quantity, quantityAdded: added, comment })
  const statusCode = added === quantity ? 'success' : added > 0 ? 'lowStock' : 'noStock'
  return { statusCode, quantity, quantityAdded: added, entry: entryViews(cart, call)[entryNumber] ?? { product: { code } }, deliveryModeChanged: false }
}

function changeEntry(call: OccCall, quantity: number | undefined) {
  const cart = cartOf(call)
  const index = entryIndex(call)
  const entry = cart.entries[index]
  if (!entry) throw cartEntryNotFound(pathValue(call, 'entryNumber'))
  const before = entry.quantity
  const stock = call.shop.product(entry.productCode, call.site)?.stock ?? 0
  entry.quantity = Math.min(quantity ?? before, Math.max(stock, before))
  entry.comment = bodyString(call, 'comment') ?? entry.comment
  call.shop.carts.touch(cart)
  record(call, cart, { product: entry.productCode, quantity, quantityAdded: entry.quantity - before, comment: entry.comment })
  const statusCode = quantity === undefined || entry.quantity === quantity ? 'success' : 'lowStock'
  return { statusCode, quantity: entry.quantity, quantityAdded: entry.quantity - before, entry: entryViews(cart, call)[index] }
}

function quantityOf(call: OccCall, fallback?: number): number {
  const quantity = fieldAt(call.body, 'quantity') ?? fallback
  if (quantity === undefined) throw validationError('quantity', 'This field is required.', 'missing')
  if (typeof quantity !== 'number' || !Number.isInteger(quantity) || quantity < 1) {
    throw validationError('quantity', 'Quantity must be greater than 0.')
  }
  return quantity
}

function orderEntries(call: OccCall): { code: string, quantity: number }[] {
  const entries = fieldAt(call.body, 'orderEntries')
  if (!Array.isArray(entries)) throw validationError('orderEntries', 'This field is required.', 'missing')
  return entries.map((entry: unknown) => {
    const code = stringAt(fieldAt(entry, 'product'), 'code')
    const quantity = fieldAt(entry, 'quantity')
    if (!code) throw validationError('product.code', 'This field is required.', 'missing')
    return { code, quantity: typeof quantity === 'number' && quantity > 0 ? quantity : 1 }
  })
}

function entryIndex(call: OccCall): number {
  const entryNumber = pathValue(call, 'entryNumber')
  const index = Number(entryNumber)
  if (!Number.isInteger(index) || !cartOf(call).entries[index]) throw cartEntryNotFound(entryNumber)
  return index
}

function applyVoucher(call: OccCall, code: string | undefined): void {
  const cart = cartOf(call)
  if (!code) throw validationError('voucherId', 'This field is required.', 'missing')
  const voucher = VOUCHERS.find(voucher => voucher.code === code)
  if (!voucher) throw new OccError(400, { type: 'VoucherOperationError', reason: 'invalid', subject: code, subjectType: 'voucher', message: 'coupon.invalid.code.provided' })
  if (cart.vouchers.includes(code)) throw new OccError(400, { type: 'VoucherOperationError', subject: code, message: 'coupon.already.exists.cart' })
  cart.vouchers.push(code)
  call.shop.carts.touch(cart)
}

function removeVoucher(call: OccCall, code: string | undefined): void {
  const cart = cartOf(call)
  if (!code || !cart.vouchers.includes(code)) throw new OccError(400, { type: 'VoucherOperationError', subject: code, message: 'coupon.not.applied' })
  cart.vouchers = cart.vouchers.filter(other => other !== code)
  call.shop.carts.touch(cart)
}

function promotionResults(cart: Cart) {
  const promotions = PROMOTIONS.filter(promotion => cart.promotions.includes(promotion.code))
  return { promotionResults: promotions.map(promotion => ({ description: promotion.description, promotion })) }
}

function saveCart(call: OccCall, name: string | undefined, description: string | undefined) {
  customerOf(call)
  const cart = cartOf(call)
  cart.saved = { name: name ?? cart.code, description: description ?? '-', time: new Date().toISOString() }
  return new OccReply({ body: { savedCartData: cartView(cart, call) } })
}

function record(call: OccCall, cart: Cart, details: { product?: string, quantity?: number, quantityAdded?: number, comment?: string } = {}): void {
  call.ledger.write({ operationId: call.operation.id, user: call.customer?.uid ?? 'anonymous', ...familyOf(call), cart: cart.code, ...details })
}
