import { once } from 'node:events'
import { request, type Agent, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'

/** A response with its body as received bytes. */
export interface RawResponse {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

/** Options of {@link rawRequest}. */
export interface RawRequestOptions {
  method?: string
  headers?: Record<string, string>
  body?: string | Buffer
  /** Agent that keeps the connection. Default: a new connection for each request. */
  agent?: Agent
}

/** Sends a request without the changes that `fetch` makes: the path is sent unchanged, any header can be set, nothing is decompressed. */
export async function rawRequest(origin: string, path: string, { method = 'GET', headers = {}, body, agent }: RawRequestOptions = {}): Promise<RawResponse> {
  const { hostname, port } = new URL(origin)
  const req = request({ hostname, port, path, method, headers, agent: agent ?? false })
  req.end(body)
  const [res] = await once(req, 'response') as [IncomingMessage]
  // The server may close the connection of an upload that it answered early. This is no error, because there is a response.
  req.on('error', () => {})
  const chunks: Buffer[] = []
  for await (const chunk of res) chunks.push(chunk as Buffer)
  return { status: res.statusCode ?? 0, headers: res.headers, body: Buffer.concat(chunks) }
}
