/** Where the customer is signed in; `isKnown` is false with sessions in cookies. */
export default defineEventHandler(async (event) => {
  await requireSapccSession(event)
  const userId = await ownUserId(event)
  try {
    return { isKnown: true, devices: await listSapccSessions(event, userId) }
  }
  catch (error) {
    if (typeOf(error) !== 'NotSupportedError') throw error
    return { isKnown: false, devices: [] }
  }
})
