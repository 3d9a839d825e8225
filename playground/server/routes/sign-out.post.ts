/** The sign-out button without scripts. */
export default defineEventHandler(async (event) => {
  await readForm(event)
  await useServerSdk(event).sapcc.signUserOut()
  return await seeOther(event, '/')
})
