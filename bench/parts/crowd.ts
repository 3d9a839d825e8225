import { SESSIONS } from '../lib/part.ts'
import type { Part, PartContext } from '../lib/part.ts'
import type { Started } from '../lib/measure.ts'
import { startServer } from '../lib/servers.ts'
import { gatherCrowd, signIn } from '../lib/sessions.ts'
import { CALL, READ, shopUrls, startShop, withCookie } from '../lib/shop.ts'

/**
 * A shop in the state of every real one: a process that has signed in thousands of customers and refreshed a tenth of
 * them. V8 allocates differently there, and every call pays for it. Compared with the bare handler, and with a process
 * of the same shop that knows one customer.
 */
export const crowd: Part = {
  builds: ['with-module'],
  // Ten thousand sign-ins take long: one start, and as many rounds.
  plan: { starts: 1, rounds: 16, seconds: 2 },
  start,
  comparisons: [
    { name: 'crowdVsBare', label: 'getCart, 10k customers, to bare undici', of: 'manySessions', to: 'crowdBarePost', atLeast: 0.8 },
    { name: 'crowdRawProxyVsBare', label: 'raw proxy, 10k customers, to bare undici', of: 'manySessionsRawProxy', to: 'crowdBare', atLeast: 0.8 },
    { name: 'crowdVsOne', label: 'getCart, 10k customers to one', of: 'manySessions', to: 'oneCustomer', atLeast: 0.9 },
    { name: 'manySessions', label: '10,000 sessions to one of them', of: 'manySessions', to: 'oneSession', atLeast: 0.9 },
  ],
}

async function start({ upstream, keep, writeCookies }: PartContext): Promise<Started> {
  const shop = await keep(startShop('with-module', upstream))
  const quietShop = await keep(startShop('with-module', upstream))
  const bare = await keep(startServer('undici', upstream))
  const sessions = await gatherCrowd(shop.url, SESSIONS)
  const [cookie = ''] = await signIn(quietShop.url, 1)
  const cookies = writeCookies(sessions)
  const urls = shopUrls(shop)
  return {
    targets: [
      { name: 'manySessions', label: `getCart, ${SESSIONS} sessions`, server: shop, load: { ...CALL, url: urls.getCart, cookies } },
      { name: 'oneSession', label: `getCart, one of ${SESSIONS} sessions`, server: shop, load: { ...CALL, url: urls.getCart, cookies: writeCookies(sessions.map(() => sessions[0] ?? '')) } },
      { name: 'oneCustomer', label: 'getCart, one customer', server: quietShop, load: { ...withCookie(CALL, cookie), url: shopUrls(quietShop).getCart } },
      // The bare handler gets the same cookies, whether it needs them or not.
      { name: 'crowdBarePost', label: `bare undici, by POST, ${SESSIONS} cookies`, server: bare, load: { ...CALL, url: bare.url, cookies } },
      { name: 'manySessionsRawProxy', label: `raw proxy, ${SESSIONS} sessions`, server: shop, load: { ...READ, url: urls.rawProxy, cookies } },
      { name: 'crowdBare', label: `bare undici, by GET, ${SESSIONS} cookies`, server: bare, load: { ...READ, url: bare.url, cookies } },
    ],
    stop: async () => void await Promise.all([shop, quietShop, bare].map(server => server.stop())),
  }
}
