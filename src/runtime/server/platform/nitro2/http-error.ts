import { createError } from 'h3'

/** An error that the framework answers as it is, with its message. */
export function httpError(status: number, message: string): Error {
  return createError({ statusCode: status, message })
}
