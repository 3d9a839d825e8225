/** SAP, as far as the measurements need it: one answer of 3 KB, and the same token for all callers. */
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { TOKEN_BYTES, listen } from './listen.ts'

/** 3 KB of JSON, in the shape of a cart. */
const ANSWER_BYTES = 3 * 1024
const entries = Array.from({ length: 12 }, (_, entryNumber) => ({ entryNumber, quantity: 1, product: { code: String(1934793 + entryNumber), name: 'PowerShot A480' }, totalPrice: { currencyIso: 'USD', value: 99.85 } }))
const cart = { type: 'cartWsDTO', code: '00001000', entries, note: '' }
cart.note = 'x'.repeat(ANSWER_BYTES - JSON.stringify(cart).length)
const answer = Buffer.from(JSON.stringify(cart))

const server = createServer((request, response) => {
  if (request.method === 'POST') {
    request.resume().once('end', () => {
      const token = JSON.stringify({
        access_token: randomBytes(TOKEN_BYTES).toString('base64url'),
        refresh_token: randomBytes(96).toString('base64url'),
        token_type: 'bearer',
        expires_in: 43_200,
        scope: 'basic',
      })
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': token.length }).end(token)
    })
    return
  }
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length })
  response.end(answer)
})
server.keepAliveTimeout = 60_000
listen(server)
