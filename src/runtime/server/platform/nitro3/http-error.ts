import { HTTPError } from 'nitro/h3'

/** An error that the framework sends with its status and message. */
export function httpError(status: number, message: string): Error {
  return new HTTPError({ status, message })
}
