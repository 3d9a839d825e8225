import { SapccError, isRecord } from '../../sdk/errors'
import { parseJson } from '../../sdk/parse-json'
import { readBounded } from '../http/read-bounded'
import { isRegistrationPath, signInOnlyByMethodError } from '../occ/attempt-addresses'
import { parsePath } from '../occ/parse-path'
import { streamOf } from '../platform/web-stream'
import type { UpstreamRequest } from '../upstream/upstream'

/** Bytes of a registration, whatever length it declares. */
const LIMIT = 64 * 1024

/**
 * Refuses a registration with a one-time code, and one of which that cannot be told: the raw proxy counts no guesses.
 *
 * @param toSap its body is read where it is still arriving, as in a request without a `Content-Length`.
 * @param path below OCC, without a query.
 * @throws SapccError 403 `SignInOnlyByMethodError`, 413 for a registration that is too long
 */
export async function assertNoCodeOfRegistration(toSap: Pick<UpstreamRequest, 'method' | 'url' | 'headers' | 'body'>, path: string): Promise<void> {
  if (toSap.method !== 'POST' || !isRegistrationPath(parsePath(path))) return
  await readArriving(toSap)
  const { url, headers, body } = toSap
  const ofBody = body instanceof Uint8Array ? membersOf(body, headers['content-type'] ?? '') : []
  if (!ofBody) throw unreadable()
  // SAP may read a parameter of a form from the query, too.
  const ofQuery = url.includes('?') ? [...new URLSearchParams(url.slice(url.indexOf('?') + 1)).keys()] : []
  // Spring also takes a form's `!name` and `_name` for the parameter `name`.
  if ([...ofQuery, ...ofBody].some(name => /^[\s!_]*verificationToken/i.test(name))) throw signInOnlyByMethodError('through the raw proxy')
}

/** A body without a declared length is read whole, so that it can be checked before it is sent. */
async function readArriving(toSap: Pick<UpstreamRequest, 'headers' | 'body'>): Promise<void> {
  const { body } = toSap
  if (typeof body !== 'object' || body instanceof Uint8Array || body instanceof FormData) return
  const read = await readBounded(body instanceof ReadableStream ? body : streamOf(body), LIMIT)
  if (!read) throw new SapccError(`A registration through the raw proxy may have at most ${LIMIT} bytes.`, { status: 413, data: { type: 'PayloadTooLargeError' } })
  if (read.length > 0) toSap.body = read
  else delete toSap.body
  // The upstream sets the length of a buffered body.
  delete toSap.headers['content-length']
}

/** @returns `undefined` for a body that SAP may read in another way than this code. */
function membersOf(body: Uint8Array, type: string): string[] | undefined {
  const [media, ...parameters] = type.toLowerCase().split(';').map(part => part.trim())
  const charsets = parameters.filter(parameter => parameter.startsWith('charset'))
  if (!charsets.every(charset => /^charset="?utf-8"?$/.test(charset))) return undefined
  const text = strictText(body)
  if (text === undefined) return undefined
  if (media === 'application/x-www-form-urlencoded') return [...new URLSearchParams(text).keys()]
  const parsed = media === 'application/json' ? parseJson(text) : undefined
  return isRecord(parsed) ? Object.keys(parsed) : undefined
}

/** Java's JSON parsers accept bytes that are no UTF-8, for example a `v` that is written with two. */
function strictText(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  }
  catch {
    return undefined
  }
}

function unreadable(): SapccError {
  return new SapccError('The raw proxy takes a registration only as a JSON object or a form, in UTF-8 and not compressed: it has to see that there is no one-time code in it, because attempts at those are limited. Use the method `createUser`.', {
    status: 403,
    data: { type: 'SignInOnlyByMethodError' },
  })
}
