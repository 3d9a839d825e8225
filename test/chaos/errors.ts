import { SapccError } from '../../src/runtime/sdk/errors'

/** Errors that say that a session is over, by the module's and by RFC 6749's names. */
export const ENDINGS: ReadonlySet<string> = new Set(['invalid_grant', 'invalid_token', 'NoSessionError', 'SessionEndedError', 'SpentTokenError', 'NoRefreshTokenError'])

/** Which of them an error is, or was caused by. */
export function endingIn(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if (error instanceof SapccError && error.status === 401 && ENDINGS.has(error.data.type)) return error.data.type
  return endingIn(error.cause)
}

/** An error and what caused it, in one line. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const type = error instanceof SapccError ? ` (${error.status} ${error.data.type})` : ''
  return `${error.name}: ${error.message}${type}${error.cause === undefined ? '' : `, caused by ${describe(error.cause)}`}`
}
