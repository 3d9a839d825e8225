import type { Address } from '../../shop/customers.ts'
import { DELIVERY_MODES } from '../../shop/site.ts'
import { addressView, cartView, deliveryModeView } from '../../shop/views.ts'
import { OccReply, type Handlers, type OccCall } from '../call.ts'
import { unknownIdentifier, validationError } from '../errors.ts'
import { addressFrom } from './addresses.ts'
import { cartOf, checkoutCartOf } from './cart-access.ts'
import { paymentFrom } from './payments.ts'

/** Delivery address, delivery mode and payment of a cart. */
export const checkoutHandlers: Handlers = {
  createCartDeliveryAddress: (call) => {
    const cart = checkoutCartOf(call)
    const address = { ...addressFrom(call), id: call.shop.newId() }
    cart.deliveryAddress = address
    return addressView(address)
  },
  replaceCartDeliveryAddress: (call) => {
    checkoutCartOf(call).deliveryAddress = ownAddress(call)
  },
  replaceOrgCartDeliveryAddress: (call) => {
    const cart = checkoutCartOf(call)
    cart.deliveryAddress = ownAddress(call)
    return cartView(cart, call)
  },
  removeCartDeliveryAddress: (call) => {
    delete checkoutCartOf(call).deliveryAddress
  },
  updateBillingAddress: (call) => {
    checkoutCartOf(call).billingAddress = addressFrom(call)
  },
  getCartDeliveryModes: (call) => {
    const cart = checkoutCartOf(call)
    return { deliveryModes: cart.deliveryAddress ? DELIVERY_MODES.map(mode => deliveryModeView(mode.code, cart, call)) : [] }
  },
  getCartDeliveryMode: (call) => {
    const cart = checkoutCartOf(call)
    return cart.deliveryMode ? deliveryModeView(cart.deliveryMode, cart, call) : new OccReply({ body: {} })
  },
  replaceCartDeliveryMode: (call) => {
    const cart = checkoutCartOf(call)
    const code = call.query.get('deliveryModeId') ?? ''
    if (!DELIVERY_MODES.some(mode => mode.code === code)) throw unknownIdentifier(`Delivery mode with code '${code}' not found!`)
    if (!cart.deliveryAddress) throw validationError('deliveryAddress', 'Delivery address is not set')
    cart.deliveryMode = code
  },
  removeCartDeliveryMode: (call) => {
    delete checkoutCartOf(call).deliveryMode
  },
  createCartPaymentDetails: (call) => {
    const cart = checkoutCartOf(call)
    const payment = { ...paymentFrom(call), id: call.shop.newId() }
    cart.payment = payment
    if (call.customer && payment.saved) call.customer.payments.push(payment)
    return payment
  },
  replaceCartPaymentDetails: (call) => {
    const cart = checkoutCartOf(call)
    const id = call.query.get('paymentDetailsId') ?? ''
    const payment = call.customer?.payments.find(payment => payment.id === id)
    if (!payment) throw unknownIdentifier(`PaymentInfo with code '${id}' not found!`)
    cart.payment = payment
  },
  setCartRequestedRetrievalDate: (call) => {
    cartOf(call)
  },
}

function ownAddress(call: OccCall): Address {
  const id = call.query.get('addressId') ?? ''
  const address = call.customer?.addresses.find(address => address.id === id)
  if (!address) throw validationError('addressId', `Address with given id: '${id}' doesn't exist or belong to another user`)
  return address
}
