/**
 * An edge function of Netlify's on Deno, which Netlify runs them on: `deno run netlify-edge.mjs <entry>`.
 *
 * @see https://docs.netlify.com/build/edge-functions/api/
 */
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { endEventAfter, reportListening, waitUntil } from './gateway.ts'

const context = { ip: '127.0.0.1', waitUntil }
Object.assign(globalThis, { Netlify: { context, env: { get: name => process.env[name] } } })

const { default: handler } = await import(pathToFileURL(process.argv[2]).href)

const { Deno } = globalThis
const server = Deno.serve({ hostname: '127.0.0.1', port: Number(process.env.PORT), onListen: ({ port }) => reportListening('netlify-edge', port) }, async (request, { completed }) => {
  // As Netlify has it: the address that the visitor asked for.
  const { pathname, search } = new URL(request.url)
  const seen = new Request(new URL(pathname + search, process.env.NUXT_SAPCC_PUBLIC_URL), request)
  const handled = handler(seen, context)
  endEventAfter(Promise.allSettled([completed, handled]))
  // A public file, which Netlify has elsewhere.
  return await handled ?? new Response(null, { status: 404 })
})
process.on('SIGTERM', () => void server.shutdown().finally(() => process.exit(0)))
