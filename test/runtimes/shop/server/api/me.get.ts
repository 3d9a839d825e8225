/** A server route of the shop's own, with the visitor's session. */
export default defineEventHandler(async (event) => {
  const user = await useServerSdk(event).sapcc.getUser({})
  return { name: user.name }
})
