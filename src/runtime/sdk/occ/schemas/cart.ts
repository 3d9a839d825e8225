/** Carts, their entries and what changing them answers. */
import type { Price, Principal } from './common'
import type { AbstractOrder } from './order'
import type { DeliveryMode } from './payment'
import type { Product } from './product'
import type { PointOfService } from './store'

/** A cart. */
export interface Cart extends AbstractOrder {
  /** Name and description a customer gave to a saved cart. */
  name?: string
  description?: string
  /** ISO 8601. */
  creationTime?: string
  /** ISO 8601. */
  expirationTime?: string
  /** ISO 8601. */
  saveTime?: string
  savedBy?: Principal
  totalUnitCount?: number
  /** The quote this cart was made from. */
  quoteCode?: string
}

/** A customer's carts. */
export interface CartList {
  carts?: Cart[]
}

/** A line of a cart or of an order. */
export interface OrderEntry {
  /** Position, starting at 0; shifts when an entry before it is removed. */
  entryNumber?: number
  quantity?: number
  product?: Product
  basePrice?: Price
  totalPrice?: Price
  cancellableQty?: number
  cancelledItemsPrice?: Price
  returnableQty?: number
  returnedItemsPrice?: Price
  updateable?: boolean
  deliveryMode?: DeliveryMode
  deliveryPointOfService?: PointOfService
  configurationInfos?: ConfigurationInfo[]
  statusSummaryList?: StatusSummary[]
  entryGroupNumbers?: number[]
  costCenter?: { code?: string, name?: string }
}

/** Lines of a cart or of an order. */
export interface OrderEntryList {
  orderEntries?: OrderEntry[]
}

/** How many messages of a severity an entry's configuration has. */
export interface StatusSummary {
  status?: string
  numberOfIssues?: number
}

/** One setting of a configured product. */
export interface ConfigurationInfo {
  configurationLabel?: string
  configurationValue?: string
  configuratorType?: string
  status?: string
}

/** The settings of a configured product. */
export interface ConfigurationInfoList {
  configurationInfos?: ConfigurationInfo[]
}

/** A group of entries, for example the parts of a bundle. */
export interface EntryGroup {
  entryGroupNumber?: number
  label?: string
  type?: string
  erroneous?: boolean
  entries?: OrderEntry[]
  entryGroups?: EntryGroup[]
}

/** What became of a change to a cart. Answered with 200 also when nothing was added. */
export interface CartModification {
  /** `success`, or why less (or nothing) happened. */
  statusCode?: 'success' | 'lowStock' | 'noStock' | 'maxOrderQuantityExceeded' | 'unavailable' | (string & {})
  statusMessage?: string
  /** As asked for. */
  quantity?: number
  /** As done; 0 when nothing was added. */
  quantityAdded?: number
  entry?: OrderEntry
  deliveryModeChanged?: boolean
}

/** What became of several changes to a cart. */
export interface CartModificationList {
  cartModifications?: CartModification[]
}

/** A cart that was saved, restored or copied. */
export interface SaveCartResult {
  savedCartData?: Cart
}

/** Name and description of a saved cart. */
export interface SAPSavedCartRequest {
  name?: string
  description?: string
}

/** Who checks out without an account. */
export interface SAPGuestUserRequest {
  email?: string
  firstName?: string
  lastName?: string
  mobilePhone?: string
  countryCode?: string
}

/** Starts a bundle with a product. */
export interface BundleStarter {
  productCode?: string
  quantity?: number
  templateId?: string
}

/** A short-lived code that identifies a cart to another system. */
export interface SAPAccessCode {
  accessCode?: string
}

/** The key access codes are signed with. */
export interface SAPAccessCodePublicKey {
  publicKey?: string
}
