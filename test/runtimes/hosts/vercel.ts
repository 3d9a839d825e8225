/**
 * A Node function of Vercel's, in the format of Node or of the web: `node vercel.ts <entry>`.
 *
 * @see https://vercel.com/docs/functions/limitations
 */
import process from 'node:process'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pathToFileURL } from 'node:url'
import { fromWeb, serve, serveEvents, waitUntil, webRequest } from './gateway.ts'

/** Bytes of a request's body. */
const BODY_LIMIT = 4.5 * 1024 * 1024

// How `waitUntil` of the package `@vercel/functions` finds the platform.
Object.assign(globalThis, { [Symbol.for('@vercel/request-context')]: { get: () => ({ waitUntil }) } })

type NodeListener = (req: IncomingMessage, res: ServerResponse) => unknown
/** Such a function is not told when the client leaves, unless it asks for that in its settings. */
interface WebFunction { fetch: (request: Request, context: object) => Response | Promise<Response> }

const { default: exported } = await import(pathToFileURL(process.argv[2]!).href) as { default: NodeListener | WebFunction }

if (typeof exported === 'function') {
  serve('vercel', (req, res) => {
    if (Number(req.headers['content-length'] ?? 0) > BODY_LIMIT) {
      req.resume()
      return void res.writeHead(413).end('FUNCTION_PAYLOAD_TOO_LARGE')
    }
    // It ends with its response, whatever the listener is still doing.
    void exported(req, res)
  })
}
else {
  serveEvents({ name: 'vercel', bodyLimit: BODY_LIMIT }, async request => fromWeb(await exported.fetch(webRequest(request, process.env.NUXT_SAPCC_PUBLIC_URL!), { waitUntil })))
}
