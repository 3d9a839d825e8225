import { SapccError } from '../../sdk/errors'
import { NULL_BODY_STATUS } from '../platform/answer-body'
import type { MaybePromise } from '../platform/maybe-promise'
import { withBytes } from '../upstream/bytes-response'
import { peek } from '../upstream/peek'
import type { UpstreamResponse } from '../upstream/upstream'
import { withUpstreamErrors } from '../upstream/upstream-error'
import type { OccAnswer } from './read-answer'

/** Media types that servers use for JSON, including wrong but usual ones. */
const MAY_BE_JSON = /json|^\s*(?:text\/(?:plain|javascript)|application\/(?:octet-stream|javascript))\s*(?:;|$)/i
const PAGE = /^\s*(?:text\/html|application\/xhtml\+xml)\b/i

/**
 * The response to a successful call. One whose media type cannot be the operation's is refused: an HTML page in place of JSON or
 * of an empty answer. Its body is read only to see that it is not empty, for some servers name a media type for no body, too.
 *
 * @throws SapccError 502 `UpstreamFormatError`
 */
export function withExpectedMediaType(answer: OccAnswer): MaybePromise<UpstreamResponse> {
  const { operation: { result }, response } = answer
  const type = response.header('content-type')
  if (type === undefined || result === 'binary') return response
  const isExpected = result === 'json' ? MAY_BE_JSON.test(type) : !PAGE.test(type)
  return isExpected || NULL_BODY_STATUS.has(response.status) || response.header('content-length') === '0' ? response : ifEmpty(answer, type)
}

async function ifEmpty({ operationId, response }: OccAnswer, type: string): Promise<UpstreamResponse> {
  const { chunks, whole } = await withUpstreamErrors(operationId, peek(response.decoded().stream(), 1))
  whole.cancel().catch(() => {})
  if (chunks.every(({ length }) => length === 0)) return withBytes(response, new Uint8Array())
  const named = /^\s*([\w.+-]+\/[\w.+-]+)/.exec(type)?.[1] ?? 'an unknown media type'
  throw new SapccError(`SAP Commerce, or a server in front of it, answered ${operationId} with ${named}, which is not this operation's answer.`, { status: 502, data: { type: 'UpstreamFormatError' } })
}
