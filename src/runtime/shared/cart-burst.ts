/**
 * The request header that marks calls of one page which overlap while the
 * visitor's cart is created. Until the first response has set the cart's cookie,
 * nothing else tells the server that these calls come from the same visitor. The
 * value is random, and new for each series of overlapping calls.
 */
export const CART_BURST_HEADER = 'sapcc-cart-burst'
