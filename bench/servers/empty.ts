/** What Node's HTTP server costs before any other code runs: the answer of the empty Nitro route. */
import { createServer } from 'node:http'
import { listen } from './listen.ts'

listen(createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'text/html', 'content-length': 2 }).end('ok')
}))
