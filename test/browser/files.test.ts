import { createPage } from '@nuxt/test-utils/e2e'
import { describe, expect, it } from 'vitest'
import { useShop } from '../harness/shop.ts'

/** What the fixture's start page leaves on `window`: methods without their types. */
interface TestWindow {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what the methods give is typed elsewhere
  sdk: { sapcc: Record<string, (params: object) => Promise<any>> }
}

describe('files in Chromium', () => {
  const shop = useShop({ browser: true })

  it('go up and come down, also when the token has expired before', async () => {
    const page = await createPage('/')
    const attachment = await page.evaluate(async () => {
      const { sapcc } = (window as unknown as TestWindow).sdk
      await sapcc.signUserIn!({ username: 'jane@example.com', password: 'Password1!' })
      const { id: ticketId, ticketEvents: [{ code: eventCode }] } = await sapcc.createTicket!({ ticketStarter: { subject: 'Broken', message: 'It is broken.', ticketCategory: { id: 'ENQUIRY' } } })
      return { ticketId, eventCode }
    })
    shop.sap.expireAccessTokens()
    const files = await page.evaluate(async (event) => {
      const { sapcc } = (window as unknown as TestWindow).sdk
      const file = new File([new Uint8Array(1024 * 1024).fill(7)], 'picture.jpg', { type: 'image/jpeg' })
      const { id: attachmentId, filename } = await sapcc.createTicketEventAttachment!({ ...event, ticketEventAttachment: file })
      const blob: Blob = await sapcc.getTicketEventAttachment!({ ...event, attachmentId })
      return { filename, isBlob: blob instanceof Blob, size: blob.size }
    }, attachment)
    expect(files).toEqual({ filename: 'picture.jpg', isBlob: true, size: 1024 * 1024 })
    expect(shop.sap.grants('refresh_token')).toBe(1)
    expect(shop.sap.requests('createTicketEventAttachment').at(-1)).toMatchObject({ status: 201 })
    await page.close()
  })
})
