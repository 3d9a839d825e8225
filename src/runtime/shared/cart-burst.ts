/**
 * The request header by which a page says which of its calls belong together
 * while the visitor's cart is begun: before the first answer has brought its
 * cookie, nothing else tells that they are one visitor's. Random, and new for
 * each run of overlapping calls.
 */
export const CART_BURST_HEADER = 'sapcc-cart-burst'
