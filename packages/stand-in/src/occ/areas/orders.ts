import { Readable } from 'node:stream'
import type { Order } from '../../shop/orders.ts'
import { orderHistoryView, orderView } from '../../shop/views.ts'
import { customerOf, familyOf, OccReply, paginate, pathValue, type Handlers, type OccCall } from '../call.ts'
import { cartNotFound, OccError, unauthorized, unknownIdentifier, validationError } from '../errors.ts'
import { findCart, requireBuyer, requireClientOnLegacy } from './cart-access.ts'
import { download } from './download.ts'

/** Placing and reading orders. */
export const orderHandlers: Handlers = {
  placeOrder: call => placeOrder(call),
  paymentAuthorizedOrderPlacement: call => placeOrder(call),
  placeOrgOrder: call => placeOrder(call),
  getUserOrderHistory: (call) => {
    const { items, pagination } = paginate(ordersOf(call), call.query)
    const sort = call.query.get('sort') ?? 'byDate'
    return {
      orders: items.map(order => orderHistoryView(order, call)),
      pagination: { ...pagination, sort },
      sorts: [{ code: 'byDate', selected: sort === 'byDate' }, { code: 'byOrderNumber', selected: sort === 'byOrderNumber' }],
    }
  },
  countUserOrders: call => new OccReply({ headers: { 'x-total-count': ordersOf(call).length } }),
  getUserOrders: call => orderView(findOrder(call), call),
  getOrder: (call) => {
    // A guest's order belongs to no customer: only an application may read it.
    if (call.principal.kind !== 'client') throw unauthorized()
    const order = call.shop.orders.find(pathValue(call, 'code'))
    if (!order) throw notFound(pathValue(call, 'code'))
    return orderView(order, call)
  },
  doCancelOrder: (call) => {
    const order = findOrder(call)
    if (order.status !== 'CREATED') throw new OccError(400, { type: 'InvalidOrderCancelError', message: 'The order cannot be cancelled' })
    order.status = 'CANCELLED'
    call.ledger.write({ operationId: call.operation.id, user: call.customer?.uid ?? 'anonymous', ...familyOf(call), order: order.code })
  },
  createCartFromOrder: (call) => {
    const order = call.shop.orders.find(call.query.get('orderCode') ?? '')
    if (!order || order.owner !== customerOf(call).customerId) throw notFound(call.query.get('orderCode') ?? '')
    const cart = call.shop.carts.create(call.site, call.customer)
    cart.entries = structuredClone(order.cart.entries)
    return { cartModifications: [] }
  },
  getUserOrderInvoices: (call) => {
    const order = findOrder(call)
    const { items, pagination } = paginate([order], call.query)
    return { invoices: items.map(({ code, placed }) => ({ invoiceId: `INV-${code}`, createdAt: placed })), pagination, sorts: [] }
  },
  getUserOrderInvoiceBinary: call => download(call, `invoice-${pathValue(call, 'invoiceId')}.pdf`, 'application/pdf'),
  getUserOrderAttachments: (call) => {
    findOrder(call)
    return { orderAttachments: [], pagination: paginate([], call.query).pagination, sorts: [] }
  },
  getUserOrderAttachmentBinary: call => download(call, pathValue(call, 'attachmentId'), 'application/octet-stream'),
  getBillingDocument: call => new OccReply({ stream: Readable.from([Buffer.from(`%PDF-1.4\n${pathValue(call, 'billingDocId')}\n`)]), headers: { 'content-type': 'application/pdf' } }),
}

function placeOrder(call: OccCall) {
  if (call.anonymous) requireClientOnLegacy(call)
  const cart = findCart(call, call.query.get('cartId') ?? '')
  requireBuyer(call, cart)
  if (!cart.entries.length) throw cartNotFound(cart.code)
  if (!cart.deliveryAddress) throw validationError('deliveryAddress', 'Delivery address is not set')
  if (!cart.deliveryMode) throw validationError('deliveryMode', 'Delivery mode is not set')
  if (!cart.payment) throw validationError('paymentInfo', 'Payment info is not set')
  for (const entry of cart.entries) {
    const product = call.shop.product(entry.productCode, call.site)
    if (!product || product.stock < entry.quantity) {
      throw new OccError(400, { type: 'InsufficientStockError', reason: 'lowStock', subject: entry.productCode, subjectType: 'product', message: `Product ${entry.productCode} is not in stock` })
    }
  }
  for (const entry of cart.entries) {
    const product = call.shop.product(entry.productCode, call.site)
    if (product) product.stock -= entry.quantity
  }
  const order = call.shop.orders.place(cart)
  call.shop.carts.remove(cart)
  call.ledger.write({ operationId: call.operation.id, user: call.customer?.uid ?? 'anonymous', ...familyOf(call), cart: cart.code, order: order.code })
  return orderView(order, call)
}

function ordersOf(call: OccCall): Order[] {
  const statuses = call.query.get('statuses')?.split(',')
  return call.shop.orders.of(customerOf(call)).filter(order => !statuses || statuses.includes(order.status))
}

function findOrder(call: OccCall): Order {
  const code = pathValue(call, 'code')
  const order = call.shop.orders.find(code)
  // A guest may see an order whose guid they know.
  const own = call.customer ? order?.owner === call.customer.customerId : call.anonymous && order?.guid === code
  if (!order || !own) throw call.customer || call.anonymous ? notFound(code) : unauthorized()
  return order
}

function notFound(code: string): OccError {
  return unknownIdentifier(`Order with guid not found for current user in current BaseStore: ${code}`)
}
