import { describe, expectTypeOf, it } from 'vitest'
import type { Cart, CartModification, CCPConfiguration, OccCount, OccMethods, OccOperations, OrderEntry, Product, ProductSearchPage, UserSignUp } from '../../src/runtime/sdk/index'

// What a user writes with `declare module 'nuxt-sapcc/sdk'`: the same file, which passes the types on by `export type *`.
declare module '../../src/runtime/sdk/index' {
  interface OccOperations {
    /** An endpoint of a user's own backend. */
    myCustom(params: { wishlistId: string }): Promise<MyWishlist>
  }
  interface Product {
    loyaltyPoints?: number
  }
  interface CCPConfiguration {
    configId?: string
  }
  interface OccExtraParams {
    customerSegment?: string
  }
}

interface MyWishlist { name: string }

declare const sapcc: OccMethods

describe('methods of OCC', () => {
  it('are there for every operation, deprecated ones too', () => {
    expectTypeOf<keyof OccOperations>().toExtend<keyof OccMethods>()
    expectTypeOf<'getCart' | 'doApplyCartVoucher' | 'getConfigurationInEntry_1' | 'siteMessages'>().toExtend<keyof OccMethods>()
    expectTypeOf<'noSuchOperation'>().not.toExtend<keyof OccMethods>()
  })

  it('have typed results', () => {
    expectTypeOf(sapcc.getCart).returns.resolves.toEqualTypeOf<Cart>()
    expectTypeOf(sapcc.createCartEntry).returns.resolves.toEqualTypeOf<CartModification>()
    expectTypeOf(sapcc.getProducts).returns.resolves.toEqualTypeOf<ProductSearchPage>()
    expectTypeOf(sapcc.countProducts).returns.resolves.toEqualTypeOf<OccCount>()
    expectTypeOf(sapcc.removeCart).returns.resolves.toBeVoid()
    expectTypeOf(sapcc.getUserOrderInvoiceBinary).returns.resolves.toEqualTypeOf<Blob>()
    expectTypeOf(sapcc.getProductConfigurationVariantSearch).returns.resolves.toBeArray()
  })

  it('require what OCC requires', () => {
    expectTypeOf(sapcc.getProduct).parameter(0).toExtend<{ productCode: string }>()
    expectTypeOf(sapcc.createCartEntry).parameter(0).toExtend<{ orderEntry: OrderEntry }>()
    expectTypeOf(sapcc.createUser).parameter(0).toExtend<{ userSignUp: UserSignUp }>()
    // @ts-expect-error the product's code is missing
    void sapcc.getProduct({})
    // @ts-expect-error the parameters are missing
    void sapcc.getProduct()
    // @ts-expect-error the body is missing
    void sapcc.createCartEntry({ cartId: '1' })
    // @ts-expect-error no such parameter
    void sapcc.getProduct({ productCode: '1', productCod: '2' })
    // @ts-expect-error a page is a number
    void sapcc.getProducts({ currentPage: 'first' })
    // @ts-expect-error the group member to remove has no default
    void sapcc.removeUsersFromCustomerGroup({ groupId: 'a' })
  })

  it('leave out what the server knows', () => {
    void sapcc.getCart()
    void sapcc.getUser({})
    void sapcc.getProduct({ productCode: '1', fields: 'FULL', lang: 'de', curr: 'EUR', baseSiteId: 'toys' })
    void sapcc.getProduct({ productCode: '1', fields: 'code,name' })
    void sapcc.placeOrder()
    void sapcc.createCartEntry({ orderEntry: { quantity: 1, product: { code: '1' } } })
    void sapcc.createTicketEventAttachment({ ticketId: '1', eventCode: '2', formData: new FormData() })
  })

  it('fit where an index signature is asked for', () => {
    expectTypeOf<OccMethods>().toExtend<Record<string, (...args: never[]) => Promise<unknown>>>()
  })
})

describe('merging', () => {
  it('adds methods', () => {
    expectTypeOf(sapcc.myCustom).returns.resolves.toEqualTypeOf<MyWishlist>()
    expectTypeOf(sapcc.myCustom).parameter(0).toEqualTypeOf<{ wishlistId: string }>()
  })

  it('refines schemas, described or only named', () => {
    expectTypeOf<Product['loyaltyPoints']>().toEqualTypeOf<number | undefined>()
    expectTypeOf<CCPConfiguration['configId']>().toEqualTypeOf<string | undefined>()
    expectTypeOf(sapcc.getProductConfiguration).returns.resolves.toExtend<{ configId?: string }>()
  })

  it('adds parameters to all operations', () => {
    void sapcc.getProduct({ productCode: '1', customerSegment: 'gold' })
    // @ts-expect-error of another type
    void sapcc.getProduct({ productCode: '1', customerSegment: 1 })
  })
})
