import process from 'node:process'
import type { ServerResponse } from 'node:http'
import { Agent, request } from 'undici'
import { AUTHORIZATION } from '../../../servers/fixed-token'

const dispatcher = new Agent({ connections: 128, keepAliveTimeout: 30_000 })

/** What a server on Nitro can do at best: the bare handler, behind Nitro's router. */
export default defineEventHandler(async (event) => {
  const { headers, body } = await request(`${process.env.NUXT_SAPCC_API_URI}/electronics/users/current/carts/current`, { dispatcher, headers: { authorization: AUTHORIZATION } })
  const response: ServerResponse = event.node.res
  response.writeHead(200, { 'content-type': String(headers['content-type']), 'content-length': String(headers['content-length']) })
  await new Promise((resolve) => {
    response.once('close', resolve)
    body.pipe(response)
  })
})
