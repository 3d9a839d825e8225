/** The agents' sign-in form without scripts. */
export default defineEventHandler(async (event) => {
  const { username = '', password = '' } = await readForm(event)
  try {
    await useServerSdk(event).sapcc.signAgentIn({ username, password })
  }
  catch (error) {
    return await seeOther(event, '/assist', { error: typeOf(error) })
  }
  return await seeOther(event, '/assist')
})
