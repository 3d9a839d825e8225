import type { ServerRequest } from '../platform/types'
import { memoizeByObject } from './memoize-by-object'
import { forEachPossibleOuter } from './outer-requests'

/** What is known about a response before its head is sent. Works without a configuration: a page may call another server only. */
interface ResponseState {
  /** It contains data of one customer or visitor. */
  isPersonal: boolean
  /** A route of the module has made it. */
  isOwnAnswer: boolean
  /** A call had a token that needed a refresh, which was not possible. */
  isRefreshSkipped: boolean
}

const responseStateOf = memoizeByObject((_request: ServerRequest): ResponseState => ({ isPersonal: false, isOwnAnswer: false, isRefreshSkipped: false }))

/** The notes about the response to a request, if there are any. */
export function peekResponseState(request: ServerRequest): Readonly<ResponseState> | undefined {
  return responseStateOf.peek(request)
}

/** The response contains data of one customer or visitor. Also marks the requests that this one was made for: their responses contain the data, too. */
export function markPersonal(request: ServerRequest): void {
  forEachPossibleOuter(request, answered => void (responseStateOf(answered).isPersonal = true))
}

/** A call had a token that needed a refresh, which was not possible on behalf of this request. The requests that it was made for learn of it. */
export function markRefreshSkipped(request: ServerRequest): void {
  forEachPossibleOuter(request, answered => void (responseStateOf(answered).isRefreshSkipped = true))
}

/** A route of the module makes the response. */
export function markModuleResponse(request: ServerRequest): void {
  responseStateOf(request).isOwnAnswer = true
}
