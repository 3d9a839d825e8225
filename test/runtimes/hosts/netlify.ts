/**
 * A function of Netlify's: `node netlify.ts <entry>`.
 *
 * @see https://docs.netlify.com/build/functions/api/
 */
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { fromWeb, serveEvents, waitUntil, webRequest } from './gateway.ts'

/** Bytes of a request's body. */
const BODY_LIMIT = 6 * 1024 * 1024

const context = { waitUntil, ip: '127.0.0.1' }
Object.assign(globalThis, { Netlify: { context, env: { get: (name: string) => process.env[name] } } })

const { default: handler } = await import(pathToFileURL(process.argv[2]!).href) as { default: (request: Request, context: object) => Promise<Response> }

serveEvents({ name: 'netlify', bodyLimit: BODY_LIMIT }, async request => fromWeb(await handler(webRequest(request, process.env.NUXT_SAPCC_PUBLIC_URL!), context)))
