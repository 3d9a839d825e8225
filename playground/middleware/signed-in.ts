/** Sends visitors who are not signed in to the sign-in page, and from there back to where they were. */
export default defineNuxtRouteMiddleware((to) => {
  const { loggedIn, ready } = useSapccSession()
  if (ready.value && !loggedIn.value) return navigateTo({ path: '/sign-in', query: { returnTo: to.fullPath } })
})
