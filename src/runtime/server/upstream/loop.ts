import { SapccError } from '../../sdk/errors'
import { OperatorNote } from '../http/operator-note'
import { forEachOuter } from '../http/outer-requests'
import { markPersonal } from '../http/response-state'
import type { ServerRequest } from '../platform/types'

/** The header by which the shop recognises its own requests to SAP. */
export const HOP_HEADER = 'sapcc-hop'

/**
 * A request with this shop's own mark is one of its calls to SAP that has come back, and would go round for ever: no call is made
 * for it, nor for requests that the server makes to itself to answer it.
 *
 * @param hopId of the shop; `undefined`: it does not mark its requests.
 * @throws SapccError 508
 */
export function refuseLoop(request: ServerRequest, hopId: string | undefined): void {
  if (hopId === undefined) return
  forEachOuter(request, (current) => {
    if (current.header(HOP_HEADER) !== hopId) return
    // Anybody can send the mark: a page that fails with it must not be kept for others.
    markPersonal(request)
    throw new SapccError('A call to SAP Commerce has come back to the shop.', {
      status: 508,
      data: { type: 'LoopDetectedError' },
      cause: new OperatorNote('NUXT_SAPCC_API_URI leads to the shop itself.'),
    })
  })
}
