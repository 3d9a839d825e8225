/**
 * A Node function of Vercel's: `node vercel.ts <entry>`.
 *
 * @see https://vercel.com/docs/functions/limitations
 */
import process from 'node:process'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pathToFileURL } from 'node:url'
import { serve, waitUntil } from './gateway.ts'

/** Bytes of a request's body. */
const BODY_LIMIT = 4.5 * 1024 * 1024

// How `waitUntil` of the package `@vercel/functions` finds the platform.
Object.assign(globalThis, { [Symbol.for('@vercel/request-context')]: { get: () => ({ waitUntil }) } })

const { default: listener } = await import(pathToFileURL(process.argv[2]!).href) as { default: (req: IncomingMessage, res: ServerResponse) => unknown }

serve('vercel', async (req, res) => {
  if (Number(req.headers['content-length'] ?? 0) > BODY_LIMIT) {
    req.resume()
    return void res.writeHead(413).end('FUNCTION_PAYLOAD_TOO_LARGE')
  }
  await listener(req, res)
})
