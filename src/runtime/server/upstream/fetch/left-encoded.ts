import { withMappedError } from '../../platform/web-stream'
import { peek } from '../peek'
import { decodingError } from '../upstream'
import { hasZlibHeader, looksLikeZlib } from '../zlib-header'

/** A body as `fetch` has handed it out, with what it has left encoded undone. */
export interface PlainBody {
  body: ReadableStream<Uint8Array> | undefined
  /** Whether `body` is without the coding that the headers still name. `false`: it has none, or one that cannot be undone here. */
  isDecoded: boolean
}

/**
 * Undoes the content coding of a body where the runtime's `fetch` has not. Which codings it undoes, and whether the
 * headers then still name them, differs: workerd, for example, leaves `deflate` and `zstd` as they are. The first
 * bytes show it, so that nothing is decoded twice. What no decoder is there for stays as it is, and so do its headers.
 *
 * @param headers of the response, with a `content-encoding`.
 */
export async function undoLeftCoding(headers: Headers, body: ReadableStream<Uint8Array> | undefined): Promise<PlainBody> {
  const codings = (headers.get('content-encoding') ?? '').toLowerCase().split(',').map(name => name.trim()).filter(name => name !== '')
  if (codings.length === 0 || !codings.every(name => KNOWN_CODINGS.has(name))) return { body, isDecoded: false }
  if (!body) return { body, isDecoded: true }
  const { chunks, whole } = await peek(body, PEEKED)
  const first = new Uint8Array(chunks.flatMap(chunk => [...chunk.subarray(0, PEEKED)]).slice(0, PEEKED))
  const applied = codings.filter(name => name !== 'identity')
  const last = applied.at(-1)
  if (last === undefined || !isLeftEncoded(first, last, headers.get('content-type') ?? 'application/json')) return { body: whole, isDecoded: true }
  const decoders = applied.map((name, index) => decoderOf(name, index === applied.length - 1 ? first : undefined))
  if (decoders.includes(undefined)) return { body: whole, isDecoded: false }
  // The coding that was applied last is named last, and undone first.
  const plain = decoders.reduceRight((stream, decoder) => stream.pipeThrough(decoder!), whole)
  return { body: withMappedError(plain, cause => decodingError(cause, codings.join(', '))), isDecoded: true }
}

/** Content codings that the `fetch` of some runtime undoes by itself. */
const KNOWN_CODINGS: ReadonlySet<string> = new Set(['gzip', 'x-gzip', 'deflate', 'br', 'zstd', 'identity'])

/** Names of formats in `DecompressionStream`. Of these the standard has the first two; the others are newer. */
const FORMATS: Readonly<Record<string, string>> = { 'gzip': 'gzip', 'x-gzip': 'gzip', 'deflate': 'deflate', 'br': 'brotli', 'zstd': 'zstd' }

function decoderOf(coding: string, first: Uint8Array | undefined): ReadableWritablePair<Uint8Array, Uint8Array> | undefined {
  const format = coding === 'deflate' && first?.[0] !== undefined && !hasZlibHeader(first[0]) ? 'deflate-raw' : FORMATS[coding]
  try {
    return new DecompressionStream(format as CompressionFormat) as unknown as ReadableWritablePair<Uint8Array, Uint8Array>
  }
  catch {
    return undefined
  }
}

const isJson = (type: string) => /^[^;]*[/+]json\s*(?:;|$)/i.test(type) && /^(?:utf-?8|us-ascii)?$/i.test(/charset="?([^";\s]*)/i.exec(type)?.[1] ?? '')
const isText = (type: string) => isJson(type) || /^(?:text\/|[^;]*[/+](?:json|xml)\b)/i.test(type)

/** Files may be compressed themselves: they say nothing of the codings that every `fetch` undoes. */
function isLeftEncoded(first: Uint8Array, coding: string, type: string): boolean {
  if (first.length === 0) return false
  switch (coding) {
    case 'zstd': return startsWith(first, 0x28, 0xB5, 0x2F, 0xFD)
    case 'deflate': return looksLikeZlib(first) ? !isText(type) || !isReadable(first) : isJson(type) && !isReadable(first)
    case 'br': return isJson(type) && !isReadable(first)
    default: return isText(type) && startsWith(first, 0x1F, 0x8B)
  }
}

function startsWith(bytes: Uint8Array, ...mark: readonly number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte)
}

/** Whether bytes can be the beginning of a text in UTF-8. So many compressed ones never are. */
function isReadable(first: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(first, { stream: true })
  }
  catch {
    return false
  }
  return first.every(byte => byte >= 0x20 || byte === 0x09 || byte === 0x0A || byte === 0x0D)
}

/** Bytes by which an encoded body is told from a plain one. */
const PEEKED = 64
