import { SapccError } from '../../sdk/errors'

/** What can be wrong with a call's parameters, as `data.type` of the error. */
export type ParameterErrorType
  = | 'MissingParameterError'
    | 'UnknownParameterError'
    | 'InvalidParameterError'
    | 'ForbiddenParameterError'

/**
 * A call that is refused before SAP is asked. Values are never part of it:
 * they may be secrets, and errors are logged.
 *
 * @param name of the parameter; becomes `data.subject`.
 * @param reason becomes `data.reason`, e.g. `missing`.
 * @param explanation ends the sentence `The parameter "x" …`.
 */
export function parameterError(type: ParameterErrorType, name: string, reason: string, explanation: string): SapccError {
  const subject = printableName(name)
  return new SapccError(`The parameter "${subject}" ${explanation}`, {
    status: 400,
    data: { type, reason, subject, subjectType: 'parameter' },
  })
}

/** A required parameter that was not given. */
export function missingParameter(operationId: string, name: string): SapccError {
  return parameterError('MissingParameterError', name, 'missing', `is required by ${printableName(operationId)}.`)
}

/** A value that cannot be sent. */
export function invalidParameter(name: string, explanation: string, reason = 'invalid'): SapccError {
  return parameterError('InvalidParameterError', name, reason, explanation)
}

/** Parameters that cannot be sent as a whole. */
export function invalidParameters(explanation: string, reason: string): SapccError {
  return new SapccError(`The parameters ${explanation}`, { status: 400, data: { type: 'InvalidParameterError', reason } })
}

/** A value that callers may not choose. */
export function forbiddenParameter(name: string, explanation: string): SapccError {
  return parameterError('ForbiddenParameterError', name, 'forbidden', explanation)
}

/** A name as it can be shown and logged: short, on one line, in ASCII. */
export function printableName(name: string): string {
  const shown = name.slice(0, 100).replace(/[^\x20-\x7E]/g, '?')
  return name.length > 100 ? `${shown}...` : shown
}
