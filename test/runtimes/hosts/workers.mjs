/** A worker in Cloudflare's own runtime: `node workers.mjs <entry> [flag…]`. */
import { dirname } from 'node:path'
import process from 'node:process'
import { Miniflare } from 'miniflare'

const [entry, ...compatibilityFlags] = process.argv.slice(2)
const bindings = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('NUXT_')))
const miniflare = new Miniflare({
  modules: true,
  modulesRoot: dirname(entry),
  modulesRules: [{ type: 'ESModule', include: ['**/*.mjs', '**/*.js'] }],
  scriptPath: entry,
  compatibilityDate: '2026-07-01',
  compatibilityFlags,
  bindings,
  kvNamespaces: ['SESSIONS'],
  host: '127.0.0.1',
  port: Number(process.env.PORT),
})
const url = await miniflare.ready
console.log(`Listening on ${url.href}`)
process.on('SIGTERM', () => void miniflare.dispose().finally(() => process.exit(0)))
