import type { ServerRequest } from '../platform/types'
import { memoizeByObject } from './memoize-by-object'

/** What is found out about a response before its head leaves; needs no configuration, as a page may call a server elsewhere only. */
interface ResponseNotes {
  /** It contains data of one customer or visitor. */
  isPersonal: boolean
  /** A route of the module has made it. */
  isOwnAnswer: boolean
}

const notesOf = memoizeByObject((_request: ServerRequest): ResponseNotes => ({ isPersonal: false, isOwnAnswer: false }))

/** The notes about the response to a request, if there are any. */
export function peekNotes(request: ServerRequest): Readonly<ResponseNotes> | undefined {
  return notesOf.peek(request)
}

/** The response contains data of one customer or visitor; and so does that of the request which an inner one was made for. */
export function markPersonal(request: ServerRequest): void {
  for (let answered: ServerRequest | undefined = request; answered; answered = answered.outer) notesOf(answered).isPersonal = true
}

/** A route of the module makes the response. */
export function markModuleResponse(request: ServerRequest): void {
  notesOf(request).isOwnAnswer = true
}
