import type { ServerRequest } from '../platform/types'
import type { UpstreamResponse } from './upstream'

/**
 * Decodes SAP's answer unless its recipient accepts the content coding: some
 * servers compress answers although the request did not ask for it.
 *
 * @param request that the answer goes to.
 */
export function asAccepted(response: UpstreamResponse, request: Pick<ServerRequest, 'header' | 'takesCompressed'>): UpstreamResponse {
  const encoding = response.header('content-encoding')
  if (encoding === undefined) return response
  const accepted = request.takesCompressed ? request.header('accept-encoding') ?? '' : ''
  const isAccepted = encoding.split(',').every(name => isNamed(accepted, name.trim().toLowerCase()))
  return isAccepted ? response : response.decoded()
}

/** @see RFC 9110, section 12.5.3: a weight of 0 means "not acceptable". */
function isNamed(accepted: string, name: string): boolean {
  return accepted.split(',').some((entry) => {
    const [coding = '', ...parameters] = entry.split(';').map(part => part.trim().toLowerCase())
    return (coding === name || coding === '*') && !parameters.some(parameter => /^q=0(?:\.0*)?$/.test(parameter))
  })
}
