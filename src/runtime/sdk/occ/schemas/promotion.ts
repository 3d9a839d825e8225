/** Promotions, vouchers and coupons. */
import type { Currency, Image, Pagination, Price, Sort } from './common'

/** A discount rule customers may be told about. */
export interface Promotion {
  code?: string
  title?: string
  name?: string
  promotionType?: string
  /** ISO 8601. */
  startDate?: string
  /** ISO 8601. */
  endDate?: string
  description?: string
  priority?: number
  enabled?: boolean
  promotionGroup?: string
  productBanner?: Image
  couldFireMessages?: string[]
  firedMessages?: string[]
  restrictions?: PromotionRestriction[]
}

/** When a promotion does not apply. */
export interface PromotionRestriction {
  restrictionType?: string
  description?: string
}

/** Promotions of a base site. */
export interface PromotionList {
  promotions?: Promotion[]
}

/** What a promotion did, or could do, to a cart or an order. */
export interface PromotionResult {
  /** Text for the customer. */
  description?: string
  promotion?: Promotion
  consumedEntries?: PromotionOrderEntryConsumed[]
}

/** Which quantity of an entry a promotion used up. */
export interface PromotionOrderEntryConsumed {
  code?: string
  orderEntryNumber?: number
  quantity?: number
  adjustedUnitPrice?: number
}

/** Results of promotions on a cart. */
export interface PromotionResultList {
  promotions?: PromotionResult[]
}

/** A voucher a customer can redeem. */
export interface Voucher {
  code?: string
  /** The code as the customer entered it. */
  voucherCode?: string
  name?: string
  description?: string
  /** Amount or percentage, see `valueString`. */
  value?: number
  valueFormatted?: string
  valueString?: string
  freeShipping?: boolean
  currency?: Currency
  appliedValue?: Price
}

/** Vouchers applied to a cart. */
export interface VoucherList {
  vouchers?: Voucher[]
}

/** Names the voucher to apply to, or to remove from, a cart. */
export interface SAPVoucherRequest {
  voucherId?: string
}

/** Names the voucher to look up. */
export interface SAPVoucherOperationRequest {
  voucherCode?: string
}

/** A coupon in a customer's account. */
export interface CustomerCoupon {
  couponId?: string
  name?: string
  description?: string
  status?: string
  active?: boolean
  allProductsApplicable?: boolean
  notificationOn?: boolean
  solrFacets?: string
  /** ISO 8601. */
  startDate?: string
  /** ISO 8601. */
  endDate?: string
}

/** A page of a customer's coupons. */
export interface CustomerCouponSearchResult {
  coupons?: CustomerCoupon[]
  pagination?: Pagination
  sorts?: Sort[]
}

/** A coupon that a customer has claimed. */
export interface CustomerCoupon2Customer {
  coupon?: CustomerCoupon
  customer?: { uid?: string, name?: string }
}

/** A subscription to news about a coupon. */
export interface CustomerCouponNotification {
  coupon?: CustomerCoupon
  customer?: { uid?: string, name?: string }
  status?: string
}

/** Names the coupon to claim, to discard or to be notified about. */
export interface SAPCustomerCouponOperationRequest {
  couponCode?: string
}
