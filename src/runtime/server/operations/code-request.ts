import { isRecord } from '../../sdk/errors'
import { readGivenParameters } from '../occ/given-parameters'
import type { OccOperation } from '../occ/operation'
import { missingParameter } from '../occ/parameter-errors'
import { defaultLimits } from '../occ/parameter-values'
import { readUserName } from '../occ/user-names'

/** The operation's path. Its name may differ between OCC descriptions. */
const CODE_REQUEST = /\/verificationToken\/?$/i

/** A call that asks SAP to send a one-time code. */
export interface CodeRequest {
  /** As it is counted and as it is sent. */
  username: string
  /** The call's parameters, with that name. */
  params: Record<string, unknown>
}

/**
 * Whether a call asks SAP to send a one-time code (`createVerificationToken`).
 * SAP checks the customer's password first, so such a call is a sign-in attempt.
 *
 * @returns `undefined` for every other call.
 * @throws SapccError 400 when the call does not say whose password it is: it could not be counted.
 */
export function readCodeRequest(operationId: string, { method, path, body }: Pick<OccOperation, 'method' | 'path' | 'body'>, params: unknown): CodeRequest | undefined {
  if (method !== 'POST' || !CODE_REQUEST.test(path)) return undefined
  // The same value that the request will be made of, whatever the case of its name.
  const given = readGivenParameters(params, defaultLimits)
  const input = body && given.useInAnyCase(body.name)
  const loginId = isRecord(input) && typeof input.loginId === 'string' ? readUserName(input.loginId, 'loginId') : ''
  if (!body || !isRecord(input) || loginId === '') throw missingParameter(operationId, 'loginId')
  return { username: loginId, params: { ...Object.fromEntries(given.unused()), [body.name]: { ...input, loginId } } }
}
