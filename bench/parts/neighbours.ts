import { inRounds } from '../lib/part.ts'
import type { PartContext } from '../lib/part.ts'
import type { Started } from '../lib/measure.ts'
import { startServer } from '../lib/servers.ts'
import { signIn } from '../lib/sessions.ts'
import { CALL, READ, shopUrls, startShop, withCookie } from '../lib/shop.ts'

/** The shop with one customer, and what it is compared with. */
export const neighbours = inRounds({
  builds: ['with-module'],
  needsNeighbours: true,
  plan: { starts: 2, rounds: 6, seconds: 1 },
  start,
  comparisons: [
    { name: 'vsAlokai', label: 'getCart to Alokai\'s middleware', of: 'getCart', to: 'alokai', goal: { atLeast: 40 } },
    { name: 'vsProxyRequest', label: 'getCart to h3 proxyRequest', of: 'getCart', to: 'proxyRequest', goal: { atLeast: 2.5 } },
    { name: 'vsBare', label: 'getCart to a bare undici handler', of: 'getCart', to: 'barePost', goal: { atLeast: 0.8 } },
    { name: 'rawProxyVsProxyRequest', label: 'raw proxy to h3 proxyRequest', of: 'rawProxy', to: 'proxyRequest', goal: { atLeast: 2.5 } },
    { name: 'rawProxyVsBare', label: 'raw proxy to a bare undici handler', of: 'rawProxy', to: 'bare', goal: { atLeast: 0.8 } },
  ],
})

async function start({ upstream, keep }: PartContext): Promise<Started> {
  const shop = await keep(startShop('with-module', upstream))
  const bare = await keep(startServer('undici', upstream))
  const proxyRequest = await keep(startServer('h3-proxy', upstream))
  const alokai = await keep(startServer('alokai', upstream))
  const [cookie = ''] = await signIn(shop.url, 1)
  // Every server parses the same cookie, whether it needs it or not.
  const call = withCookie(CALL, cookie)
  const read = withCookie(READ, cookie)
  const urls = shopUrls(shop)
  return {
    // What is compared most narrowly is measured directly one after the other.
    targets: [
      { name: 'alokai', label: 'Alokai middleware', server: alokai, load: { ...call, url: `${alokai.url}/sapcc/getCart` } },
      { name: 'getCart', label: 'POST /api/sapcc/getCart', server: shop, load: { ...call, url: urls.getCart } },
      // By the same method as the module's route it is compared with.
      { name: 'barePost', label: 'bare undici, by POST', server: bare, load: { ...call, url: bare.url } },
      { name: 'bare', label: 'bare undici, by GET', server: bare, load: { ...read, url: bare.url } },
      { name: 'rawProxy', label: 'GET /api/occ/**', server: shop, load: { ...read, url: urls.rawProxy } },
      { name: 'proxyRequest', label: 'h3 proxyRequest', server: proxyRequest, load: { ...read, url: proxyRequest.url } },
    ],
    stop: async () => void await Promise.all([shop, bare, proxyRequest, alokai].map(server => server.stop())),
  }
}
