/**
 * A platform without Node's server: takes requests from a socket and hands them to the built handler as `Request`s, as
 * Netlify, Deno or Bun do. Nothing of the socket reaches the handler.
 */
import { createServer } from 'node:http'
import process from 'node:process'
import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'

const { default: exported } = await import(pathToFileURL(process.argv[2]).href)
const handle = typeof exported === 'function' ? exported : exported.fetch

const server = createServer(async (req, res) => {
  const headers = new Headers()
  for (let index = 0; index < req.rawHeaders.length; index += 2) headers.append(req.rawHeaders[index], req.rawHeaders[index + 1])
  const hasBody = req.method !== 'GET' && req.method !== 'HEAD'
  const left = new AbortController()
  res.on('close', () => {
    if (!res.writableFinished) left.abort()
  })
  const request = new Request(`http://${req.headers.host}${req.url}`, {
    method: req.method,
    headers,
    signal: left.signal,
    ...hasBody && { body: Readable.toWeb(req), duplex: 'half' },
  })
  // As those of a request that a worker has received.
  for (const name of ['append', 'delete', 'set']) {
    Object.defineProperty(request.headers, name, { value() {
      throw new TypeError('Can\'t modify immutable headers.')
    } })
  }
  const response = await handle(request)
  const names = new Map()
  for (const [name, value] of response.headers) names.set(name, name === 'set-cookie' ? response.headers.getSetCookie() : value)
  res.writeHead(response.status, Object.fromEntries(names))
  if (response.body) Readable.fromWeb(response.body).on('error', () => res.destroy()).pipe(res)
  else res.end()
})
server.listen(0, '127.0.0.1', () => console.log(`Listening on http://127.0.0.1:${server.address().port}`))
