import { getQuery, getRequestWebStream } from 'h3'
import type { H3Event } from 'h3'
import type { SapccApiConfig } from '../config/types'
import { SapccError, isRecord } from '../../sdk/errors'
import { whenThere } from '../platform/maybe-promise'
import type { MaybePromise } from '../platform/maybe-promise'
import { findOperation } from '../occ/find-operation'
import { isForm } from '../http/csrf'
import { requestHeader } from '../platform/nitro2/request-header'
import { sessionOperations } from '../auth/session-operations'
import { operations } from '#sapcc/operations'
import { readWhole } from '#sapcc/upstream'

/**
 * The arguments of a call: a JSON array as body, or as `?body=` of a read; for
 * uploads a form with that array as its field `args` and the files beside it.
 *
 * @throws SapccError 400, 405, 413 or 415
 */
export function readArguments(event: H3Event, operation: string, limits: Pick<SapccApiConfig, 'bodyLimit' | 'uploadLimit'>): MaybePromise<unknown[]> {
  if (event.method === 'GET' && mayBeGet(operation)) {
    const { body } = getQuery(event)
    return body === undefined ? [] : parseArguments(body, operation)
  }
  if (event.method !== 'POST') throw new SapccError(`${operation} is called by POST.`, { status: 405, data: { type: 'MethodNotAllowedError' } })
  const type = requestHeader(event, 'content-type') ?? ''
  if (isForm(type)) return readForm(event, operation, type, limits.uploadLimit)
  return whenThere(readUpTo(event, limits.bodyLimit), body => body && body.length > 0 ? parseArguments(decoder.decode(body), operation) : [])
}

const decoder = new TextDecoder()

/** By GET only what reads: a link or an image must not change anything. */
function mayBeGet(operation: string): boolean {
  return operation === 'getSession' || (findOperation(operation, operations)?.read ?? !(operation in sessionOperations))
}

function parseArguments(text: unknown, operation: string): unknown[] {
  let value: unknown
  try {
    value = typeof text === 'string' ? JSON.parse(text) as unknown : text
  }
  catch {
    value = undefined
  }
  if (!Array.isArray(value)) throw malformed(operation)
  return value
}

async function readForm(event: H3Event, operation: string, type: string, limit: number): Promise<unknown[]> {
  if (findOperation(operation, operations)?.body?.mediaType !== 'multipart/form-data') {
    throw new SapccError(`${operation} takes no files; its arguments are sent as application/json.`, { status: 415, data: { type: 'UnsupportedMediaTypeError' } })
  }
  const body = await readUpTo(event, limit)
  const form = await new Response(body && Uint8Array.from(body), { headers: { 'content-type': type } }).formData().catch(() => undefined)
  const [params = {}, ...others] = parseArguments(form?.get('args'), operation)
  if (!form || !isRecord(params)) throw malformed(operation)
  form.delete('args')
  return [{ ...params, formData: form }, ...others]
}

/** @throws SapccError 413 as soon as it is known that there is more. */
function readUpTo(event: H3Event, limit: number): MaybePromise<Uint8Array | undefined> {
  const length = requestHeader(event, 'content-length')
  if (length === undefined) return readStreamUpTo(event, limit)
  // A body is never longer than it says: the HTTP server ends it there.
  if (!(Number(length) <= limit)) throw tooLarge(limit)
  return readWhole(event)
}

async function readStreamUpTo(event: H3Event, limit: number): Promise<Uint8Array | undefined> {
  const reader = getRequestWebStream(event)?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined
  if (!reader) return undefined
  const chunks: Uint8Array[] = []
  let size = 0
  for (let { done, value } = await reader.read(); !done && value; { done, value } = await reader.read()) {
    size += value.length
    // What is left is read and forgotten by the HTTP server, so that the client sees the answer.
    if (size > limit) throw tooLarge(limit)
    chunks.push(value)
  }
  return new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer())
}

function tooLarge(limit: number): SapccError {
  return new SapccError(`The call is larger than ${limit} bytes.`, { status: 413, data: { type: 'PayloadTooLargeError' } })
}

function malformed(operation: string): SapccError {
  return new SapccError(`${operation} takes its arguments as a JSON array.`, { status: 400, data: { type: 'MalformedArgumentsError' } })
}
