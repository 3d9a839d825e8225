import { SapccError } from '../../sdk/errors'
import type { OccOperation } from '../occ/operation'
import type { Lifetime } from '../public-cache/lifetimes'
import { asPlain } from '../upstream/accepted-encoding'
import type { UpstreamResponse } from '../upstream/upstream'
import { withUpstreamErrors } from '../upstream/upstream-error'

/** A successful response from SAP to an operation, not yet read. */
export interface OccAnswer {
  operationId: string
  operation: OccOperation
  response: UpstreamResponse
  /** How long the server itself keeps this answer, which is the same for everybody; absent where it does not keep it. */
  cachedFor?: Lifetime | undefined
}

/**
 * Reads an answer into the value the method returns.
 *
 * @throws SapccError 502 or 504
 */
export async function readAnswer({ operationId, operation, response }: OccAnswer): Promise<unknown> {
  switch (operation.result) {
    case 'head':
      await response.discard()
      return { totalCount: Number(response.header('x-total-count') ?? 0) }
    case 'none':
      await response.discard()
      return undefined
    case 'binary':
      return new Blob([Uint8Array.from(await withUpstreamErrors(operationId, asPlain(response).bytes()))], { type: response.header('content-type') ?? 'application/octet-stream' })
    case 'json': {
      const text = new TextDecoder().decode(await withUpstreamErrors(operationId, asPlain(response).bytes()))
      return text === '' ? undefined : parseResult(text)
    }
  }
}

function parseResult(text: string): unknown {
  try {
    return JSON.parse(text)
  }
  catch (cause) {
    throw new SapccError('SAP Commerce answered with something that is not JSON.', { status: 502, data: { type: 'UpstreamFormatError' }, cause })
  }
}
