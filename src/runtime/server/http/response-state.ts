import type { ServerRequest } from '../platform/types'
import { memoizeByObject } from './memoize-by-object'
import { forEachOuter } from './outer-requests'

/** What is known about a response before its head is sent. Works without a configuration: a page may call another server only. */
interface ResponseState {
  /** It contains data of one customer or visitor. */
  isPersonal: boolean
  /** A route of the module has made it. */
  isOwnAnswer: boolean
}

const responseStateOf = memoizeByObject((_request: ServerRequest): ResponseState => ({ isPersonal: false, isOwnAnswer: false }))

/** The notes about the response to a request, if there are any. */
export function peekResponseState(request: ServerRequest): Readonly<ResponseState> | undefined {
  return responseStateOf.peek(request)
}

/** The response contains data of one customer or visitor. Also marks the requests that this one was made for: their responses contain the data, too. */
export function markPersonal(request: ServerRequest): void {
  forEachOuter(request, answered => void (responseStateOf(answered).isPersonal = true))
}

/** A route of the module makes the response. */
export function markModuleResponse(request: ServerRequest): void {
  responseStateOf(request).isOwnAnswer = true
}
