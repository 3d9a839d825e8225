/** The smallest handwritten proxy: asks the upstream with `undici` and passes its answer on. */
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import { Agent, request } from 'undici'
import { AUTHORIZATION } from './fixed-token.ts'
import { CART_PATH, listen, upstreamUrl } from './listen.ts'

const dispatcher = new Agent({ connections: 128, keepAliveTimeout: 30_000 })
const url = upstreamUrl() + CART_PATH

listen(createServer((incoming, response) => {
  // A server that answers a call has read its body.
  if (incoming.method === 'POST') incoming.resume().once('end', () => answer(response))
  else answer(response)
}))

function answer(response: ServerResponse): void {
  request(url, { dispatcher, headers: { authorization: AUTHORIZATION } }).then(({ statusCode, headers, body }) => {
    response.writeHead(statusCode, { 'content-type': String(headers['content-type']), 'content-length': String(headers['content-length']) })
    body.pipe(response)
  }).catch((error: Error) => response.destroy(error))
}
