import { SapccError } from '../../sdk/errors'
import type { Credentials } from '../../sdk/session-methods'
import { readUserName } from '../occ/user-names'

/**
 * User name and password, as a method gets them.
 *
 * @param method as errors name it.
 * @throws SapccError 400 `MissingParameterError`
 */
export function readCredentials(method: string, given: Record<string, unknown>): Credentials {
  const username = readUserName(requiredText(method, given, 'username'), 'username')
  if (username === '') throw missingParameter(method, 'username')
  return { username, password: requiredText(method, given, 'password') }
}

/** @throws SapccError 400 `MissingParameterError` for what is empty or no text. */
export function requiredText(method: string, given: Record<string, unknown>, name: string): string {
  const value = given[name]
  if (typeof value === 'string' && value !== '') return value
  throw missingParameter(method, name)
}

export function missingParameter(method: string, subject: string): SapccError {
  return new SapccError(`${method} needs the parameter \`${subject}\`, which has to be a string.`, {
    status: 400,
    data: { type: 'MissingParameterError', subject, subjectType: 'parameter', reason: 'missing' },
  })
}
