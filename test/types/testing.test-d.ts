import { expectTypeOf, test } from 'vitest'
import type { SapOptions, SapStandIn } from '../../packages/stand-in/src/index.ts'
import type { SapccMethods } from '../../src/runtime/sdk'
import { createTestSdk } from '../../src/runtime/testing'
import type { StandIn, StandInOptions, TestVisitor } from '../../src/runtime/testing'

test('the stand-in is what the helper says it is, though the package does not depend on it', () => {
  expectTypeOf<SapStandIn>().toExtend<StandIn>()
  expectTypeOf<Omit<StandInOptions, 'shopUrl'>>().toExtend<SapOptions>()
})

test('a visitor and an SDK of a test have the methods of the app', () => {
  expectTypeOf<TestVisitor['sapcc']>().toEqualTypeOf<SapccMethods>()
  expectTypeOf(createTestSdk().sapcc).toEqualTypeOf<SapccMethods>()
})

test('answers have the types of the methods', () => {
  createTestSdk({ getProduct: ({ productCode }) => ({ code: productCode }), getCart: { totalItems: 1 } })
  // @ts-expect-error: a number
  createTestSdk({ getCart: { totalItems: 'one' } })
  // @ts-expect-error: there is no such method
  createTestSdk({ getCrat: {} })
})
