import { createHash } from 'node:crypto'
import { IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http'

const BODY_LIMIT = 2 * 1024 * 1024

/** A request body that is larger than the stand-in keeps in memory. */
export class BodyTooLargeError extends Error {}

/** Reads a whole request body. @throws BodyTooLargeError over 2 MB. */
export async function readBody(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  // The request is not destroyed, so that a body that is too large still gets a response.
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    length += chunk.length
    if (length > BODY_LIMIT) throw new BodyTooLargeError('The request body is larger than 2 MB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}

/** Answers with JSON and the exact length, so that a proxy sees what SAP would send. */
export function sendJson(res: ServerResponse, status: number, body: unknown, headers: OutgoingHttpHeaders = {}): void {
  const text = Buffer.from(JSON.stringify(body))
  res.writeHead(status, { 'content-type': 'application/json;charset=UTF-8', 'content-length': text.length, ...headers })
  res.end(text)
}

/** Answers without a body. */
export function sendEmpty(res: ServerResponse, status: number, headers: OutgoingHttpHeaders = {}): void {
  // A response of these two kinds has no body by definition, and no length either.
  const length = status === 204 || status === 304 ? {} : { 'content-length': 0 }
  res.writeHead(status, { ...length, ...headers })
  res.end()
}

/** The cookies of a request by name. */
export function parseCookies(header: string | undefined): Map<string, string> {
  const cookies = new Map<string, string>()
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=')
    if (equals > 0) cookies.set(pair.slice(0, equals).trim(), pair.slice(equals + 1).trim())
  }
  return cookies
}

/**
 * A second request object for a body that was already read, with some headers changed. The library reads its
 * requests from a stream, but the code in front of it has to read the body first.
 */
export function replayRequest(
  req: IncomingMessage,
  { url, body, headers, mountPath }: {
    url: string
    body?: string
    /** `undefined` removes a header. */
    headers?: Record<string, string | undefined>
    /** Path in front of `url` in the URLs that the handler returns. */
    mountPath?: string
  },
): IncomingMessage {
  const copy = new IncomingMessage(req.socket)
  copy.method = req.method
  copy.url = url
  copy.httpVersion = req.httpVersion
  // The name of this property in Connect and Express.
  Reflect.set(copy, 'baseUrl', mountPath)
  copy.headers = { ...req.headers, ...headers }
  for (const name of Object.keys(copy.headers)) {
    if (copy.headers[name] === undefined) Reflect.deleteProperty(copy.headers, name)
  }
  if (body !== undefined) {
    Reflect.deleteProperty(copy.headers, 'transfer-encoding')
    copy.headers['content-length'] = String(Buffer.byteLength(body))
    copy.push(body)
  }
  copy.push(null)
  // Otherwise ending the copy would count as an aborted request and close the connection.
  copy.complete = true
  return copy
}

/** A short, irreversible name for a token, so that logs and ledgers can distinguish tokens without containing them. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 16)
}

/** Resolves after `milliseconds`. */
export function sleep(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}
