import { returnPath } from '~/utils/return-to'

/** The sign-in form without JavaScript: it is sent to the page's own address. */
export default defineEventHandler(async (event) => {
  // Without this check a form on another site could sign the visitor in to an attacker's account.
  if (getHeader(event, 'sec-fetch-site') !== 'same-origin') throw createError({ statusCode: 403, message: 'This form comes from another site.' })
  const returnTo = returnPath(getQuery(event).returnTo)
  try {
    await useServerSdk(event).sapcc.signUserIn(await readBody<{ username: string, password: string }>(event))
  }
  catch (error) {
    const type = error instanceof SapccError ? error.data.type : 'UnknownError'
    return sendRedirect(event, `/login?${new URLSearchParams({ error: type, returnTo })}`, 303)
  }
  return sendRedirect(event, returnTo, 303)
})
