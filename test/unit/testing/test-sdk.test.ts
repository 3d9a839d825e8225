import { describe, expect, it, vi } from 'vitest'
import { createTestSdk } from '../../../src/runtime/testing'

describe('an SDK for tests', () => {
  it('answers with a value or by a function', async () => {
    const { sapcc } = createTestSdk({ getCart: { code: '1' }, getProduct: ({ productCode }) => ({ code: productCode }) })
    expect(await sapcc.getCart()).toEqual({ code: '1' })
    expect(await sapcc.getProduct({ productCode: '2' })).toEqual({ code: '2' })
  })

  it('fails for what the test has not foreseen, and names it', async () => {
    const { sapcc } = createTestSdk()
    await expect(sapcc.getProduct({ productCode: '2' })).rejects.toThrow('The test has no answer for getProduct({"productCode":"2"}).')
    await expect(sapcc.getUser()).rejects.toThrow('getUser()')
  })

  it('can be awaited, and its methods be spied on', async () => {
    const sdk = await Promise.resolve(createTestSdk({ getCart: { code: '1' } }))
    await Promise.resolve(sdk.sapcc)
    const spy = vi.spyOn(sdk.sapcc, 'getCart')
    await sdk.sapcc.getCart({ fields: 'FULL' })
    expect(spy).toHaveBeenCalledWith({ fields: 'FULL' })
  })
})
