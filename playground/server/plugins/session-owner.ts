/** A redirect login does not say who the customer is: their sessions are listed by the name that SAP gives. */
export default defineNitroPlugin((nitroApp) => {
  nitroApp.hooks.hook('sapcc:session:created', async (context) => {
    context.userId ??= (await useServerSdk(context.event).sapcc.getUser({ fields: 'BASIC' })).uid
  })
})
