import { deleteCookie, getCookie } from 'h3'

const COOKIE = 'playground-cart'

/** What lies in the anonymous cart comes along at the sign-in, whichever way the customer signed in. */
export default defineNitroPlugin((nitroApp) => {
  nitroApp.hooks.hook('sapcc:session:created', async ({ event }) => {
    const oldCartId = getCookie(event, COOKIE)
    if (!oldCartId) return
    // Also when it cannot be merged: from here on there is the customer's cart.
    deleteCookie(event, COOKIE, { path: '/' })
    const sapcc = useServerSdk(event)
    const existing = await findCart(() => sapcc.getCart({ cartId: 'current', fields: 'FULL' }))
    await sapcc.createCart({ oldCartId, ...(existing?.guid ? { toMergeCartGuid: existing.guid } : {}) })
  })
})

/** SAP answers 400 where there is no cart yet. */
async function findCart<Cart>(get: () => Promise<Cart>): Promise<Cart | undefined> {
  try {
    return await get()
  }
  catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 400) return undefined
    throw error
  }
}
