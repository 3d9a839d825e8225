import { SapccError } from '../../sdk/errors'
import { NULL_BODY_STATUS } from '../platform/answer-body'
import type { OccAnswer } from './read-answer'

/** Media types that servers use for JSON, including wrong but usual ones. */
const MAY_BE_JSON = /json|^\s*(?:text\/(?:plain|javascript)|application\/(?:octet-stream|javascript))\s*(?:;|$)/i
const PAGE = /^\s*(?:text\/html|application\/xhtml\+xml)\b/i

/**
 * Refuses a successful answer whose media type cannot be the operation's: an HTML page in place of JSON or of an empty
 * answer. The body is not read.
 *
 * @throws SapccError 502 `UpstreamFormatError`
 */
export function assertMediaType({ operationId, operation: { result }, response }: OccAnswer): void {
  const type = response.header('content-type')
  if (type === undefined || result === 'binary') return
  const isExpected = result === 'json' ? MAY_BE_JSON.test(type) : !PAGE.test(type)
  if (isExpected || NULL_BODY_STATUS.has(response.status) || response.header('content-length') === '0') return
  response.discard().catch(() => {})
  const named = /^\s*([\w.+-]+\/[\w.+-]+)/.exec(type)?.[1] ?? 'an unknown media type'
  throw new SapccError(`SAP Commerce, or a server in front of it, answered ${operationId} with ${named}, which is not this operation's answer.`, { status: 502, data: { type: 'UpstreamFormatError' } })
}
