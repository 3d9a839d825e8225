import { HTTPError } from 'nitro/h3'

/** An error that the framework answers as it is, with its message. */
export function httpError(status: number, message: string): Error {
  return new HTTPError({ status, message })
}
