/**
 * Operations that put something into a cart: `createCartEntry`, `addCartEntry`, `createCartEntryConfiguration`,
 * `createCartEntryCPQConfiguration`, `createBundle` and `doAddOrgCartEntries`. Where there is no cart, the server begins
 * one for them; so that it begins only one, a browser sends them one after another until the visitor has a cart.
 */
export const BEGINS_CART = /^(?:(?:create|add)CartEntry|createBundle|doAddOrgCart)/
