import type { PaymentDetails } from '../../shop/customers.ts'
import { CARD_TYPES } from '../../shop/site.ts'
import { bodyString, customerOf, fieldAt, pathValue, stringAt, type Handlers, type OccCall } from '../call.ts'
import { checkAll, required, unknownIdentifier, validationError } from '../errors.ts'

/** A customer's saved payment details. */
export const paymentHandlers: Handlers = {
  getPaymentDetailsList: (call) => {
    const { payments } = customerOf(call)
    return { payments: call.query.get('saved') === 'true' ? payments.filter(payment => payment.saved) : payments }
  },
  getPaymentDetails: call => findPayment(call),
  updatePaymentDetails: (call) => {
    const payment = findPayment(call)
    checkCard(call)
    payment.accountHolderName = bodyString(call, 'accountHolderName') ?? payment.accountHolderName
    payment.expiryMonth = bodyString(call, 'expiryMonth') ?? payment.expiryMonth
    payment.expiryYear = bodyString(call, 'expiryYear') ?? payment.expiryYear
    if (fieldAt(call.body, 'defaultPayment') === true) makeDefault(call, payment)
  },
  replacePaymentDetails: (call) => {
    const payment = findPayment(call)
    Object.assign(payment, paymentFrom(call), { id: payment.id })
  },
  removePaymentDetails: (call) => {
    const customer = customerOf(call)
    const payment = findPayment(call)
    customer.payments = customer.payments.filter(other => other !== payment)
  },
}

/** The payment details of the body, with the card number masked as SAP stores it. */
export function paymentFrom(call: OccCall): PaymentDetails {
  const [accountHolderName, cardNumber, expiryMonth, expiryYear] = ['accountHolderName', 'cardNumber', 'expiryMonth', 'expiryYear']
    .map(name => bodyString(call, name))
  const typeCode = stringAt(fieldAt(call.body, 'cardType'), 'code')
  const cardType = CARD_TYPES.find(type => type.code === typeCode)
  checkAll(
    ...Object.entries({ accountHolderName, cardNumber, expiryMonth, expiryYear, 'cardType.code': cardType?.code }).map(([name, value]) => () => required(name, value)),
    () => checkCard(call),
  )
  const address = fieldAt(call.body, 'billingAddress')
  return {
    id: '',
    accountHolderName,
    cardNumber: `************${cardNumber?.slice(-4)}`,
    cardType,
    expiryMonth,
    expiryYear,
    defaultPayment: fieldAt(call.body, 'defaultPayment') === true,
    saved: fieldAt(call.body, 'saved') === true,
    billingAddress: typeof address === 'object' && address !== null ? { ...address } : undefined,
  }
}

/** Refuses what cannot be a card. A number may be masked: SAP shows saved cards so, and a shop sends them back. */
function checkCard(call: OccCall): void {
  const [number, month, year] = ['cardNumber', 'expiryMonth', 'expiryYear'].map(name => bodyString(call, name))
  checkAll(
    () => {
      if (number && !/^(?:\d{8}|\*{8})[\d*]{0,7}\d{4}$/.test(number.replaceAll(' ', ''))) throw validationError('cardNumber', 'This is not the number of a card.')
    },
    () => {
      if (month && !/^(?:0?[1-9]|1[0-2])$/.test(month)) throw validationError('expiryMonth', 'This is not a month.')
    },
    () => {
      if (year && !(/^\d{4}$/.test(year) && Number(year) >= new Date().getFullYear())) throw validationError('expiryYear', 'This is not a year, or the card has expired.')
    },
  )
}

function findPayment(call: OccCall): PaymentDetails {
  const id = pathValue(call, 'paymentDetailsId')
  const payment = customerOf(call).payments.find(payment => payment.id === id)
  if (!payment) throw unknownIdentifier(`PaymentInfo with code '${id}' not found!`)
  return payment
}

function makeDefault(call: OccCall, chosen: PaymentDetails): void {
  for (const payment of customerOf(call).payments) payment.defaultPayment = payment === chosen
}
