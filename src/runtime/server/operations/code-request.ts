import { isRecord } from '../../sdk/errors'
import type { OccOperation } from '../occ/operation'

/** The operation's path. Its name may differ between OCC descriptions. */
const CODE_REQUEST = /\/verificationToken$/i

/**
 * Whether a call asks SAP to send a one-time code (`createVerificationToken`).
 * SAP checks the customer's password first, so such a call is a sign-in attempt.
 *
 * @returns the user name in the call, empty if there is none; `undefined` for every other call.
 */
export function userOfCodeRequest({ method, path, body }: Pick<OccOperation, 'method' | 'path' | 'body'>, params: unknown): string | undefined {
  if (method !== 'POST' || !CODE_REQUEST.test(path)) return undefined
  const input = isRecord(params) && body ? params[body.name] : undefined
  return isRecord(input) && typeof input.loginId === 'string' ? input.loginId : ''
}
