import { mountSuspended } from '@nuxt/test-utils/runtime'
import { expect, it, vi } from 'vitest'
import ProductPage from '~/pages/product/[code].vue'

it('shows a product, and says when there are no more of it', async () => {
  const { sapcc } = useSdk()
  vi.spyOn(sapcc, 'getCart').mockResolvedValue({})
  const getProduct = vi.spyOn(sapcc, 'getProduct').mockResolvedValue({ code: '266685', name: 'Camera' })
  const add = vi.spyOn(sapcc, 'createCartEntry').mockResolvedValue({ statusCode: 'lowStock', quantityAdded: 0 })

  const page = await mountSuspended(ProductPage, { route: '/product/266685' })
  expect(getProduct.mock.calls[0]![0]).toMatchObject({ productCode: '266685' })
  expect(page.get('h1').text()).toBe('Camera')

  await page.get('button').trigger('click')
  await vi.waitFor(() => expect(page.get('[role=alert]').text()).toBe('There are no more of it.'))
  expect(add).toHaveBeenCalledOnce()
})
