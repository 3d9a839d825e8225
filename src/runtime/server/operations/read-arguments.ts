import type { SapccApiConfig } from '../config/types'
import { SapccError, isRecord } from '../../sdk/errors'
import { parseJson } from '../../sdk/parse-json'
import { isForm } from '../http/csrf'
import { readRequestBody } from '../http/read-body'
import type { OccOperation } from '../occ/operation'
import type { ServerRequest } from '../platform/types'

/** The properties of a method that decide how its arguments are sent. */
export interface ArgumentsOf {
  name: string
  /** The OCC operation; `undefined` for session methods and unknown names. */
  operation: OccOperation | undefined
  /** Only reads may use GET and HEAD, because a link or an image must not change anything. */
  isRead: boolean
}

const decoder = new TextDecoder()

/**
 * The arguments of a call: a JSON array as body, or as `?body=` of a read; for
 * uploads a form with that array as its field `args` and the files beside it.
 *
 * @throws SapccError 400, 405, 413 or 415
 */
export async function readArguments(request: ServerRequest, { name, operation, isRead }: ArgumentsOf, limits: Pick<SapccApiConfig, 'bodyLimit' | 'uploadLimit'>): Promise<unknown[]> {
  if (isRead && isGet(request.method)) {
    const { body } = request.query
    return body === undefined ? [] : parseArguments(body, name)
  }
  if (request.method !== 'POST') throw methodNotAllowed(name, isRead)
  const type = request.header('content-type') ?? ''
  if (isForm(type)) return await readForm(request, name, operation, type, limits.uploadLimit)
  const body = await readRequestBody(request, limits.bodyLimit)
  return body && body.length > 0 ? parseArguments(decoder.decode(body), name) : []
}

/** `HEAD` is answered as `GET` is; the platform leaves the body out (RFC 9110, section 9.3.2). */
export function isGet(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}

function methodNotAllowed(name: string, isRead: boolean): SapccError {
  const message = isRead ? `${name} has to be called by GET or POST.` : `${name} has to be called by POST.`
  return new SapccError(message, { status: 405, data: { type: 'MethodNotAllowedError', allow: isRead ? 'GET, HEAD, POST' : 'POST' } })
}

function parseArguments(text: unknown, name: string): unknown[] {
  const value = typeof text === 'string' ? parseJson(text) : text
  if (!Array.isArray(value)) throw malformed(name)
  return value
}

async function readForm(request: ServerRequest, name: string, operation: OccOperation | undefined, type: string, limit: number): Promise<unknown[]> {
  if (operation?.body?.mediaType !== 'multipart/form-data') {
    throw new SapccError(`${name} takes no files; its arguments have to be sent as application/json.`, { status: 415, data: { type: 'UnsupportedMediaTypeError' } })
  }
  const body = await readRequestBody(request, limit)
  const form = await new Response(body && Uint8Array.from(body), { headers: { 'content-type': type } }).formData().catch(() => undefined)
  const [params = {}, ...others] = parseArguments(form?.get('args'), name)
  if (!form || !isRecord(params)) throw malformed(name)
  form.delete('args')
  return [{ ...params, formData: form }, ...others]
}

function malformed(name: string): SapccError {
  return new SapccError(`${name} takes its arguments as a JSON array.`, { status: 400, data: { type: 'MalformedArgumentsError' } })
}
