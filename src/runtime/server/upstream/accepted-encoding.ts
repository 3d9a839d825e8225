import { SapccError } from '../../sdk/errors'
import { NULL_BODY_STATUS } from '../platform/answer-body'
import type { MaybePromise } from '../platform/maybe-promise'
import type { ServerRequest } from '../platform/types'
import { awaitBodyStart } from './await-body-start'
import type { UpstreamResponse } from './upstream'

/**
 * Decodes SAP's answer unless its recipient accepts the content coding: some
 * servers compress answers although the request did not ask for it. Waits for the start of a body that it decodes.
 *
 * @param request that the answer goes to.
 * @throws SapccError 502 `UpstreamFormatError` where the recipient does not accept the coding and there is no decoder for it.
 * @throws UpstreamUndecodable where the body's start is not what its coding says; UpstreamTimeout, UpstreamUnreachable.
 */
export function asAccepted(response: UpstreamResponse, request: Pick<ServerRequest, 'header' | 'method' | 'takesCompressed'>): MaybePromise<UpstreamResponse> {
  const encoding = response.header('content-encoding')
  if (encoding === undefined) return response
  const accepted = request.takesCompressed ? request.header('accept-encoding') ?? '' : ''
  const isAccepted = encoding.split(',').every(name => isNamed(accepted, name.trim().toLowerCase()))
  if (isAccepted) return response
  return request.method === 'HEAD' || NULL_BODY_STATUS.has(response.status) ? response.decoded() : awaitBodyStart(asPlain(response))
}

/** What compresses a body. Some servers call a charset, such as `utf-8`, its coding; these bodies are plain. */
const COMPRESSIONS = /(?:^|,)\s*(?:(?:x-)?gzip|deflate|br|zstd|(?:x-)?compress|dc[bz])\s*(?:,|$)/i

/**
 * SAP's answer with its body decoded.
 *
 * @throws SapccError 502 `UpstreamFormatError` where there is no decoder for it.
 */
export function asPlain(response: UpstreamResponse): UpstreamResponse {
  const plain = response.decoded()
  const encoding = plain.header('content-encoding')
  if (encoding === undefined || !COMPRESSIONS.test(encoding)) return plain
  response.discard().catch(() => {})
  throw new SapccError(`SAP Commerce, or a server in front of it, compressed its answer in a way that was not asked for and cannot be decoded here (${encoding}).`, { status: 502, data: { type: 'UpstreamFormatError' } })
}

/** @see RFC 9110, section 12.5.3: a weight of 0 means "not acceptable". */
function isNamed(accepted: string, name: string): boolean {
  return accepted.split(',').some((entry) => {
    const [coding = '', ...parameters] = entry.split(';').map(part => part.trim().toLowerCase())
    return (coding === name || coding === '*') && !parameters.some(parameter => /^q=0(?:\.0*)?$/.test(parameter))
  })
}
