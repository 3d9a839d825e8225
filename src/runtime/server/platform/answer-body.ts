import type { Answer, BodySource, PipedBodySource } from './types'

/** Statuses of responses without a body, regardless of their headers (RFC 9110, sections 6.4.1, 15.2 and 15.3.6). */
export const NULL_BODY_STATUS: ReadonlySet<number> = new Set([101, 204, 205, 304])

/** Whether a body may still be arriving. */
export function isSource(body: Answer['body']): body is BodySource {
  return typeof body === 'object' && 'stream' in body
}

/** Whether a body can be written without a stream in between. */
export function isPiped(body: Answer['body']): body is PipedBodySource {
  return isSource(body) && 'pipeTo' in body
}

/** Discards the body of an answer that is not sent. */
export function discardBody(body: Answer['body']): void {
  const reason = 'The answer is not sent.'
  if (isPiped(body)) body.abort(new Error(reason))
  else if (isSource(body)) body.stream().cancel(reason).catch(() => {})
}
