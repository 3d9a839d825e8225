import { expectTypeOf, test } from 'vitest'
import type { ComputedRef } from 'vue'
import { useLazySapccData, useSapccData } from '../../src/runtime/app/composables/use-sapcc-data'
import { useSapccCart } from '../../src/runtime/app/composables/use-sapcc-cart'
import type { SapccAppHooks, SapccCartChange, SapccOperation, SapccSession, SapccSessionChange } from '../../src/module'
import type { Cart, Product, SapccError, User } from '../../src/runtime/sdk/index'

test('data is typed by its operation, an own one too, and its error is one of SAP\'s', () => {
  const product = useSapccData('getProduct', () => ({ productCode: '1' }))
  expectTypeOf(product.data).toEqualTypeOf<ComputedRef<Product | undefined>>()
  expectTypeOf(product.error).toEqualTypeOf<ComputedRef<SapccError | undefined>>()
  expectTypeOf(useSapccData('getUser').data.value).toEqualTypeOf<User | undefined>()
  expectTypeOf<'getProductBadges'>().toExtend<SapccOperation>()
  expectTypeOf(useLazySapccData('getProductBadges', { productCode: '1' }).data.value).not.toBeAny()
})

test('a transform and a default make what the component gets', () => {
  const { data } = useSapccData('getCart', {}, { transform: ({ totalItems = 0 }) => totalItems, default: () => -1 })
  expectTypeOf(data).toEqualTypeOf<ComputedRef<number>>()
  const { data: name } = useSapccData('getProduct', { productCode: '1' }, { transform: ({ name }) => name, default: () => null })
  expectTypeOf(name.value).toEqualTypeOf<string | null | undefined>()
})

test('parameters are those of the operation, or null as long as they are not known', () => {
  void useSapccData('getProduct', () => null)
  // @ts-expect-error -- a product has a code
  void useSapccData('getProduct')
  // @ts-expect-error -- and nothing else for it
  void useSapccData('getProduct', { code: '1' })
  // @ts-expect-error -- no such operation
  void useSapccData('getNothing')
  // @ts-expect-error -- sign-in is not data
  void useSapccData('signUserIn', { username: '', password: '' })
})

test('the cart has typed results', () => {
  const cart = useSapccCart()
  expectTypeOf(cart.cart.value).toEqualTypeOf<Cart | undefined>()
  expectTypeOf(cart.add).returns.resolves.toEqualTypeOf<SapccCartChange>()
  expectTypeOf<SapccCartChange['quantityAdded']>().toEqualTypeOf<number>()
})

test('the session has a status, a key and hooks', () => {
  expectTypeOf<SapccSession['status']['value']>().toEqualTypeOf<'unknown' | 'anonymous' | 'signed-in'>()
  expectTypeOf<SapccSession['sessionKey']['value']>().toEqualTypeOf<string | undefined>()
  expectTypeOf<Parameters<SapccAppHooks['sapcc:session:ended']>[0]>().toEqualTypeOf<SapccSessionChange>()
})
