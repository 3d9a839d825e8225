import { HTTPResponse } from 'nitro/h3'
import type { H3Event } from 'nitro/h3'
import { NULL_BODY_STATUS, discardBody, isPiped, isSource } from '../answer-body'
import type { Answer } from '../types'
import { watchedStream } from '../web-stream'

/** Turns an answer into the framework's response. Headers that the shop's handlers have set before stay, unless the answer has the same header. */
export function responseOf(event: H3Event, { status, headers, body, onBodyFailure }: Answer): HTTPResponse {
  const own = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    for (const line of [value].flat()) own.append(name, line)
    // A header of the event would replace the answer's.
    if (name !== 'set-cookie') event.res.headers.delete(name)
  }
  if (event.req.method === 'HEAD' || NULL_BODY_STATUS.has(status)) {
    discardBody(body)
    const length = lengthOf(body)
    if (length !== undefined && !own.has('content-length') && !NULL_BODY_STATUS.has(status)) own.set('content-length', String(length))
    return new HTTPResponse(null, { status, headers: own })
  }
  const whole = isPiped(body) ? body.takeWhole() ?? body : body
  if (whole === undefined) own.set('content-length', '0')
  return new HTTPResponse(isSource(whole) ? watchedStream(whole.stream(), onBodyFailure) : whole as BodyInit | undefined ?? null, { status, headers: own })
}

function lengthOf(body: Answer['body']): number | undefined {
  if (isSource(body)) return undefined
  return typeof body === 'string' ? new TextEncoder().encode(body).length : body?.length ?? 0
}
