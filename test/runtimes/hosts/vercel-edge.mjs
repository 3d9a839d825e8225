/**
 * An edge function of Vercel's in Vercel's own runtime: `node vercel-edge.mjs <entry>`.
 *
 * @see https://vercel.com/docs/functions/runtimes/edge
 */
import { createRequire } from 'node:module'
import process from 'node:process'
import { EdgeRuntime } from 'edge-runtime'
import { build } from 'esbuild'
import { fromWeb, serveEvents, waitUntil } from './gateway.ts'

/** Bytes of a request's body. */
const BODY_LIMIT = 4.5 * 1024 * 1024

/** The modules of Node that Vercel gives to edge functions. */
const NODE_MODULES = ['async_hooks', 'buffer', 'events', 'assert', 'util']

const { outputFiles } = await build({
  entryPoints: [process.argv[2]],
  bundle: true,
  format: 'iife',
  globalName: '__function',
  target: 'es2022',
  external: NODE_MODULES.flatMap(name => [name, `node:${name}`]),
  write: false,
  logLevel: 'error',
})
const require = createRequire(import.meta.url)
const runtime = new EdgeRuntime({
  extend: context => Object.assign(context, {
    process: { env: { ...process.env } },
    require(name) {
      if (!NODE_MODULES.includes(name.replace('node:', ''))) throw new Error(`An edge function has no ${name}.`)
      return require(name)
    },
    [Symbol.for('@vercel/request-context')]: { get: () => ({ waitUntil }) },
  }),
  initialCode: `${outputFiles[0].text}
addEventListener('fetch', event => event.respondWith(__function.default(event.request, event)))`,
})

serveEvents({ name: 'vercel-edge', bodyLimit: BODY_LIMIT }, async ({ method, url, headers, body }) => {
  const given = Object.entries(headers).map(([name, value]) => [name, String(value)])
  const response = await runtime.dispatchFetch(new URL(url, process.env.NUXT_SAPCC_PUBLIC_URL).href, {
    method,
    headers: given,
    ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
  })
  waitUntil(response.waitUntil())
  return fromWeb(response)
})
