import { defineHandler } from 'nitro'

/** A server route of the shop's own, with the visitor's session. Nuxt 5 imports no `defineEventHandler` by itself. */
export default defineHandler(async (event) => {
  const user = await useServerSdk(event).sapcc.getUser({})
  return { name: user.name }
})
