import type { Client } from './client.ts'

/** The headers of a browser for a URL that was typed into the address bar. */
export const navigation = {
  headers: { 'accept': 'text/html', 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' },
  redirect: 'manual' as const,
}

/** Chromium's `Accept` for a page. Spring resumes a request after the login only if it looks like one for a page. */
const BROWSER_ACCEPT = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8'

/** Signs in on the authorization server's pages as a browser would. @returns the URL of the shop's callback, not yet requested. */
export async function walkToCallback(client: Client, returnTo = '/account', username = 'jane@example.com'): Promise<URL> {
  let response = await client.fetch(`/api/sapcc/auth/login?returnTo=${encodeURIComponent(returnTo)}`, navigation)
  if (response.status !== 302) throw new Error(`The login answered ${response.status}`)
  let url = new URL(response.headers.get('location')!)
  const origin = url.origin
  for (let hops = 0; hops < 10; hops++) {
    response = await client.jar.fetch(url, { headers: { accept: BROWSER_ACCEPT }, redirect: 'manual' })
    const location = response.headers.get('location')
    if (location) {
      url = new URL(location, url)
      if (url.origin !== origin) return url
      continue
    }
    const html = await response.text()
    const fields = new URLSearchParams({ username, password: 'Password1!' })
    for (const [name, value] of hiddenFields(html)) fields.set(name, value)
    response = await client.jar.fetch(new URL(/action="([^"]+)"/.exec(html)![1]!, url), { method: 'POST', body: fields, redirect: 'manual' })
    url = new URL(response.headers.get('location')!, url)
    if (url.origin !== origin) return url
  }
  throw new Error('The login did not end')
}

/** Names and values of a page's hidden fields. */
export function hiddenFields(html: string): [name: string, value: string][] {
  return [...html.matchAll(/<input\b[^>]*>/g)].flatMap(([tag]): [string, string][] => {
    const attribute = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1]
    const name = attribute('name')
    return attribute('type') === 'hidden' && name !== undefined ? [[name, attribute('value') ?? '']] : []
  })
}
