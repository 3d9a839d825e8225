import type { Answer, BodySource, PipedBodySource } from './types'

/** Whether a body may still be on its way. */
export function isSource(body: Answer['body']): body is BodySource {
  return typeof body === 'object' && 'stream' in body
}

/** Whether a body can be written without a stream in between. */
export function isPiped(body: Answer['body']): body is PipedBodySource {
  return isSource(body) && 'pipeTo' in body
}

/** Lets go of the body of an answer that is not sent. */
export function discardBody(body: Answer['body']): void {
  const reason = 'The answer is not sent.'
  if (isPiped(body)) body.abort(new Error(reason))
  else if (isSource(body)) body.stream().cancel(reason).catch(() => {})
}
