import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { startSap, type SapStandIn } from '../../../packages/stand-in/src/index.ts'
import { useSapccCart } from '../../../src/runtime/app/composables/use-sapcc-cart'
import { buildOccRequest } from '../../../src/runtime/server/occ/build-request'
import { operations } from '../../../src/runtime/server/occ/operations'
import { parseSapError, sapError } from '../../../src/runtime/server/upstream/sap-error'
import { occ } from '../sap/helpers'
import { shop } from './nuxt/shop'

describe('vouchers of the cart', () => {
  let sap: SapStandIn
  let cartId: unknown

  beforeAll(async () => {
    sap = await startSap()
  })
  afterAll(() => sap.close())
  afterEach(() => void vi.unstubAllGlobals())

  beforeEach(async () => {
    const page = new EventTarget()
    vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false }))
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
    sap.reset()
    cartId = (await occ(sap, 'POST', '/users/anonymous/carts')).body.guid
    await occ(sap, 'POST', `/users/anonymous/carts/${String(cartId)}/entries`, { body: { product: { code: '300938' }, quantity: 1 } })
  })

  /** A call as the shop's server makes it for a visitor who is not signed in. */
  const method = (operation: string) => async (params: object): Promise<unknown> => {
    const { url, method, headers, body } = buildOccRequest(operation, operations[operation]!, { cartId, ...params }, { apiUri: `${sap.url}/occ/v2`, baseSiteId: 'electronics', userId: 'anonymous' })
    const response = await fetch(url, { method, headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' }, body })
    const text = await response.text()
    if (!response.ok) throw sapError(operation, response.status, parseSapError(text))
    return text ? JSON.parse(text) : undefined
  }

  async function openCart() {
    const calls = Object.fromEntries(['getCart', 'applyCartVoucher', 'doCartVoucherRemoval'].map(name => [name, method(name)]))
    const { result: cart } = shop(calls).mount(() => useSapccCart())
    await vi.waitFor(() => expect(cart.cart.value).toBeDefined())
    return { cart, codes: () => cart.cart.value?.appliedVouchers?.map(({ code }) => code) }
  }

  it('are applied and removed, and the cart is shown with what they change', async () => {
    const { cart, codes } = await openCart()
    await cart.applyVoucher('WELCOME10')
    expect([codes(), cart.cart.value?.totalDiscounts?.value]).toEqual([['WELCOME10'], 11.41])
    await cart.removeVoucher('WELCOME10')
    expect([codes() ?? [], cart.cart.value?.totalDiscounts?.value ?? 0]).toEqual([[], 0])
  })

  it.each<[string, 'applyVoucher' | 'removeVoucher', string]>([
    ['that is unknown', 'applyVoucher', 'NOPE'],
    ['that the cart has already', 'applyVoucher', 'WELCOME10'],
    ['that the cart does not have', 'removeVoucher', 'SUMMER20'],
  ])('reject with `VoucherOperationError` for a code %s, and the others stay', async (_, change, code) => {
    const { cart, codes } = await openCart()
    await cart.applyVoucher('WELCOME10')
    await expect(cart[change](code)).rejects.toMatchObject({ status: 400, data: { type: 'VoucherOperationError' } })
    expect([codes(), cart.pending.value, cart.error.value]).toEqual([['WELCOME10'], false, undefined])
  })
})
