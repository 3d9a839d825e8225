import { request } from 'undici'

/** How many requests are under way at once. */
const AT_ONCE = 16

/** Every how many-th session of a crowd is refreshed. */
const REFRESHED = 10

/**
 * Signs customers in, each with a request of its own.
 *
 * @returns one `Cookie` header per session.
 */
export async function signIn(url: string, count: number): Promise<string[]> {
  return await inParallel(count, index => cookieOf(url, 'signUserIn', [{ username: `customer${index}@example.com`, password: 'Password1!' }]))
}

/**
 * Brings a shop's process into the state of a real one: thousands of customers
 * have signed in, and a tenth of them have had their tokens refreshed.
 *
 * @returns one `Cookie` header per session.
 */
export async function gatherCrowd(url: string, count: number): Promise<string[]> {
  const cookies = await signIn(url, count)
  const renewed = await inParallel(Math.floor(count / REFRESHED), index => cookieOf(url, 'refreshUserToken', [], cookies[index * REFRESHED]))
  renewed.forEach((cookie, index) => {
    cookies[index * REFRESHED] = cookie
  })
  return cookies
}

async function inParallel<Result>(count: number, work: (index: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  let begun = 0
  async function worker(): Promise<void> {
    while (begun < count) {
      const index = begun++
      results[index] = await work(index)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return results
}

/** Calls an operation that sets cookies of the session. @returns all cookies, as the browser sends them afterwards. */
async function cookieOf(url: string, operation: string, args: readonly unknown[], cookie?: string): Promise<string> {
  // Ten thousand of these are made before anything is measured: `fetch` would take twice as long.
  const response = await request(`${url}/api/sapcc/${operation}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...(cookie === undefined ? {} : { cookie }) },
    body: JSON.stringify(args),
  })
  const text = await response.body.text()
  const set = [response.headers['set-cookie'] ?? []].flat().map(line => line.split(';', 1)[0]!)
  if (response.statusCode !== 200 || set.length === 0) throw new Error(`${operation} answered ${response.statusCode}${set.length === 0 ? ' without a cookie' : ''}: ${text}`)
  // A refresh sets the content of the session only; the cookie that names the session stays.
  const pairs = [...cookie?.split('; ') ?? [], ...set]
  return [...new Map(pairs.map(pair => [pair.split('=', 1)[0], pair])).values()].join('; ')
}
