import { SapccError, isRecord } from '../../sdk/errors'
import { isUnauthorized } from '../../sdk/refresh/is-unauthorized'
import type { HeaderBag, UpstreamResponse } from '../upstream/upstream'

/** A 401 of SAP's to a request with a token, read so that it can be looked at. */
export interface Refusal {
  headers: HeaderBag
  body: Uint8Array
  /** Whether a new token may cure it. */
  isCurable: boolean
}

/** Bytes of an answer that are looked at; SAP's errors have a few hundred. */
const MAX_BODY = 64 * 1024

/**
 * Reads a 401. SAP repeats the refused token in its message
 * (`Access token expired: <token>`): it is taken out, and a body in which it
 * cannot be looked for does not go on.
 *
 * @param token that was sent.
 */
export async function readRefusal(response: UpstreamResponse, token: string): Promise<Refusal> {
  const headers = select(response.headers(), (_, value) => !String(value).includes(token))
  const body = await readUpTo(MAX_BODY, response.stream())
  const text = body && await decode(body, response.header('content-encoding'))
  if (body === undefined || text === undefined) {
    const instead = JSON.stringify(new SapccError('SAP Commerce refused this call.', { status: 401, data: { type: 'UnknownUnauthorizedError' } }))
    return { headers: { ...without(headers, OF_THE_BYTES), 'content-type': 'application/json' }, body: encode(instead), isCurable: true }
  }
  const isCurable = isUnauthorized({ status: 401, data: { type: errorTypeIn(text) } })
  if (!text.includes(token)) return { headers, body, isCurable }
  return { headers: without(headers, OF_THE_BYTES), body: encode(text.replaceAll(token, '[…]')), isCurable }
}

/** Headers that are wrong once a body has changed. */
const OF_THE_BYTES = ['content-length', 'content-encoding', 'etag', 'digest', 'content-digest', 'content-md5']

function without(headers: HeaderBag, names: readonly string[]): HeaderBag {
  return select(headers, name => !names.includes(name))
}

function select(headers: HeaderBag, isWanted: (name: string, value: HeaderBag[string]) => boolean): HeaderBag {
  return Object.fromEntries(Object.entries(headers).filter(([name, value]) => isWanted(name, value)))
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** @returns `undefined` when the body is compressed in a way that cannot be read here, or too long. */
async function decode(body: Uint8Array, encoding = 'identity'): Promise<string | undefined> {
  const format = encoding.trim().toLowerCase()
  if (format === 'identity' || body.length === 0) return new TextDecoder().decode(body)
  if (format !== 'gzip' && format !== 'deflate') return undefined
  try {
    const plain = await readUpTo(MAX_BODY, new Blob([Uint8Array.from(body)]).stream().pipeThrough(new DecompressionStream(format)))
    return plain && new TextDecoder().decode(plain)
  }
  catch {
    return undefined
  }
}

/** @returns `undefined` when there is more. */
async function readUpTo(limit: number, stream: AsyncIterable<unknown> | ReadableStream<Uint8Array>): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  // Leaving the loop closes the stream, and with it the connection.
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    length += chunk.length
    if (length > limit) return undefined
    chunks.push(chunk)
  }
  const all = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    all.set(chunk, offset)
    offset += chunk.length
  }
  return all
}

/** OCC writes errors as JSON, or as XML for who accepts that; the authorization filter in front as `{"error"}`. */
function errorTypeIn(text: string): string | undefined {
  const xml = /<type>(\w+)<\/type>/.exec(text)?.[1]
  if (xml !== undefined) return xml
  try {
    const body: unknown = JSON.parse(text)
    if (!isRecord(body)) return undefined
    const [first] = Array.isArray(body.errors) ? body.errors as unknown[] : []
    const type = isRecord(first) ? first.type : body.error
    return typeof type === 'string' ? type : undefined
  }
  catch {
    return undefined
  }
}
