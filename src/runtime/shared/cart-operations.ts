/**
 * Operations that put something into a cart: `createCartEntry`, `addCartEntry`, `createCartEntryConfiguration`,
 * `createCartEntryCPQConfiguration`, `createBundle` and `doAddOrgCartEntries`. Where there is no cart, the server begins
 * one for them; so that it begins only one, a browser sends them one after another until the visitor has a cart.
 */
export const BEGINS_CART = /^(?:(?:create|add)CartEntry|createBundle|doAddOrgCart)/

/**
 * Operations that may change what a cart shows, or that make an order of it: what has a cart's id in its path and is no
 * read, and what places an order. By parts of their names, because a browser does not have the table of operations, nor may
 * it have to download more than it needs. A shop's own operation counts where its name says so.
 *
 * Parts that are short so that they fit no other name:
 *
 * - `tUser[EP]`: `setGuestUserEmail`, `updateCurrentUserProfile`
 * - `Payment[RO]`: `createDigitalPaymentRequest`, `doHandleDigitalPaymentResponse`, `updateSapPaymentOption` and the like
 * - `Consol`: `createConsolidatedPickupLocation`
 * - `createRepl`: `createReplenishmentOrder`
 * - `^p[la]`: `placeOrder`, `placeOrgOrder`, `paymentAuthorizedOrderPlacement`
 */
export const CHANGES_CART = /^(?!get[^_]+$|read).*(?:Cart|Entry|createBundle|createRepl|Voucher|tUser[EP]|Consol|Payment[RO]|Billing)|^p[la]/
