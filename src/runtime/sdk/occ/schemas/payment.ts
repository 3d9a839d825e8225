/** Payment and delivery. */
import type { Price } from './common'
import type { Address } from './user'

/** A brand of credit cards. */
export interface CardType {
  code?: string
  name?: string
}

/** Accepted brands of credit cards. */
export interface CardTypeList {
  cardTypes?: CardType[]
}

/** A stored or a new means of payment. */
export interface PaymentDetails {
  id?: string
  accountHolderName?: string
  cardType?: CardType
  /** Masked in answers. */
  cardNumber?: string
  startMonth?: string
  startYear?: string
  expiryMonth?: string
  expiryYear?: string
  issueNumber?: string
  subscriptionId?: string
  saved?: boolean
  defaultPayment?: boolean
  billingAddress?: Address
}

/** A customer's stored means of payment. */
export interface PaymentDetailsList {
  payments?: PaymentDetails[]
}

/** A way to pay, for example by credit card. */
export interface PaymentMode {
  code?: string
  name?: string
  description?: string
}

/** The ways to pay in this shop. */
export interface PaymentModeList {
  paymentModes?: PaymentMode[]
}

/** What the browser has to post to the payment provider. */
export interface PaymentRequest {
  postUrl?: string
  parameters?: { entry?: { key?: string, value?: string }[] }
  mappingLabels?: { entry?: { key?: string, value?: string }[] }
}

/** Chooses the payment option of a cart. */
export interface SAPPaymentOptionRequest {
  paymentOptionId?: string
}

/** A way of delivery with its cost. */
export interface DeliveryMode {
  code?: string
  name?: string
  description?: string
  deliveryCost?: Price
}

/** The ways of delivery a cart can choose from. */
export interface DeliveryModeList {
  deliveryModes?: DeliveryMode[]
}
