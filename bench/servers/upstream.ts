/**
 * SAP, as far as the measurements need it: one answer of 3 KB, and a new token for each sign-in. `GET /requests` tells how
 * often each path was asked for since the last time.
 */
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import process from 'node:process'
import { TOKEN_BYTES } from './fixed-token.ts'
import { listen } from './listen.ts'

/** Milliseconds that a read takes. */
const DELAY = Number(process.env.BENCH_DELAY ?? 0)

/** 3 KB of JSON, in the shape of a cart. */
const ANSWER_BYTES = 3 * 1024
const entries = Array.from({ length: 12 }, (_, entryNumber) => ({ entryNumber, quantity: 1, product: { code: String(1934793 + entryNumber), name: 'PowerShot A480' }, totalPrice: { currencyIso: 'USD', value: 99.85 } }))
const cart = { type: 'cartWsDTO', code: '00001000', name: 'PowerShot A480', entries, note: '' }
cart.note = 'x'.repeat(ANSWER_BYTES - JSON.stringify(cart).length)
const answer = Buffer.from(JSON.stringify(cart))

const counts = new Map<string, number>()

const server = createServer((request, response) => {
  if (request.method === 'POST') {
    request.resume().once('end', () => answerToken(response))
    return
  }
  const path = request.url ?? '/'
  if (path === '/requests') {
    answerJson(response, Buffer.from(JSON.stringify(Object.fromEntries(counts))))
    counts.clear()
    return
  }
  // Only where it matters: there are few different addresses then.
  if (DELAY > 0) {
    const name = path.split('?', 1)[0]!
    counts.set(name, (counts.get(name) ?? 0) + 1)
    setTimeout(() => answerJson(response, answer), DELAY)
  }
  else {
    answerJson(response, answer)
  }
})

function answerToken(response: ServerResponse): void {
  answerJson(response, Buffer.from(JSON.stringify({
    access_token: randomBytes(TOKEN_BYTES).toString('base64url'),
    refresh_token: randomBytes(96).toString('base64url'),
    token_type: 'bearer',
    expires_in: 43_200,
    scope: 'basic',
  })))
}

function answerJson(response: ServerResponse, body: Buffer): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body)
}

server.keepAliveTimeout = 60_000
listen(server)
