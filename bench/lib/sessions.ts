/** How many sign-ins are under way at once. */
const AT_ONCE = 16

/**
 * Signs customers in, each for real.
 *
 * @returns one `Cookie` header per session.
 */
export async function signIn(url: string, count: number): Promise<string[]> {
  const cookies: string[] = []
  let begun = 0
  async function work(): Promise<void> {
    while (begun < count) {
      const username = `customer${begun++}@example.com`
      const response = await fetch(`${url}/api/sapcc/signUserIn`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
        body: JSON.stringify([{ username, password: 'Password1!' }]),
      })
      const text = await response.text()
      const cookie = response.headers.getSetCookie().map(line => line.split(';', 1)[0]).join('; ')
      if (!response.ok || cookie === '') throw new Error(`A sign-in answered ${response.status}: ${text}`)
      cookies.push(cookie)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return cookies
}
