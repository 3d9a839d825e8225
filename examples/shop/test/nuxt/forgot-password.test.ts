import { mockNuxtImport, mountSuspended } from '@nuxt/test-utils/runtime'
import { expect, it, vi } from 'vitest'
import ForgotPasswordPage from '~/pages/forgot-password.vue'

const { sdk } = await vi.hoisted(async () => {
  const { createTestSdk } = await import('nuxt-sapcc/testing')
  return { sdk: createTestSdk({ sendPasswordRestoreToken: undefined }) }
})
mockNuxtImport('useSdk', () => () => sdk)

it('says the same for every address', async () => {
  const send = vi.spyOn(sdk.sapcc, 'sendPasswordRestoreToken')
  const page = await mountSuspended(ForgotPasswordPage)
  await page.get('input').setValue('jane@example.com')
  await page.get('form').trigger('submit')
  await vi.waitFor(() => expect(page.get('[role=status]').text()).toContain('If there is an account'))
  expect(send).toHaveBeenCalledWith({ passwordRestoreTokenInput: { loginId: 'jane@example.com' } })
})
