import { createMethods } from '../sdk/connector'
import type { SapccMethods } from '../sdk/module-options'

/** Answers of a test in place of methods: the result, or a function that returns it. */
export type TestMethods = {
  [Name in keyof SapccMethods]?: Awaited<ReturnType<SapccMethods[Name]>> | ((...args: Parameters<SapccMethods[Name]>) => ReturnType<SapccMethods[Name]> | Awaited<ReturnType<SapccMethods[Name]>>)
}

/** What {@link createTestSdk} returns, to be used in place of `useSdk()`. */
export interface TestSdk {
  sapcc: SapccMethods
}

/**
 * Creates an SDK that calls nothing: a test of a component or composable gives the answers. Each method is a function of
 * its own, so that `vi.spyOn(sdk.sapcc, 'getProduct')` works as with the real SDK.
 *
 * @param methods answers by the method's name. A call of any other method fails with an error that names it.
 *
 * @example
 * const sdk = createTestSdk({
 *   getProduct: ({ productCode }) => ({ code: productCode, name: 'Camera' }),
 *   getCart: { code: '1', totalItems: 2 },
 * })
 * mockNuxtImport('useSdk', () => () => sdk)
 */
export function createTestSdk(methods: TestMethods = {}): TestSdk {
  return {
    sapcc: createMethods(name => async (...args: unknown[]) => {
      if (!Object.hasOwn(methods, name)) throw new Error(`The test has no answer for ${name}(${args.map(arg => JSON.stringify(arg)).join(', ')}).`)
      const answer = methods[name as keyof TestMethods] as unknown
      return typeof answer === 'function' ? await (answer as (...args: unknown[]) => unknown)(...args) : answer
    }) as unknown as SapccMethods,
  }
}
