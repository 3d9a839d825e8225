import { bytesResponse } from './bytes-response'
import type { UpstreamResponse } from './upstream'

/** A response in the form of one of SAP's, for an answer that SAP did not give. */
export function jsonResponse(value: unknown): UpstreamResponse {
  return bytesResponse(new TextEncoder().encode(JSON.stringify(value)), 'application/json')
}
