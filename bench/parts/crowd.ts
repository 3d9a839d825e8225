import { SESSIONS } from '../lib/part.ts'
import type { Part, PartContext } from '../lib/part.ts'
import type { Started } from '../lib/measure.ts'
import { gatherCrowd } from '../lib/sessions.ts'
import { CALL, shopUrls, startShop } from '../lib/shop.ts'

/**
 * A shop with thousands of customers: called by one of them, and by all in turn.
 * In a process of its own: after thousands of sign-ins V8 allocates what a
 * request needs as long-lived, and every call pays for it.
 */
export const crowd: Part = {
  builds: ['with-module'],
  // Ten thousand sign-ins take long: one start, and as many rounds.
  plan: { starts: 1, rounds: 16, seconds: 2 },
  start,
  comparisons: [
    { name: 'manySessions', label: '10,000 sessions to one', of: 'manySessions', to: 'oneSession', atLeast: 0.9 },
  ],
}

async function start({ upstream, keep, writeCookies }: PartContext): Promise<Started> {
  const shop = await keep(startShop('with-module', upstream))
  const cookies = await gatherCrowd(shop.url, SESSIONS)
  const call = { ...CALL, url: shopUrls(shop).getCart }
  return {
    targets: [
      { name: 'oneSession', label: `getCart, one of ${SESSIONS} sessions`, server: shop, load: { ...call, cookies: writeCookies(cookies.map(() => cookies[0] ?? '')) } },
      { name: 'manySessions', label: `getCart, ${SESSIONS} sessions`, server: shop, load: { ...call, cookies: writeCookies(cookies) } },
    ],
    stop: () => shop.stop(),
  }
}
