/** Orders and what follows them: deliveries, cancellations, returns, repeats. */
import type { Cart, EntryGroup, OrderEntry } from './cart'
import type { Pagination, Price, Principal, Sort } from './common'
import type { B2BCostCenter, B2BPaymentType, B2BUnit } from './b2b'
import type { DeliveryMode, PaymentDetails } from './payment'
import type { PromotionResult, Voucher } from './promotion'
import type { PointOfService } from './store'
import type { Address } from './user'

/** What carts and orders have in common. */
export interface AbstractOrder {
  /** Addresses a customer's cart; an order's number. */
  code?: string
  /** Addresses an anonymous cart or a guest's order; whoever knows it can read it. */
  guid?: string
  site?: string
  store?: string
  user?: Principal
  net?: boolean
  calculated?: boolean
  entries?: OrderEntry[]
  entryGroups?: EntryGroup[]
  /** Number of entries. */
  totalItems?: number
  subTotal?: Price
  subTotalWithoutQuoteDiscounts?: Price
  deliveryCost?: Price
  totalTax?: Price
  totalPrice?: Price
  totalPriceWithTax?: Price
  orderDiscounts?: Price
  productDiscounts?: Price
  totalDiscounts?: Price
  appliedOrderPromotions?: PromotionResult[]
  appliedProductPromotions?: PromotionResult[]
  potentialOrderPromotions?: PromotionResult[]
  potentialProductPromotions?: PromotionResult[]
  appliedVouchers?: Voucher[]
  deliveryAddress?: Address
  deliveryMode?: DeliveryMode
  deliveryItemsQuantity?: number
  deliveryOrderGroups?: DeliveryOrderEntryGroup[]
  pickupItemsQuantity?: number
  pickupOrderGroups?: PickupOrderEntryGroup[]
  paymentInfo?: PaymentDetails
  sapBillingAddress?: Address
  /** B2B. */
  costCenter?: B2BCostCenter
  /** B2B: charged to an account or paid by card. */
  paymentType?: B2BPaymentType
  /** B2B: the customer's own number for this purchase. */
  purchaseOrderNumber?: string
  /** ISO 8601. */
  requestedRetrievalAt?: string
  earliestRetrievalAt?: string
}

/** A placed order. */
export interface Order extends AbstractOrder {
  /** ISO 8601. */
  created?: string
  status?: string
  statusDisplay?: string
  guestCustomer?: boolean
  consignments?: Consignment[]
  unconsignedEntries?: OrderEntry[]
  cancellable?: boolean
  returnable?: boolean
  deliveryStatus?: string
  deliveryStatusDisplay?: string
  orgCustomer?: Principal
  orgUnit?: B2BUnit
}

/** Entries that are delivered together. */
export interface DeliveryOrderEntryGroup {
  deliveryAddress?: Address
  entries?: OrderEntry[]
  quantity?: number
  totalPriceWithTax?: Price
}

/** Entries that are picked up at the same store. */
export interface PickupOrderEntryGroup {
  deliveryPointOfService?: PointOfService
  distance?: number
  entries?: OrderEntry[]
  quantity?: number
  totalPriceWithTax?: Price
}

/** An order as the list of a customer's orders shows it. */
export interface OrderHistory {
  code?: string
  guid?: string
  /** ISO 8601. */
  placed?: string
  status?: string
  statusDisplay?: string
  total?: Price
  orgCustomer?: Principal
  orgUnit?: B2BUnit
  costCenter?: B2BCostCenter
  purchaseOrderNumber?: string
}

/** A page of a customer's orders. */
export interface OrderHistoryList {
  orders?: OrderHistory[]
  pagination?: Pagination
  sorts?: Sort[]
}

/** A parcel, or what waits at a store. */
export interface Consignment {
  code?: string
  status?: string
  statusDisplay?: string
  /** ISO 8601. */
  statusDate?: string
  trackingID?: string
  entries?: ConsignmentEntry[]
  shippingAddress?: Address
  deliveryPointOfService?: PointOfService
}

/** A line of a consignment. */
export interface ConsignmentEntry {
  orderEntry?: OrderEntry
  quantity?: number
  shippedQuantity?: number
}

/** Quantity of an order's line to cancel. */
export interface CancellationRequestEntryInput {
  orderEntryNumber?: number
  quantity?: number
}

/** Lines of an order to cancel. */
export interface CancellationRequestEntryInputList {
  cancellationRequestEntryInputs?: CancellationRequestEntryInput[]
}

/** Goods a customer sends back. */
export interface ReturnRequest {
  code?: string
  /** Return merchandise authorisation, to be put on the parcel. */
  rma?: string
  status?: string
  /** ISO 8601. */
  creationTime?: string
  cancellable?: boolean
  refundDeliveryCost?: boolean
  returnLabelDownloadUrl?: string
  order?: Order
  returnEntries?: ReturnRequestEntry[]
  deliveryCost?: Price
  subTotal?: Price
  totalPrice?: Price
}

/** A line of a return. */
export interface ReturnRequestEntry {
  orderEntry?: OrderEntry
  expectedQuantity?: number
  refundAmount?: Price
}

/** A page of a customer's returns. */
export interface ReturnRequestList {
  returnRequests?: ReturnRequest[]
  pagination?: Pagination
  sorts?: Sort[]
}

/** Quantity of an order's line to send back. */
export interface ReturnRequestEntryInput {
  orderEntryNumber?: number
  quantity?: number
}

/** Asks to send back lines of an order. */
export interface ReturnRequestEntryInputList {
  orderCode?: string
  returnRequestEntryInputs?: ReturnRequestEntryInput[]
}

/** Changes a return; customers can only cancel it. */
export interface ReturnRequestModification {
  status?: 'CANCELLING' | (string & {})
}

/** An order that repeats. */
export interface ReplenishmentOrder extends Cart {
  replenishmentOrderCode?: string
  active?: boolean
  /** ISO 8601. */
  firstDate?: string
  jobCode?: string
  trigger?: Trigger
}

/** A page of repeating orders. */
export interface ReplenishmentOrderList {
  replenishmentOrders?: ReplenishmentOrder[]
  pagination?: Pagination
  sorts?: Sort[]
}

/** When a repeating order is due. */
export interface Trigger {
  /** ISO 8601. */
  activationTime?: string
  displayTimeTable?: string
}

/** How often an order shall repeat. */
export interface ScheduleReplenishmentForm {
  daysOfWeek?: ('MONDAY' | 'TUESDAY' | 'WEDNESDAY' | 'THURSDAY' | 'FRIDAY' | 'SATURDAY' | 'SUNDAY')[]
  nthDayOfMonth?: string
  numberOfDays?: string
  numberOfWeeks?: string
  recurrencePeriod?: 'DAILY' | 'WEEKLY' | 'MONTHLY' | (string & {})
  /** ISO 8601. */
  replenishmentStartDate?: string
}

/** An order whose status changed. */
export interface OrderStatusUpdateElement {
  code?: string
  status?: string
  baseSiteId?: string
}

/** Orders whose status changed since a moment. */
export interface OrderStatusUpdateElementList {
  orderStatusUpdateElements?: OrderStatusUpdateElement[]
}
