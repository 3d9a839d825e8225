import { safeReturnTo } from '~/utils/return-to'

/** The sign-in form without scripts. */
export default defineEventHandler(async (event) => {
  const { username = '', password = '', returnTo } = await readForm(event)
  try {
    await useServerSdk(event).sapcc.signUserIn({ username, password })
  }
  catch (error) {
    return await seeOther(event, '/sign-in', { error: typeOf(error), ...(returnTo ? { returnTo } : {}) })
  }
  return await seeOther(event, safeReturnTo(returnTo))
})
