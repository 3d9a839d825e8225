import { expect, it } from 'vitest'
import { operations } from '../../../src/runtime/server/occ/operations'
import { BEGINS_CART } from '../../../src/runtime/shared/cart-operations'

it('the operations that begin a cart are those that put something into one', () => {
  expect(Object.keys(operations).filter(id => BEGINS_CART.test(id)).sort()).toEqual([
    'addCartEntry', 'createBundle', 'createCartEntry', 'createCartEntryCPQConfiguration', 'createCartEntryConfiguration', 'doAddOrgCartEntries',
  ])
})
