import { describe, expect, it } from 'vitest'
import { operations } from '../../../src/runtime/server/occ/operations'
import { BEGINS_CART, CHANGES_CART } from '../../../src/runtime/shared/cart-operations'

it('the operations that begin a cart are those that put something into one', () => {
  expect(Object.keys(operations).filter(id => BEGINS_CART.test(id)).sort()).toEqual([
    'addCartEntry', 'createBundle', 'createCartEntry', 'createCartEntryCPQConfiguration', 'createCartEntryConfiguration', 'doAddOrgCartEntries',
  ])
})

describe('the operations that change a cart', () => {
  /** What has a cart in its path or its parameters, and what needs no cart because it makes one. */
  const ofCarts = Object.entries(operations).filter(([, { read, path, queryParams }]) => !read && (/\/carts?(?:\/|$)|cartFrom/.test(path) || queryParams.some(({ name }) => name === 'cartId'))).map(([id]) => id)
  const ORDERS = ['placeOrder', 'placeOrgOrder', 'paymentAuthorizedOrderPlacement', 'createReplenishmentOrder']
  /** Of those, what changes nothing that a cart shows. */
  const CHANGE_NOTHING: Record<string, string> = {
    doUpdateFlagForDeletion: 'says how long a saved cart is kept',
    getCartIdAccessCode: 'makes a code for another application',
  }
  /** What counts although it does not: the cart is read once in vain. */
  const IN_VAIN: Record<string, string> = {
    createQuoteEntryComment: 'names of a shop\'s own operations on entries look the same',
  }

  it('are all that have a cart in their path and are no reads, and those that place an order', () => {
    const changing = [...new Set([...ofCarts, ...ORDERS])].filter(id => !(id in CHANGE_NOTHING))
    expect(changing.length).toBeGreaterThan(50)
    expect(Object.keys(operations).filter(id => CHANGES_CART.test(id)).sort()).toEqual([...changing, ...Object.keys(IN_VAIN)].sort())
    expect(ofCarts).toEqual(expect.arrayContaining(Object.keys(CHANGE_NOTHING)))
    expect(Object.keys(operations)).toEqual(expect.arrayContaining([...ORDERS, ...Object.keys(IN_VAIN)]))
  })

  it.each(['addEntryToWishCart', 'applyVoucherAgain', 'createGiftEntry'])('are a shop\'s own, by their names: %s', (id) => {
    expect(CHANGES_CART.test(id)).toBe(true)
  })
})
