/** Quotes: carts whose prices buyer and seller negotiate. */
import type { Pagination, Price, Principal, Sort } from './common'
import type { OrderEntry } from './cart'

/** A negotiated offer. */
export interface Quote {
  code?: string
  cartId?: string
  version?: number
  name?: string
  description?: string
  state?: string
  status?: string
  /** ISO 8601. */
  creationTime?: string
  /** ISO 8601. */
  updatedTime?: string
  /** ISO 8601. */
  expirationTime?: string
  allowedActions?: string[]
  comments?: Comment[]
  entries?: OrderEntry[]
  threshold?: number
  totalPrice?: Price
  totalPriceWithTax?: Price
  subTotalWithDiscounts?: Price
  productDiscounts?: Price
  orderDiscounts?: Price
  quoteDiscounts?: Price
  previousEstimatedTotal?: Price
  sapAttachments?: { id?: string, filename?: string }[]
}

/** A page of quotes. */
export interface QuoteList {
  quotes?: Quote[]
  pagination?: Pagination
  sorts?: Sort[]
}

/** Starts a quote from a cart, or a new version from a quote. */
export interface QuoteStarter {
  cartId?: string
  quoteCode?: string
}

/** Moves a quote on. */
export interface QuoteAction {
  action?: 'SUBMIT' | 'CANCEL' | 'EDIT' | 'APPROVE' | 'REJECT' | 'CHECKOUT' | (string & {})
}

/** Changes what is written on a quote. */
export interface QuoteMetadata {
  name?: string
  description?: string
  /** ISO 8601. */
  expirationTime?: string
}

/** A discount a seller gives on a quote. */
export interface QuoteDiscount {
  discountRate?: number
  discountType?: 'PERCENT' | 'ABSOLUTE' | 'TARGET' | (string & {})
}

/** A new comment on a quote or on one of its entries. */
export interface CreateComment {
  text?: string
}

/** A comment on a quote. */
export interface Comment {
  text?: string
  author?: Principal
  fromCustomer?: boolean
  /** ISO 8601. */
  creationDate?: string
}
