import { SapccError } from '../../sdk/errors'
import { OperatorNote } from '../http/operator-note'
import { forEachOuter } from '../http/outer-requests'
import { markPersonal } from '../http/response-state'
import { HOP_HEADER } from '../platform/hop-header'
import type { ServerRequest } from '../platform/types'

/** Values of the hop header, by which the shop recognises its own requests to SAP when they come back. */
export interface HopMarks {
  /** The same in all processes of the shop. */
  shop: string
  /** The value that this process sends: the shop's mark, and a random part that makes it unguessable. */
  own: () => string
}

/** @param shop the same in all processes, and another one in other shops. */
export function createHopMarks(shop: string): HopMarks {
  let mark: string | undefined
  // Not before the first request: workers have no random numbers while they start.
  return { shop, own: () => mark ??= `${shop}.${crypto.randomUUID()}` }
}

/**
 * A request with this shop's own mark is one of its calls to SAP that has come back, and would go round for ever: no call is made
 * for it, nor for requests that the server makes to itself to answer it. Where it is unknown which request such an inner
 * one was made for, one that is under way here with the mark of this process shows that there is a loop. The shop's
 * mark alone does not: anybody can send it, and would stop the calls of others.
 *
 * @param marks of the shop; `undefined`: it does not mark its requests.
 * @throws SapccError 508
 */
export function refuseLoop(request: ServerRequest, marks: HopMarks | undefined): void {
  if (marks === undefined) return
  let outermost = request
  forEachOuter(request, (current) => {
    outermost = current
    if (current.header(HOP_HEADER)?.split('.', 1)[0] === marks.shop) throw loopError(request)
  })
  if (!outermost.isInner || !outermost.underWay) return
  for (const candidate of outermost.underWay) if (candidate.header(HOP_HEADER) === marks.own()) throw loopError(request)
}

function loopError(request: ServerRequest): SapccError {
  // Anybody can send the shop's mark: a page that fails with it must not be kept for others.
  markPersonal(request)
  return new SapccError('A call to SAP Commerce has come back to the shop.', {
    status: 508,
    data: { type: 'LoopDetectedError' },
    cause: new OperatorNote('NUXT_SAPCC_API_URI leads to the shop itself.'),
  })
}
