import { SapccError } from '../../sdk/errors'
import { isUnauthorized } from '../../sdk/refresh/is-unauthorized'
import { readBounded } from '../http/read-bounded'
import { HEADERS_OF_BYTES } from './decoded-headers'
import { createTokenSearch, redactToken } from './redact-token'
import { parseSapError } from './sap-error'
import type { SapErrorBody } from './sap-error'
import { isConnectionError } from './upstream'
import type { HeaderBag, UpstreamResponse } from './upstream'

/** An error response of SAP's to a request with a token. It has been read, and the token is redacted. */
export interface ErrorResponse {
  headers: HeaderBag
  body: Uint8Array
  error: SapErrorBody
  /** Whether the request may succeed with a new token. For a 401 only. */
  isCurable: boolean
  /** Whether it says that the token is not valid; a 401 of unknown type may come from elsewhere. */
  isTokenInvalid: boolean
}

/** Bytes of an error body that are read at most; SAP's errors have a few hundred. */
export const MAX_ERROR_BODY = 64 * 1024

/**
 * Reads an error response. In a 401 SAP repeats the refused token
 * (`Access token expired: <token>`), and so may a server in front of SAP in any
 * other: the token is redacted, in base64 too. A body that cannot be decoded, and so not be
 * searched for the token, is replaced.
 *
 * @param token that was sent.
 * @param method of the request: an answer to `HEAD` has no body, whatever its headers say of one.
 */
export async function readErrorResponse(response: UpstreamResponse, token: string, method: string): Promise<ErrorResponse> {
  const plain = response.decoded()
  const hasToken = createTokenSearch(token)
  const headers = select(plain.headers(), (_, value) => !hasToken(String(value)))
  const body = method === 'HEAD' ? await withoutBody(response) : await readPlain(plain)
  if (body === undefined) {
    const instead = new SapccError('SAP Commerce refused this call.', { status: response.status, data: { type: response.status === 401 ? 'UnknownUnauthorizedError' : 'UnknownError' } })
    return {
      headers: { ...withoutBodyHeaders(headers), 'content-type': 'application/json' },
      body: encode(JSON.stringify(instead)),
      error: { entries: [], type: instead.data.type, message: instead.message },
      isCurable: true,
      isTokenInvalid: false,
    }
  }
  const text = new TextDecoder().decode(body)
  const redacted = redactToken(text, token)
  const error = parseSapError(redacted)
  const unauthorized = { status: 401, data: { type: error.type } }
  const meaning = { error, isCurable: isUnauthorized(unauthorized), isTokenInvalid: response.status === 401 && isUnauthorized(unauthorized, false) }
  if (redacted === text) return { headers, body, ...meaning }
  return { headers: withoutBodyHeaders(headers), body: encode(redacted), ...meaning }
}

async function withoutBody(response: UpstreamResponse): Promise<Uint8Array> {
  await response.discard()
  return new Uint8Array()
}

/** The headers that are still right after the body was changed. */
function withoutBodyHeaders(headers: HeaderBag): HeaderBag {
  return select(headers, name => name !== 'etag' && !HEADERS_OF_BYTES.has(name))
}

function select(headers: HeaderBag, isWanted: (name: string, value: HeaderBag[string]) => boolean): HeaderBag {
  return Object.fromEntries(Object.entries(headers).filter(([name, value]) => isWanted(name, value)))
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/**
 * The body of an error.
 *
 * @param response decoded.
 * @returns `undefined` when it is in a coding that is not known, is not what its coding says, or is too long.
 * @throws when the connection broke.
 */
export async function readPlain(response: UpstreamResponse): Promise<Uint8Array | undefined> {
  if (!/^(?:identity)?$/i.test(response.header('content-encoding')?.trim() ?? '')) {
    await response.discard()
    return undefined
  }
  try {
    return await readBounded(response.stream(), MAX_ERROR_BODY)
  }
  catch (error) {
    if (isConnectionError(error)) throw error
    return undefined
  }
}
