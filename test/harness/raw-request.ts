import { once } from 'node:events'
import { request, type Agent, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'

/** An answer with its body as the bytes that came. */
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
  /** To keep the connection. Default: one of its own. */
  agent?: Agent
}

/** A request without what `fetch` does on its own: the path goes out as it is, any header can be set, nothing is decompressed. */
export async function rawRequest(origin: string, path: string, { method = 'GET', headers = {}, body, agent }: RawRequestOptions = {}): Promise<RawResponse> {
  const { hostname, port } = new URL(origin)
  const req = request({ hostname, port, path, method, headers, agent: agent ?? false })
  req.end(body)
  const [res] = await once(req, 'response') as [IncomingMessage]
  // An upload that is answered early may end in a closed connection; the answer is what counts.
  req.on('error', () => {})
  const chunks: Buffer[] = []
  for await (const chunk of res) chunks.push(chunk as Buffer)
  return { status: res.statusCode ?? 0, headers: res.headers, body: Buffer.concat(chunks) }
}
