import { isRecord } from '../../sdk/errors'
import type { OccOperation } from '../occ/operation'

/** As SAP's own document and customers' documents, which may name the operation otherwise, have it. */
const CODE_REQUEST = /\/verificationToken$/i

/**
 * Whether a call asks SAP to send a one-time code (`createVerificationToken`).
 * SAP checks the customer's password before: such a call is an attempt to sign in.
 *
 * @returns the user name that it is for, empty if it names none; `undefined` for every other call.
 */
export function userOfCodeRequest({ method, path, body }: Pick<OccOperation, 'method' | 'path' | 'body'>, params: unknown): string | undefined {
  if (method !== 'POST' || !CODE_REQUEST.test(path)) return undefined
  const input = isRecord(params) && body ? params[body.name] : undefined
  return isRecord(input) && typeof input.loginId === 'string' ? input.loginId : ''
}
