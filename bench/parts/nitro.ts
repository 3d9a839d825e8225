import { inRounds } from '../lib/part.ts'
import type { PartContext } from '../lib/part.ts'
import type { Started } from '../lib/measure.ts'
import { startServer } from '../lib/servers.ts'
import { READ, startShop, withCookie } from '../lib/shop.ts'

/**
 * What Nitro costs: an empty route, and the bare undici handler as a route, each
 * against the same on `node:http`. In processes of their own, so that the code
 * V8 has compiled for the module's routes has no part in it.
 */
export const nitro = inRounds({
  builds: ['neighbours'],
  plan: { starts: 2, rounds: 5, seconds: 1 },
  start,
  comparisons: [
    { name: 'emptyRouteVsNode', label: 'empty Nitro route to empty node:http', of: 'emptyRoute', to: 'emptyNode' },
    { name: 'emptyRouteVsBare', label: 'empty Nitro route to bare undici', of: 'emptyRoute', to: 'bareOnNode' },
    { name: 'nitroVsNode', label: 'bare undici behind Nitro to without', of: 'bareInNitro', to: 'bareOnNode' },
  ],
})

async function start({ upstream, keep }: PartContext): Promise<Started> {
  const empty = await keep(startServer('empty'))
  const bare = await keep(startServer('undici', upstream))
  const app = await keep(startShop('neighbours', upstream))
  // As long as a session's: Node parses headers whether anything reads them or not.
  const read = withCookie(READ, `session=${'x'.repeat(1500)}`)
  return {
    targets: [
      { name: 'emptyNode', label: 'empty node:http', server: empty, load: { ...read, url: empty.url } },
      { name: 'emptyRoute', label: 'empty route of Nitro', server: app, load: { ...read, url: `${app.url}/api/empty` } },
      { name: 'bareOnNode', label: 'bare undici on node:http', server: bare, load: { ...read, url: bare.url } },
      { name: 'bareInNitro', label: 'bare undici behind Nitro', server: app, load: { ...read, url: `${app.url}/api/plain` } },
    ],
    stop: async () => void await Promise.all([empty, bare, app].map(server => server.stop())),
  }
}
